import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { seedProgrammes } from '../seeds/programmes.js';
import { registered, TOY_SHOP } from './support/merchants.js';
import { announced, scan } from './support/parcels.js';
import { addPoint } from './support/points.js';
import { Relais } from './support/relais.js';
import {
  addCounters,
  type CounterTokens,
  counterTokens,
  FROM_LILLE,
  importTimetable,
  type TimetableFiles,
} from './support/timetables.js';

/** A round through three counters, the farthest of which the timetable has first. */
const WITH_A_ROUND: TimetableFiles = {
  ...FROM_LILLE,
  stops: `stop_id,stop_name,kind,point_code,stop_timezone,sort_minutes,cut_off_minutes,waves,stop_lat,stop_lon
    AU-LILLE,Auchan Lille,POINT,AU-LILLE,,10,30,,,
    DEPOT-LILLE,Dépôt de Lille,DEPOT,,,60,0,,,
    HUB-PARIS,Plateforme de Paris,HUB,,,60,0,1:00:00 3:00:00 14:00:00,,
    DEPOT-LYON,Dépôt de Lyon,DEPOT,,,30,0,,45.70,4.90
    DEPOT-STRAS,Dépôt de Strasbourg,DEPOT,,,30,0,,,
    DEPOT-REUNION,Dépôt de Saint-Denis,DEPOT,,Indian/Reunion,120,0,,,
    AU-LYON,Auchan Lyon,POINT,AU-LYON,,10,0,,,
    AU-MIDWAY,Auchan Midway,POINT,AU-MIDWAY,,10,0,,,
    AU-FAR,Auchan Far,POINT,AU-FAR,,10,0,,,
    AU-STRAS,Auchan Strasbourg,POINT,AU-STRAS,,10,0,,,
    AU-REUNION,Auchan Saint-Denis,POINT,AU-REUNION,Indian/Reunion,10,0,,,`,
  stop_times: FROM_LILLE.stop_times?.replace(
    'lyon-morning,2,AU-LYON,8:10:00,',
    `lyon-morning,2,AU-FAR,7:50:00,
    lyon-morning,3,AU-LYON,8:20:00,
    lyon-morning,4,AU-MIDWAY,8:50:00,
    lyon-morning,5,DEPOT-LYON,9:30:00,`,
  ) as string,
};

const MORNING = '?trip=lyon-morning&date=2026-11-25';

let relais: Relais;
let merchant: { id: string; token: string };
let tokens: CounterTokens;
let roads: Server;
let roadsAnswer: (places: number, sources: number) => unknown;

beforeAll(async () => {
  roads = createServer((request, response) => {
    const [, places = '', sources = ''] = /driving\/([^?]*)\?sources=(.*)$/.exec(request.url ?? '') ?? [];
    response.end(JSON.stringify(roadsAnswer(places.split(';').length, sources.split(';').length)));
  });
  await new Promise<void>((resolve) => roads.listen(0, '127.0.0.1', resolve));
  relais = await Relais.start({
    env: { RELAIS_OSRM_URL: `http://127.0.0.1:${(roads.address() as AddressInfo).port}/` },
  });
  await seedProgrammes(relais.service.app);
  await addCounters(relais);
  const counter = { chain: 'AUCHAN', networks: ['MONDIAL_RELAY'] };
  await addPoint(relais, {
    ...counter,
    code: 'AU-MIDWAY',
    name: 'Auchan, "Midway"',
    lat: 45.85,
    lon: 4.82,
    hours: 'Sa 10:00-12:00',
  });
  await addPoint(relais, { ...counter, code: 'AU-FAR', lat: 45.95, lon: 4.8, hours: 'Mo-Sa 11:00-19:00' });
  merchant = await registered(relais, TOY_SHOP);
  tokens = await counterTokens(relais);
});
afterAll(async () => {
  await relais.stop();
  roads.closeAllConnections();
  await new Promise((resolve) => roads.close(resolve));
});
beforeEach(async () => {
  roadsAnswer = () => ({ code: 'NoTable' });
  relais.clock.set('2026-11-24T09:00:00Z');
  await relais.dataSource.query('DELETE FROM disruption');
  await importTimetable(relais, WITH_A_ROUND);
  await relais.dataSource.query('DELETE FROM promise');
});

