import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { epcisCommands } from '../src/exports/epcis.commands.js';
import { relaisCommand } from './support/command.js';
import { announced, scan, track } from './support/parcels.js';
import { Relais } from './support/relais.js';
import { type AnnouncedParcel, CALLERS, isUnknown, makeWorld, type World } from './support/world.js';

interface Told {
  eventID: string;
  eventTime: string;
  eventTimeZoneOffset: string;
  recordTime: string;
  epcList: string[];
  bizStep: string;
  errorDeclaration?: { reason: string; correctiveEventIDs?: string[] };
  'relais:kind': string;
}

const RECIPIENT = { name: 'Amélie Dupont-Carpentier', email: 'amelie@example.org', phone: '+33612345678' };
const DAY_MS = 86_400_000;

let relais: Relais;
let world: World;

beforeAll(async () => {
  relais = await Relais.start({ env: { RELAIS_PUBLIC_URL: 'https://relais.example' } });
  world = await makeWorld(relais);
});
afterAll(() => relais.stop());

async function get(query: string, token?: string, headers: Record<string, string> = {}) {
  const authorization: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  const response = await fetch(`${relais.url}/exports/epcis${query}`, { headers: { ...authorization, ...headers } });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}

/** The events of a document, or the refusal in its place. */
async function told(query: string, token?: string): Promise<Told[] | string> {
  const { status, text } = await get(query, token);
  const body = JSON.parse(text);
  return status === 200 ? body.epcisBody.eventList : body.errors[0].extensions.code;
}

const idsOf = (events: Told[] | string) => (events as Told[]).map(({ eventID }) => eventID);
const parcelsOf = (events: Told[] | string) => [...new Set((events as Told[]).map(({ epcList }) => epcList[0]))];
const linkTo = ({ trackingNumber }: AnnouncedParcel) => `https://id.gs1.org/00/${trackingNumber}`;
/** All that was recorded so far, and nothing after. */
const untilNow = () => {
  const now = relais.clock.now().getTime() + 1;
  return `?from=${new Date(now - DAY_MS).toISOString()}&to=${new Date(now).toISOString()}`;
};

