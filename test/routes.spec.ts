import { seedProgrammes } from '../seeds/programmes.js';
import { BOOKSHOP, registered, TOY_SHOP } from './support/merchants.js';
import { addPoint, LILLE } from './support/points.js';
import { Relais } from './support/relais.js';
import { addCounters, FROM_LILLE, importTimetable } from './support/timetables.js';

const PLAN = `query ($input: RoutePlanInput!) {
  routePlan(input: $input) {
    journeys { ...way } latest { ...way } first { ...way } reasons { code networkCode detail }
  }
}
fragment way on RouteJourney {
  networkCode dropOffAt dropOffBy arrivesAt availableAt isHourKnown priceCents
  legs { networkCode lineName tripId date from { id name pointCode } to { pointCode } departsAt arrivesAt }
}`;

const REPORT = `mutation ($input: DisruptionInput!) { reportDisruption(input: $input) { id affectedRuns } }`;
const LIFT = `mutation ($id: ID!) { liftDisruption(id: $id) { id liftedAt } }`;

const CLOSED = { kind: 'STOP_CLOSED', stopId: 'HUB-PARIS', fromDate: '2026-11-24', untilDate: '2026-11-25' };

const DROP_OFFS = `query ($search: DropOffPointSearchInput!) {
  dropOffPoints(search: $search) {
    matches { point { code } distanceMetres programme { code } feeCents journey { dropOffAt dropOffBy availableAt } }
    excluded { reason count } nearestExcluded { point { code } reasons { code } } resolvedPlace { label }
  }
}`;

/** An instant as the clocks of Paris show it. */
function paris(instant: string | undefined, timeZone = 'Europe/Paris'): string {
  if (instant === undefined) return '';
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return clock.format(Date.parse(instant));
}

interface Journey {
  availableAt: string;
  dropOffAt: string;
  dropOffBy: string;
}