async function tour(query: string, token = tokens.carrier) {
  const response = await fetch(`${relais.url}/exports/tour${query}`, { headers: { authorization: `Bearer ${token}` } });
  const text = await response.text();
  return { status: response.status, by: response.headers.get('relais-driving-times'), text };
}

/** A tour as its driver reads it: where, when, and what of which parcel. */
async function driven(query: string, token?: string) {
  const { status, by, text } = await tour(query, token);
  expect([status, text]).toEqual([200, expect.stringMatching(/^place,stop_id,/)]);
  const lines = text.trim().split('\n').slice(1);
  const cells = lines.map((line) => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell]) => cell ?? ''));
  return { by, calls: cells.map((row) => [row[1], row[6]?.slice(11, 16), row[9], row[10], row[12]]), cells };
}

async function refusal(query: string, token?: string) {
  const { status, text } = await tour(query, token);
  const { code, field } = JSON.parse(text).errors[0].extensions;
  return [status, code, field];
}

const sent = async (pickupPointCode: string, more: object = {}) => {
  const parcel = await announced(relais, merchant.token, pickupPointCode, { dropOffPointCode: 'AU-LILLE', ...more });
  await relais.runJob('promises');
  return parcel.trackingNumber;
};

describe('the tour of a carrier’s driver', () => {
  it('has the points where there is something to bring, the nearest first, and comes back to its depot', async () => {
    const [near, far] = [await sent('AU-LYON'), await sent('AU-FAR')];
    const { calls, by } = await driven(MORNING);
    expect(by).toBe('great-circle');
    expect(calls).toEqual([
      ['DEPOT-LYON', '07:00', 'DEPOT', '', ''],
      ['AU-LYON', expect.stringMatching(/^07:[01]/), 'BRING', near, 'EXPECTED'],
      ['AU-FAR', expect.stringMatching(/^0[78]:/), 'BRING', far, 'EXPECTED'],
      ['DEPOT-LYON', expect.stringMatching(/^0[89]:/), 'DEPOT', '', ''],
    ]);
  });

  it('tells the driver of a point that opens only later, and of a name whatever is in it', async () => {
    await sent('AU-FAR');
    await sent('AU-MIDWAY');
    const { cells } = await driven(MORNING);
    const far = cells.find((row) => row[1] === 'AU-FAR');
    expect(far?.slice(7, 9)).toEqual(['2026-11-25T07:50:00+01:00', '2026-11-25T11:00:00+01:00']);
    const midway = cells.find((row) => row[1] === 'AU-MIDWAY');
    expect(midway?.[8]).toBe('2026-11-28T10:00:00+01:00');
    expect(midway?.[3]).toBe('"Auchan, ""Midway"""');
  });

  it('has what is to be taken, as it comes to the counter, until it is taken', async () => {
    const parcel = await sent('AU-LYON');
    const evening = '?trip=evening&date=2026-11-24';
    const depot = ['DEPOT-LILLE', '19:00', 'DEPOT', '', ''];
    expect((await driven(evening)).calls).toEqual([['AU-LILLE', '17:05', 'TAKE', parcel, 'EXPECTED'], depot]);
    await scan(relais, tokens.lille, { kind: 'DROP_OFF', trackingNumber: parcel });
    await relais.runJob('promises');
    expect((await driven(evening)).calls).toEqual([['AU-LILLE', '17:05', 'TAKE', parcel, 'THERE'], depot]);
    await scan(relais, tokens.carrier, {
      kind: 'CARRIER_PICKUP',
      trackingNumber: parcel,
      pointCode: 'AU-LILLE',
    });
    await relais.runJob('promises');
    expect((await driven(evening)).calls).toEqual([['DEPOT-LILLE', '19:00', 'DEPOT', '', '']]);
    expect((await driven(MORNING)).calls[1]).toMatchObject(['AU-LYON', expect.any(String), 'BRING', parcel, 'THERE']);
  });

  it('takes back what waits for its return, of what this carrier brought', async () => {
    const parcel = await sent('AU-LYON');
    await scan(relais, tokens.lille, { kind: 'DROP_OFF', trackingNumber: parcel });
    await scan(relais, tokens.carrier, { kind: 'CARRIER_PICKUP', trackingNumber: parcel, pointCode: 'AU-LILLE' });
    await scan(relais, tokens.lyon, { kind: 'STORE_RECEIPT', trackingNumber: parcel });
    await scan(relais, merchant.token, { kind: 'RECALL', trackingNumber: parcel });
    await relais.runJob('promises');
    const { calls } = await driven(MORNING);
    expect(calls[1]).toMatchObject(['AU-LYON', expect.any(String), 'RETURN', parcel, 'THERE']);
    await relais.dataSource.query("UPDATE parcel SET state = 'RETURNING' WHERE tracking_number = $1", [parcel]);
  });

  it('goes by road where an engine is set: by its times, and in the order that they make', async () => {
    await sent('AU-LYON');
    await sent('AU-FAR');
    // Places in the order of the timetable: the depot, the far point, the near one, the depot.
    const seconds = [
      [0, 600, 5000, 0],
      [5000, 0, 600, 5000],
      [600, 5000, 0, 600],
      [0, 600, 5000, 0],
    ];
    roadsAnswer = (places, sources) => ({
      code: 'Ok',
      durations: seconds.slice(0, sources).map((row) => row.slice(0, places)),
    });
    const { calls, by } = await driven(MORNING);
    expect(by).toBe('roads');
    expect(calls.map(([stop, at]) => [stop, at])).toEqual([
      ['DEPOT-LYON', '07:00'],
      ['AU-FAR', '07:10'],
      ['AU-LYON', '07:23'],
      ['DEPOT-LYON', '07:36'],
    ]);
  });

  it('is a map as well', async () => {
    await sent('AU-LYON');
    const { text } = await tour(`${MORNING}&network=MONDIAL_RELAY&format=geojson`, tokens.operator);
    const { features } = JSON.parse(text);
    expect(features[0]).toMatchObject({ geometry: { type: 'LineString' }, properties: { tripId: 'lyon-morning' } });
    expect(features[0].geometry.coordinates).toEqual([
      [4.9, 45.7],
      [4.85, 45.75],
      [4.9, 45.7],
    ]);
    expect(features[2].properties).toMatchObject({ pointCode: 'AU-LYON', bring: 1, take: 0, return: 0 });
  });

  it('says what is wrong with a question, and tells nobody else', async () => {
    await sent('AU-LYON');
    expect(await refusal('?date=2026-11-25')).toEqual([400, 'BAD_INPUT', 'trip']);
    expect(await refusal('?trip=evening&date=tomorrow')).toEqual([400, 'BAD_INPUT', 'date']);
    expect(await refusal('?trip=evening&date=2026-11-29')).toEqual([400, 'BAD_INPUT', 'trip']);
    expect(await refusal('?trip=nightly&date=2026-11-25')).toEqual([400, 'BAD_INPUT', 'trip']);
    expect(await refusal(`${MORNING}&format=pdf`)).toEqual([400, 'BAD_INPUT', 'format']);
    expect(await refusal(`${MORNING}&day=1`)).toEqual([400, 'BAD_INPUT', 'day']);
    expect(await refusal(`${MORNING}&network=COLISSIMO`)).toEqual([403, 'FORBIDDEN', 'network']);
    expect(await refusal(MORNING, tokens.operator)).toEqual([400, 'BAD_INPUT', 'network']);
    expect((await tour(MORNING, merchant.token)).status).toBe(403);
    const chain = await relais.token('OPERATOR', { chainCode: 'AUCHAN' });
    expect((await tour(`${MORNING}&network=MONDIAL_RELAY`, chain)).status).toBe(403);
    await relais.data('mutation ($input: DisruptionInput!) { reportDisruption(input: $input) { id } }', {
      token: tokens.carrier,
      variables: { input: { kind: 'CANCELLED', tripId: 'lyon-morning', fromDate: '2026-11-25' } },
    });
    expect(await refusal(MORNING)).toEqual([400, 'BAD_INPUT', 'trip']);
  });
});
