import { bestOf, change, Network, OPEN_ALWAYS, ownJourney, Planner, type Way, whyNoWay } from './index.js';
import { lille, paris, parisText } from './lille.fixture.js';

const toLyon: Way = {
  fromStopId: 'BOOKSHOP',
  toStopId: 'LYON-COUNTER',
  weightGrams: 900,
  dropOffHours: OPEN_ALWAYS,
  collectionHours: OPEN_ALWAYS,
};

function network(firstDate = '2026-11-02'): Network {
  return new Network(lille, firstDate, 10);
}

function why(at: string, by: string, way: Partial<Way> = {}, within = network()) {
  return whyNoWay(new Planner(within), { ...toLyon, ...way }, paris(at), paris(by));
}

/** Open for some hours of one day only. */
const between = (from: string, until: string) => ({
  nextOpen: (at: number) => (at < paris(until) ? Math.max(at, paris(from)) : null),
  lastOpen: (at: number) => (at >= paris(from) ? Math.min(at, paris(until) - 1) : null),
});

describe('a parcel that cannot be there in time', () => {
  it('has no reason not to be, if it can', () => {
    expect(why('2026-11-03 16:30', '2026-11-04 08:20')).toBeNull();
  });

  it('came after the cut-off', () => {
    const noWay = why('2026-11-03 16:31', '2026-11-04 20:00');
    expect(noWay?.reasons).toEqual([{ code: 'AFTER_CUT_OFF', untilSeconds: paris('2026-11-03 16:30') }]);
    expect(parisText(noWay?.first?.availableAt)).toBe('2026-11-05 08:20');
  });

  it('came on a Saturday, when no line leaves', () => {
    const noWay = why('2026-11-07 10:00', '2026-11-08 23:00');
    expect(noWay?.reasons).toEqual([{ code: 'NO_LINE_ON_DAY' }]);
    expect(parisText(noWay?.first?.availableAt)).toBe('2026-11-10 08:20');
  });

  it('goes where no line goes', () => {
    expect(why('2026-11-03 10:00', '2026-11-08 23:00', { fromStopId: 'LYON', toStopId: 'BOOKSHOP' })).toEqual({
      reasons: [{ code: 'NO_LINE' }],
      first: null,
    });
  });

  it('is too heavy, or nobody said how heavy it is', () => {
    const tours = { lineIds: ['tours'], maxWeightGrams: 30_000 };
    const heavy = why('2026-11-03 10:00', '2026-11-04 23:00', { weightGrams: 31_000 });
    expect(heavy).toEqual({ reasons: [{ code: 'TOO_HEAVY', ...tours }], first: null });
    const unknown = why('2026-11-03 10:00', '2026-11-04 23:00', { weightGrams: null });
    expect(unknown?.reasons).toEqual([{ code: 'WEIGHT_NOT_SAID', ...tours }]);
  });

  it('finds the vehicle full, or on strike, or both', () => {
    const changed = network();
    const full = { tripId: 'lille-paris', date: '2026-11-03' };
    const struck = { tripId: 'paris-lyon', date: '2026-11-03' };
    change(changed, [{ kind: 'ROOM', ...full, stop: 0, parcels: 0 }]);
    const noRoom = why('2026-11-03 10:00', '2026-11-04 23:00', {}, changed);
    expect(noRoom?.reasons).toEqual([{ code: 'NO_ROOM', trips: [full] }]);
    expect(parisText(noRoom?.first?.availableAt)).toBe('2026-11-05 08:20');
    change(changed, [{ kind: 'CANCEL', ...struck }]);
    expect(why('2026-11-03 10:00', '2026-11-04 23:00', {}, changed)?.reasons).toEqual([
      { code: 'CANCELLED', trips: [struck] },
      { code: 'NO_ROOM', trips: [full] },
    ]);
  });

  it('finds a counter closed', () => {
    const dropOffHours = between('2026-11-04 09:00', '2026-11-04 12:00');
    expect(why('2026-11-03 10:00', '2026-11-04 23:00', { dropOffHours })?.reasons).toEqual([
      { code: 'DROP_OFF_CLOSED', opensSeconds: paris('2026-11-04 09:00') },
    ]);
    const collectionHours = between('2026-11-05 09:00', '2026-11-05 12:00');
    expect(why('2026-11-03 10:00', '2026-11-04 23:00', { collectionHours })?.reasons).toEqual([
      { code: 'COLLECTION_CLOSED', opensSeconds: paris('2026-11-05 09:00') },
    ]);
  });
});

describe('what there is to choose from', () => {
  const direct = {
    ...{ id: 'express', lineId: 'express', calendarId: 'workdays', roomParcels: null },
    stopTimes: [
      { stopId: 'BOOKSHOP', arrives: '18:00:00', departs: '18:00:00' },
      { stopId: 'LYON-COUNTER', arrives: '35:00:00', departs: '35:00:00' },
    ],
  };
  const line = { id: 'express', carrierId: 'MR', maxWeightGrams: null, priceCents: 1500 };
  const two = new Network(
    { ...lille, lines: [...lille.lines, line], trips: [...lille.trips, direct] },
    '2026-11-02',
    10,
  );
  const planner = new Planner(two);

  it('is earlier, or with fewer legs, or cheaper', () => {
    const at = paris('2026-11-03 10:00');
    const journeys = planner.choices(toLyon, at, { untilSeconds: at + 3 * 86_400, mostLegs: 6 });
    expect(
      journeys.map(({ availableAt, legs, priceCents }) => [parisText(availableAt), legs.length, priceCents]),
    ).toEqual([
      ['2026-11-04 08:20', 4, 800],
      ['2026-11-04 11:10', 1, 1500],
    ]);
  });

  const BY_BICYCLE = { driveSeconds: 1500, sortSeconds: 0, priceCents: 0 };

  it('is the own bicycle too, which has no carrier', () => {
    const at = paris('2026-11-03 10:00');
    const way: Way = { ...toLyon, toStopId: 'LILLE', collectionHours: between('2026-11-03 14:00', '2026-11-03 19:00') };
    const own = ownJourney(way, at, BY_BICYCLE);
    expect(own).toMatchObject({ legs: [{ carrierId: null, departsAt: at, arrivesAt: at + 1500 }], priceCents: 0 });
    expect(parisText(own?.availableAt)).toBe('2026-11-03 14:00');
    expect(
      ownJourney({ ...way, collectionHours: OPEN_ALWAYS }, at, { ...BY_BICYCLE, sortSeconds: 3600 }),
    ).toMatchObject({
      availableAt: at + 1500 + 3600,
    });
    const line = planner.choices({ ...way, collectionHours: OPEN_ALWAYS }, at, {
      untilSeconds: at + 86_400,
      mostLegs: 6,
    });
    expect(line).toHaveLength(1);
    if (own) expect(bestOf([...line, own])).toEqual([own]);
    expect(
      ownJourney({ ...way, dropOffHours: between('2026-11-02 14:00', '2026-11-02 19:00') }, at, BY_BICYCLE),
    ).toBeNull();
  });
});