describe('custody as EPCIS', () => {
  it('tells a parcel’s life to its merchant, and nothing of its customer', async () => {
    const { merchant, credentials } = world;
    const [clerk, carrier] = [credentials.CLERK.token as string, credentials.CARRIER.token as string];
    const sender = await relais.token('CLERK', { pointId: world.points['AU-LILLE'] });
    const parcel = await announced(relais, merchant.token, 'AU-ROUBAIX', {
      dropOffPointCode: 'AU-LILLE',
      recipient: RECIPIENT,
    });
    const { trackingNumber } = parcel;
    const handOver = async (token: string, input: Record<string, unknown>) => {
      expect(await scan(relais, token, { trackingNumber, ...input })).toMatchObject({ recorded: true });
    };
    await handOver(sender, { kind: 'DROP_OFF', shelf: 'Dupont-Carpentie' });
    await handOver(carrier, { kind: 'CARRIER_PICKUP', pointCode: 'AU-LILLE' });
    await handOver(clerk, { kind: 'STORE_RECEIPT' });
    await handOver(clerk, { kind: 'SHELVED', shelf: 'Amélie', idempotencyKey: 'shelf-of-Amelie' });
    await handOver(clerk, { kind: 'CORRECTION', correctsKey: 'shelf-of-Amelie' });
    await handOver(clerk, { kind: 'SHELVED', shelf: '+33612345678' });
    const { pickupCode } = await track(relais, parcel);
    await handOver(clerk, { kind: 'COLLECTION', pickupCode });

    const { status, type, text } = await get(`?trackingNumber=${trackingNumber}`, merchant.token);
    expect([status, type]).toEqual([200, 'application/ld+json']);
    const { epcisBody, ...document } = JSON.parse(text);
    expect(document).toEqual({
      '@context': [
        'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
        { relais: 'https://relais.example/epcis/' },
      ],
      type: 'EPCISDocument',
      schemaVersion: '2.0',
      creationDate: relais.clock.now().toISOString(),
    });
    const events: Told[] = epcisBody.eventList;
    expect(events.map((event) => `${event['relais:kind']} ${event.bizStep}`)).toEqual([
      'ANNOUNCEMENT commissioning',
      ...['DROP_OFF arriving', 'DROP_OFF accepting'],
      'CARRIER_PICKUP departing',
      ...['STORE_RECEIPT arriving', 'STORE_RECEIPT accepting'],
      ...['SHELVED storing', 'SHELVED storing', 'SHELVED storing'],
      'COLLECTION accepting',
    ]);
    expect(parcelsOf(events)).toEqual([linkTo(parcel)]);
    expect(events[5]).toMatchObject({
      eventTimeZoneOffset: '+01:00',
      readPoint: { id: 'https://relais.example/epcis/point/AU-ROUBAIX' },
      destinationList: [{ type: 'possessing_party', destination: 'https://relais.example/epcis/point/AU-ROUBAIX' }],
    });
    // The clerk did not say which carrier brought it.
    expect(events[5]).not.toHaveProperty('sourceList');
    expect(events[3]).toMatchObject({
      sourceList: [{ type: 'possessing_party', source: 'https://relais.example/epcis/point/AU-LILLE' }],
      destinationList: [
        { type: 'possessing_party', destination: 'https://relais.example/epcis/carrier/MONDIAL_RELAY' },
      ],
    });
    // The shelf as it was said first, taken back, and said again.
    const [shelved, takenBack, again] = events.slice(6) as [Told, Told, Told];
    expect(takenBack).toMatchObject({
      eventID: shelved.eventID,
      errorDeclaration: { reason: 'incorrect_data', correctiveEventIDs: [again.eventID] },
    });
    const link = parcel.customerLink.split('#')[1] as string;
    for (const secret of [
      ...['Amélie', 'Am%C3%A9lie', 'Dupont', 'amelie', '612345678', 'Petit Train', 'train@example.org'],
      ...[world.merchant.siret, parcel.id, pickupCode, link, 'shelf-of', 'scan-'],
    ]) {
      expect([secret, text.includes(secret)]).toEqual([secret, false]);
    }
  });

  it('tells the same of a parcel alone and among what was recorded in a time', async () => {
    const { merchant } = world;
    const range = await told(untilNow(), merchant.token);
    expect(await told(untilNow(), merchant.token)).toEqual(range);
    for (const parcel of parcelsOf(range)) {
      const trackingNumber = parcel?.split('/').at(-1);
      const alone = await told(`?trackingNumber=${trackingNumber}`, merchant.token);
      expect((range as Told[]).filter(({ epcList }) => epcList[0] === parcel)).toEqual(alone);
    }
  });

  it('takes what was recorded from one instant on, and before the other', async () => {
    const { merchant } = world;
    const events = (await told(untilNow(), merchant.token)) as Told[];
    const times = [...new Set(events.map(({ recordTime }) => recordTime))];
    expect(times).toEqual(times.toSorted());
    const [from, to] = [times[1] as string, times[4] as string];
    const within = await told(`?from=${from}&to=${to}`, merchant.token);
    expect(within).toEqual(events.filter(({ recordTime }) => recordTime >= from && recordTime < to));
    // An offset, with its + written as people write it.
    const local = (at: string) => `${new Date(Date.parse(at) + 3_600_000).toISOString().slice(0, -1)}+01:00`;
    expect(await told(`?from=${local(from)}&to=${local(to)}`, merchant.token)).toEqual(within);
    expect(await told(`?from=${to}&to=${new Date(Date.parse(to) + 1).toISOString()}`, merchant.token)).not.toEqual([]);
    expect(await told('?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z', merchant.token)).toEqual([]);
  });

  it('shows each caller its own, and is closed to the others', async () => {
    const { credentials, otherMerchant, otherOperator, merchant, parcel, otherParcel } = world;
    const seen = async (token?: string) => {
      const parcels = parcelsOf(await told(untilNow(), token));
      return Object.entries({ parcel, otherParcel }).flatMap(([name, one]) =>
        parcels.includes(linkTo(one)) ? [name] : [],
      );
    };
    expect(await seen(merchant.token)).toEqual(['parcel']);
    expect(await seen(otherMerchant.token)).toEqual(['otherParcel']);
    expect(await seen(credentials.OPERATOR.token)).toEqual(['parcel', 'otherParcel']);
    expect(await seen(credentials.CHAIN_OPERATOR.token)).toEqual(['parcel', 'otherParcel']);
    // No parcel is booked at a point of that chain.
    expect(await told(untilNow(), otherOperator)).toEqual([]);
    for (const who of CALLERS) {
      if (who === 'OPERATOR' || who === 'CHAIN_OPERATOR' || who === 'MERCHANT') continue;
      const { token, headers } = credentials[who];
      expect([who, (await get(untilNow(), token, headers)).status]).toEqual([who, isUnknown(who) ? 401 : 403]);
    }
    for (const [token, one] of [
      [otherMerchant.token, parcel],
      [otherOperator, parcel],
      [merchant.token, otherParcel],
      [merchant.token, { trackingNumber: '095212340000999993' }],
    ] as const) {
      expect(await told(`?trackingNumber=${one.trackingNumber}`, token)).toBe('NOT_FOUND');
    }
  });

  it('says which parameter is wrong, and what to do', async () => {
    const { token } = world.merchant;
    const sscc = world.parcel.trackingNumber;
    const day = 'from=2026-11-01T00:00:00Z';
    const wrong: [query: string, code: string, field: string][] = [
      ['', 'BAD_INPUT', 'trackingNumber'],
      ['?trackingNumber=', 'BAD_INPUT', 'trackingNumber'],
      ['?trackingNumber=12', 'BAD_INPUT', 'trackingNumber'],
      [`?trackingNumber=${sscc}&trackingNumber=${sscc}`, 'BAD_INPUT', 'trackingNumber'],
      [`?trackingNumber=${sscc}&${day}`, 'BAD_INPUT', 'from'],
      [`?trackingNumber=${sscc}&to=2026-11-01T00:00:00Z`, 'BAD_INPUT', 'to'],
      [`?${day}`, 'BAD_INPUT', 'to'],
      ['?to=2026-11-01T00:00:00Z', 'BAD_INPUT', 'from'],
      [`?${day}&to=2026-11-02`, 'BAD_INPUT', 'to'],
      ['?from=yesterday&to=2026-11-02T00:00:00Z', 'BAD_INPUT', 'from'],
      [`?${day}&to=2026-13-02T00:00:00Z`, 'BAD_INPUT', 'to'],
      [`?${day}&to=2026-11-01T00:00:00Z`, 'BAD_INPUT', 'to'],
      [`?${day}&to=2026-10-01T00:00:00Z`, 'BAD_INPUT', 'to'],
      [`?${day}&to=2026-12-02T00:00:00.001Z`, 'RANGE_TOO_LONG', 'to'],
      [`?${day}&to=2026-11-02T00:00:00Z&form=json`, 'BAD_INPUT', 'form'],
      [`?${day}&to=2026-11-02T00:00:00Z&toString=1`, 'BAD_INPUT', 'toString'],
    ];
    for (const [query, code, field] of wrong) {
      const { status, text } = await get(query, token);
      const { extensions, message } = JSON.parse(text).errors[0];
      expect([query, status, extensions.code, extensions.field]).toEqual([query, 400, code, field]);
      expect(message.length).toBeGreaterThan(10);
    }
    const tooLong = await get(`?${day}&to=2027-11-02T00:00:00Z`, token, { 'accept-language': 'fr' });
    expect(JSON.parse(tooLong.text).errors[0]).toMatchObject({
      message: expect.stringMatching(/période/),
      extensions: { details: { mostDays: 31 } },
    });
    expect((await get(`?${day}&to=2026-12-02T00:00:00Z`, token)).status).toBe(200);
  });

  it('is written by a command too', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'relais-epcis-'));
    const run = (...words: string[]) => relaisCommand(relais.service.app, epcisCommands, folder, ['epcis', ...words]);
    const { trackingNumber } = world.parcel;
    const alone = await told(`?trackingNumber=${trackingNumber}`, world.merchant.token);
    const printed = await run('--parcel', trackingNumber);
    expect([printed.exit, JSON.parse(printed.text).epcisBody.eventList]).toEqual([0, alone]);
    expect((await run('--parcel', trackingNumber, '-o', 'parcel.jsonld')).text).toMatch(
      /^\d+ bytes in .*parcel\.jsonld/,
    );
    expect(readFileSync(join(folder, 'parcel.jsonld'), 'utf8').trimEnd()).toBe(printed.text);

    const [, from, to] = /from=(.*)&to=(.*)/.exec(untilNow()) as unknown as [string, string, string];
    expect((await run('--from', from, '--to', to, '-o', 'day.jsonld')).exit).toBe(0);
    const day = JSON.parse(readFileSync(join(folder, 'day.jsonld'), 'utf8')).epcisBody.eventList;
    expect(idsOf(day)).toEqual(idsOf(await told(untilNow(), world.credentials.OPERATOR.token)));

    for (const [words, said] of [
      [['--from', from, '--to', to], /^BAD_INPUT: -o: /],
      [['--parcel', trackingNumber, '-o', 'no/such/folder'], /^BAD_INPUT: -o: .*ENOENT/],
      [['--parcel', '1'], /^BAD_INPUT: --parcel: /],
      [['--parcel', '095212340000999993'], /^NOT_FOUND: /],
      [['--from', from], /^BAD_INPUT: --to: /],
      [['--all'], /^BAD_INPUT: .*--all/],
      [[], /^BAD_INPUT: --parcel: /],
    ] as [string[], RegExp][]) {
      const { exit, text } = await run(...words);
      expect([exit, text]).toEqual([1, expect.stringMatching(said)]);
    }
    expect(readdirSync(folder).sort()).toEqual(['day.jsonld', 'parcel.jsonld']);
    rmSync(folder, { recursive: true });
  });
});