describe('the way of a parcel that is not yet made', () => {
  let relais: Relais;
  let token: string;

  const plan = async (input: Record<string, unknown>, headers: Record<string, string> = {}) => {
    const wanted = { dropOffPointCode: 'AU-LILLE', pickupPointCode: 'AU-LYON', weightGrams: 900, ...input };
    const { routePlan } = await relais.data(PLAN, { token, headers, variables: { input: wanted } });
    return routePlan as {
      journeys: Journey[];
      latest: Journey;
      first: Journey;
      reasons: { code: string; detail: string }[];
    };
  };
  const arrival = async (input: Record<string, unknown>, zone?: string) => {
    const { journeys } = await plan(input);
    return paris(journeys[0]?.availableAt, zone);
  };

  beforeAll(async () => {
    relais = await Relais.start();
    await seedProgrammes(relais.service.app);
    await addCounters(relais);
    const { text } = await importTimetable(relais, FROM_LILLE);
    expect(text).toContain('9 stops, 4 of them at points; 3 lines; 4 calendars; 8 trips with 16 stops on their way.');
    ({ token } = await registered(relais, TOY_SHOP));
  });
  afterAll(() => relais.stop());
  beforeEach(() => relais.clock.set('2026-11-24T09:00:00Z'));

  it('from the bookshop’s quarter in Lille before the cut-off is there the next morning', async () => {
    const { journeys, reasons, latest, first } = await plan({});
    expect([reasons, latest, first]).toEqual([[], null, null]);
    expect(journeys).toHaveLength(1);
    expect(journeys[0]).toMatchObject({ networkCode: 'MONDIAL_RELAY', priceCents: 240, isHourKnown: true });
    expect(paris(journeys[0]?.dropOffAt)).toBe('2026-11-24 10:00');
    expect(paris(journeys[0]?.dropOffBy)).toBe('2026-11-24 16:35');
    // The tour is there at 8:10 and the parcel sorted at 8:20; the store opens at half past eight.
    expect(paris(journeys[0]?.availableAt)).toBe('2026-11-25 08:30');
    expect(journeys[0]).toMatchObject({
      legs: [
        { lineName: 'Tournée', tripId: 'evening', date: '2026-11-24', from: { pointCode: 'AU-LILLE' } },
        { lineName: 'Liaison de nuit', from: { name: 'Dépôt de Lille', pointCode: null } },
        { lineName: 'Liaison de nuit', tripId: 'paris-lyon', date: '2026-11-24' },
        { lineName: 'Tournée', date: '2026-11-25', to: { pointCode: 'AU-LYON' } },
      ],
    });
  });

  it('after the cut-off takes a day longer, and on a Saturday until Tuesday', async () => {
    expect(await arrival({ dropOffAt: '2026-11-24T16:36:00+01:00' })).toBe('2026-11-26 08:30');
    expect(await arrival({ dropOffAt: '2026-11-24T16:34:00+01:00' })).toBe('2026-11-25 08:30');
    expect(await arrival({ dropOffAt: '2026-11-28T10:00:00+01:00' })).toBe('2026-12-01 08:30');
    // Friday's goes through the night, and is there on Saturday.
    expect(await arrival({ dropOffAt: '2026-11-27T10:00:00+01:00' })).toBe('2026-11-28 08:30');
  });

  it('before Good Friday, which is a holiday in Alsace and none in Lyon, reaches each when its store opens', async () => {
    relais.clock.set('2027-03-25T09:00:00Z');
    expect(await arrival({ pickupPointCode: 'AU-LYON' })).toBe('2027-03-26 08:30');
    expect(await arrival({ pickupPointCode: 'AU-STRAS' })).toBe('2027-03-27 08:30');
  });

  it('to Réunion flies in the evening, and is told in the island’s own time', async () => {
    // Tuesday's parcel flies on Wednesday evening, lands on Thursday at ten, and goes out on Friday morning.
    expect(await arrival({ pickupPointCode: 'AU-REUNION' }, 'Indian/Reunion')).toBe('2026-11-27 09:10');
    const { reasons } = await plan({ pickupPointCode: 'AU-REUNION', weightGrams: 25_000 }, { 'accept-language': 'fr' });
    expect(reasons).toEqual([
      { code: 'TOO_HEAVY', networkCode: 'MONDIAL_RELAY', detail: 'trop lourd pour Fret aérien, limité à 20 kg' },
    ]);
  });

  it('has a last moment for a wished day; and where that is over, it says so with the first day that works', async () => {
    const wished = await plan({ arriveBy: '2026-11-26T12:00:00+01:00' });
    expect(wished.reasons).toEqual([]);
    expect(paris(wished.latest.dropOffBy)).toBe('2026-11-25 16:35');
    relais.clock.set('2026-11-25T16:00:00Z');
    const late = await plan({ arriveBy: '2026-11-26T12:00:00+01:00' });
    expect(late.journeys).toEqual([]);
    expect(late.reasons).toEqual([
      {
        code: 'AFTER_CUT_OFF',
        networkCode: 'MONDIAL_RELAY',
        detail: expect.stringMatching(/^it would have had to be handed in by Wednesday,? 25 November (at )?16:35$/),
      },
    ]);
    expect(paris(late.first.availableAt)).toBe('2026-11-27 08:30');
    const sunday = await plan({ arriveBy: '2026-11-29T23:00:00+01:00', dropOffAt: '2026-11-28T10:00:00+01:00' });
    expect(sunday.reasons).toMatchObject([{ code: 'NO_LINE_ON_DAY', detail: 'no line goes there in time' }]);
    expect(paris(sunday.first.availableAt)).toBe('2026-12-01 08:30');
  });

  it('is none where no carrier stops, or the points do not take it: each with its reason', async () => {
    await addPoint(relais, { code: 'ELSEWHERE', chain: 'INTERMARCHE' });
    await addPoint(relais, { code: 'ASLEEP', state: 'SUSPENDED', services: ['PICKUP'] });
    expect((await plan({ pickupPointCode: 'ELSEWHERE' })).reasons).toEqual([
      { code: 'NOT_SERVED', networkCode: null, detail: 'no carrier serves both points' },
    ]);
    const asleep = await plan({ pickupPointCode: 'AU-LYON', dropOffPointCode: 'ASLEEP' });
    expect(asleep.journeys).toEqual([]);
    expect(asleep.reasons.map(({ code }) => code)).toEqual(['POINT_SUSPENDED', 'NO_SERVICE']);
    expect((await plan({ weightGrams: null, pickupPointCode: 'AU-LYON' })).reasons).toMatchObject([
      { code: 'WEIGHT_NOT_SAID', detail: 'say what it weighs: Tournée takes up to 30 kg' },
    ]);
  });

  it('is short where it is collected where it is handed in, and needs no carrier by bicycle', async () => {
    const here = await plan({ pickupPointCode: 'AU-LILLE' });
    expect(here.journeys).toMatchObject([{ networkCode: null, legs: [], availableAt: '2026-11-24T09:00:00.000Z' }]);
    const vehicle = { dropOffPointCode: null, from: LILLE, ownVehicle: 'BICYCLE', pickupPointCode: 'NEAR' };
    await addPoint(relais, { code: 'NEAR', chain: 'INTERMARCHE', lat: LILLE.lat + 0.03 });
    const own = await plan(vehicle);
    expect(own.reasons).toEqual([]);
    // 3.3 km as the crow flies, and some 17 minutes by the streets.
    expect(own.journeys).toMatchObject([
      { networkCode: null, priceCents: 0, legs: [{ networkCode: null, tripId: null, to: { pointCode: 'NEAR' } }] },
    ]);
    expect(paris(own.journeys[0]?.availableAt)).toBe('2026-11-24 10:17');
    const far = await plan({ ...vehicle, pickupPointCode: 'AU-LYON' });
    expect(far.reasons).toMatchObject([{ code: 'TOO_FAR', detail: '558 km > 25 km' }]);
  });

  it('on a strike day goes when the strike is over; and an operator says so once, and takes it back', async () => {
    const operator = await relais.token('OPERATOR');
    const carrier = await relais.token('CARRIER', { networkCode: 'MONDIAL_RELAY' });
    const report = async (input: Record<string, unknown>, by = operator) => {
      const { data, errors } = await relais.ask(REPORT, { token: by, variables: { input } });
      return errors[0]?.extensions.field ?? (data.reportDisruption as { id: string; affectedRuns: number });
    };
    const lift = (id: unknown, by = operator) => relais.data(LIFT, { token: by, variables: { id } });
    const strike = await report({ networkCode: 'MONDIAL_RELAY', kind: 'CANCELLED', fromDate: '2026-11-24' });
    expect(strike).toMatchObject({ affectedRuns: 8 });
    expect(await arrival({})).toBe('2026-11-26 08:30');
    const { reasons } = await plan({ arriveBy: '2026-11-25T18:00:00+01:00' });
    expect(reasons[0]).toMatchObject({ code: 'CANCELLED', detail: expect.stringContaining('evening (2026-11-24)') });
    await lift((strike as { id: string }).id);
    expect(await arrival({})).toBe('2026-11-25 08:30');
    // The carrier says it of its own network, which it need not name.
    const late = await report(
      { kind: 'DELAYED', tripId: 'paris-lyon', lateMinutes: 90, fromDate: '2026-11-24' },
      carrier,
    );
    expect(late).toMatchObject({ affectedRuns: 1 });
    expect(await arrival({})).toBe('2026-11-26 08:30');
    const closed = await report(CLOSED, carrier);
    expect(await arrival({})).toBe('2026-11-27 08:30');
    const none = await plan({ arriveBy: '2026-11-26T18:00:00+01:00' }, { 'accept-language': 'fr' });
    expect(none.reasons).toEqual([
      { code: 'STOP_CLOSED', networkCode: 'MONDIAL_RELAY', detail: 'fermé : Plateforme de Paris' },
    ]);
    const { disruptions } = await relais.data('{ disruptions { kind tripId stopId lateMinutes fromDate untilDate } }', {
      token: carrier,
    });
    expect(disruptions).toMatchObject([
      { kind: 'DELAYED', tripId: 'paris-lyon', lateMinutes: 90 },
      { kind: 'STOP_CLOSED', stopId: 'HUB-PARIS', fromDate: '2026-11-24', untilDate: '2026-11-25' },
    ]);
    for (const each of [late, closed]) await lift((each as { id: string }).id, carrier);
    expect(await arrival({})).toBe('2026-11-25 08:30');
    const mistakes: [Record<string, unknown>, string][] = [
      [{ kind: 'CANCELLED', tripId: 'ghost' }, 'input.tripId'],
      [{ kind: 'CANCELLED', lineId: 'ghost' }, 'input.lineId'],
      [{ kind: 'CANCELLED', lineId: 'tours', tripId: 'evening' }, 'input.lineId'],
      [{ kind: 'CANCELLED', lateMinutes: 5 }, 'input.lateMinutes'],
      [{ kind: 'DELAYED', tripId: 'evening' }, 'input.lateMinutes'],
      [{ kind: 'DELAYED', tripId: 'evening', lateMinutes: 0 }, 'input.lateMinutes'],
      [{ kind: 'DELAYED', tripId: 'evening', lateMinutes: 5, stopId: 'AU-LYON' }, 'input.stopId'],
      [{ kind: 'STOP_CLOSED' }, 'input.stopId'],
      [{ kind: 'STOP_CLOSED', stopId: 'ghost' }, 'input.stopId'],
      [{ kind: 'CANCELLED', tripId: 'evening', fromDate: '2026-11-28' }, 'input.fromDate'],
      [{ kind: 'CANCELLED', fromDate: '2020-11-28' }, 'input.fromDate'],
      [{ kind: 'CANCELLED', untilDate: '2026-11-01' }, 'input.untilDate'],
      [{ kind: 'CANCELLED', untilDate: '2029-11-01' }, 'input.untilDate'],
      [{ kind: 'CANCELLED', networkCode: 'NOBODY' }, 'input.networkCode'],
    ];
    for (const [input, field] of mistakes) {
      const wanted = { networkCode: 'MONDIAL_RELAY', fromDate: '2026-11-25', ...input };
      expect([input, await report(wanted)]).toEqual([input, field]);
    }
    expect(await report({ kind: 'CANCELLED', networkCode: 'OTHER', fromDate: '2026-11-25' }, carrier)).toBe(
      'input.networkCode',
    );
  });

  it('does not claim an hour at a point whose hours nobody knows', async () => {
    await addPoint(relais, { code: 'UNKNOWN', chain: 'INTERMARCHE', hours: null });
    const input = { dropOffPointCode: null, from: LILLE, ownVehicle: 'VAN', pickupPointCode: 'UNKNOWN' };
    expect((await plan(input)).journeys).toMatchObject([{ isHourKnown: false }]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['two starts', { from: LILLE, ownVehicle: 'VAN' }, 'input.dropOffPointCode'],
    ['an address and no vehicle', { from: LILLE, dropOffPointCode: null }, 'input.ownVehicle'],
    ['a time far ahead', { dropOffAt: '2027-01-24T09:00:00Z' }, 'input.dropOffAt'],
    ['a time long ago', { arriveBy: '2019-01-24T09:00:00Z' }, 'input.arriveBy'],
    ['a weight of nothing', { weightGrams: 0 }, 'input.weightGrams'],
    ['no place on Earth', { from: { lat: 91, lon: 3 }, dropOffPointCode: null, ownVehicle: 'VAN' }, 'input.from.lat'],
    ['a point that is none', { pickupPointCode: 'NOWHERE' }, 'input.pickupPointCode'],
  ])('names the field where it is given %s', async (_, input, field) => {
    const wanted = { dropOffPointCode: 'AU-LILLE', pickupPointCode: 'AU-LYON', ...input };
    const { errors } = await relais.ask(PLAN, { token, variables: { input: wanted } });
    expect(errors?.[0]?.extensions.field).toBe(field);
  });

  it('is asked the other way round: where to hand it in so that it is there on Thursday', async () => {
    // Nearer, and free as well, but no carrier collects there.
    await addPoint(relais, { code: 'AU-NEARER', chain: 'AUCHAN', networks: ['MONDIAL_RELAY'], lat: LILLE.lat + 0.001 });
    const ask = async (more: Record<string, unknown>) => {
      const near = { coordinates: { lat: LILLE.lat + 0.002, lon: LILLE.lon } };
      const search = {
        near,
        pickupPointCode: 'AU-LYON',
        parcel: { weightGrams: 900 },
        maxDistanceMetres: 20_000,
        ...more,
      };
      const { dropOffPoints } = await relais.data(DROP_OFFS, { token, variables: { search } });
      return dropOffPoints;
    };
    const found = await ask({ arriveBy: '2026-11-26T12:00:00+01:00' });
    expect(found.matches).toMatchObject([
      { point: { code: 'AU-LILLE' }, programme: { code: 'auchan-relais' }, feeCents: 0, journey: {} },
    ]);
    expect(paris(found.matches[0].journey.dropOffBy)).toBe('2026-11-24 16:35');
    expect(paris(found.matches[0].journey.availableAt)).toBe('2026-11-25 08:30');
    expect(found.excluded).toContainEqual({ reason: 'NO_ROUTE', count: 1 });
    // What is elsewhere is not free for a toy shop.
    expect(found.nearestExcluded[0].reasons.map(({ code }: { code: string }) => code)).toContain('NOT_FREE');
    const tooLate = await ask({ arriveBy: '2026-11-25T08:00:00+01:00' });
    expect(tooLate.matches).toEqual([]);
    expect(tooLate.excluded).toContainEqual({ reason: 'TOO_LATE', count: 1 });
  });

  it('is none of the business of another merchant’s page or customer', async () => {
    const books = await registered(relais, BOOKSHOP);
    const search = { near: { coordinates: LILLE }, pickupPointCode: 'AU-LYON', merchantId: books.id };
    const { errors } = await relais.ask(DROP_OFFS, { token, variables: { search } });
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });
});
