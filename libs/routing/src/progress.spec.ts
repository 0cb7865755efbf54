import { change, expectedJourney, type Leg, Network, OPEN_ALWAYS, Planner, type Position } from './index.js';
import { lille, paris, parisText } from './lille.fixture.js';

const TO_LYON = { toStopId: 'LYON-COUNTER', weightGrams: 900, collectionHours: OPEN_ALWAYS };

describe('a parcel on its way', () => {
  let planner: Planner;
  let promised: Leg[];

  beforeEach(() => {
    planner = new Planner(new Network(lille, '2026-11-01', 12));
    const way = { ...TO_LYON, fromStopId: 'BOOKSHOP', dropOffHours: OPEN_ALWAYS };
    promised = planner.earliest(way, paris('2026-11-03 10:00'))?.legs ?? [];
  });

  const expected = (position: Position, now: string, legs: readonly Leg[] = promised) =>
    parisText(expectedJourney(planner, TO_LYON, position, legs, paris(now))?.availableAt);
  const underWay = (...sightings: [kind: 'LEFT' | 'ARRIVED', at: string][]): Position => ({
    kind: 'UNDER_WAY',
    fromStopId: 'BOOKSHOP',
    sightings: sightings.map(([kind, at]) => ({ kind, atSeconds: paris(at) })),
  });

  it('is there the next morning while its merchant can still hand it in, and later from the cut-off on', () => {
    const position: Position = { kind: 'WITH_MERCHANT', stopId: 'BOOKSHOP', dropOffHours: OPEN_ALWAYS };
    expect(expected(position, '2026-11-03 10:00', [])).toBe('2026-11-04 08:20');
    expect(expected(position, '2026-11-03 16:30', [])).toBe('2026-11-04 08:20');
    expect(expected(position, '2026-11-03 16:31', [])).toBe('2026-11-05 08:20');
  });

  it('handed in goes by the evening’s tour, and by the next if it has not been seen on that one hours later', () => {
    const position: Position = { kind: 'AT_STOP', stopId: 'BOOKSHOP', sinceSeconds: paris('2026-11-03 10:00') };
    expect(expected(position, '2026-11-03 10:00')).toBe('2026-11-04 08:20');
    expect(expected(position, '2026-11-03 18:30')).toBe('2026-11-04 08:20');
    expect(expected(position, '2026-11-03 19:01')).toBe('2026-11-05 08:20');
  });

  it('taken along in time keeps its promise, and in a van that is too late for the line-haul does not', () => {
    expect(expected(underWay(['LEFT', '2026-11-03 17:10']), '2026-11-03 17:10')).toBe('2026-11-04 08:20');
    expect(expected(underWay(['LEFT', '2026-11-03 16:20']), '2026-11-03 16:20')).toBe('2026-11-04 08:20');
    // An hour of sorting at the depot leaves until eight, and the line-haul goes at nine.
    expect(expected(underWay(['LEFT', '2026-11-03 18:01']), '2026-11-03 18:01')).toBe('2026-11-05 08:20');
  });

  it('seen at a hub goes on from there at that time', () => {
    const seen = (at: string) => underWay(['LEFT', '2026-11-03 17:00'], ['ARRIVED', at]);
    expect(expected(seen('2026-11-03 19:10'), '2026-11-03 19:10')).toBe('2026-11-04 08:20');
    expect(expected(seen('2026-11-03 20:10'), '2026-11-03 20:10')).toBe('2026-11-05 08:20');
    const on = underWay(['LEFT', '2026-11-03 17:00'], ['ARRIVED', '2026-11-03 19:00'], ['LEFT', '2026-11-03 21:00']);
    expect(expected(on, '2026-11-03 21:00')).toBe('2026-11-04 08:20');
    const journey = expectedJourney(planner, TO_LYON, on, promised, paris('2026-11-03 21:00'));
    expect(journey?.legs.map(({ tripId }) => tripId)).toEqual(['evening', 'lille-paris', 'paris-lyon', 'lyon-morning']);
  });

  it('is led around what is cancelled ahead of it, and not behind it', () => {
    change(planner.network, [{ kind: 'CANCEL', tripId: 'paris-lyon', date: '2026-11-03' }]);
    const atHub = underWay(['LEFT', '2026-11-03 17:00'], ['ARRIVED', '2026-11-03 19:00']);
    expect(expected(atHub, '2026-11-03 19:00')).toBe('2026-11-05 08:20');
    change(planner.network, [
      { kind: 'RESTORE', tripId: 'paris-lyon', date: '2026-11-03' },
      { kind: 'CANCEL', tripId: 'evening', date: '2026-11-03' },
    ]);
    expect(expected(atHub, '2026-11-03 19:00')).toBe('2026-11-04 08:20');
  });

  it('that nobody has seen for hours is no nearer than where it should have been', () => {
    const out = underWay(['LEFT', '2026-11-03 17:00']);
    expect(expected(out, '2026-11-03 20:59')).toBe('2026-11-04 08:20');
    expect(expected(out, '2026-11-04 20:30')).toBe('2026-11-06 08:20');
    // On its last tour, and still not there in the evening.
    const last = underWay(
      ...(['17:00', '19:00', '21:00', '23:45'] as const).map((at, place): ['LEFT' | 'ARRIVED', string] => [
        place % 2 === 0 ? 'LEFT' : 'ARRIVED',
        `2026-11-03 ${at}`,
      ]),
      ['LEFT', '2026-11-04 01:30'],
      ['ARRIVED', '2026-11-04 06:00'],
      ['LEFT', '2026-11-04 07:00'],
    );
    expect(expected(last, '2026-11-04 08:15')).toBe('2026-11-04 08:20');
    expect(expected(last, '2026-11-04 18:00')).toBe('2026-11-04 18:10');
  });

  it('taken along by somebody who had promised nothing gets a way from then on', () => {
    expect(expected(underWay(['LEFT', '2026-11-03 17:05']), '2026-11-03 17:05', [])).toBe('2026-11-04 08:20');
    const lost: Position = { kind: 'UNDER_WAY', fromStopId: 'LYON-COUNTER', sightings: [] };
    expect(expected(lost, '2026-11-03 17:05', [])).toBe('');
  });

  it('taken along by a full vehicle, hours before the one that had room for it, is there as early as that', () => {
    const { network } = planner;
    const tonight = network.runNumber('paris-lyon', '2026-11-03') as number;
    network.setFull(tonight, true);
    const way = { ...TO_LYON, fromStopId: 'BOOKSHOP', dropOffHours: OPEN_ALWAYS };
    const later = planner.earliest(way, paris('2026-11-03 10:00'))?.legs ?? [];
    const waiting = ['2026-11-03 17:00', '2026-11-03 19:00', '2026-11-03 21:00', '2026-11-03 23:45'].map(
      (at, place): ['LEFT' | 'ARRIVED', string] => [place % 2 === 0 ? 'LEFT' : 'ARRIVED', at],
    );
    expect(expected(underWay(...waiting), '2026-11-03 23:45', later)).toBe('2026-11-05 08:20');
    const gone = underWay(...waiting, ['LEFT', '2026-11-04 01:31']);
    expect(expected(gone, '2026-11-04 01:31', later)).toBe('2026-11-04 08:20');
    const journey = expectedJourney(planner, TO_LYON, gone, later, paris('2026-11-04 01:31'));
    expect(journey).toMatchObject({ ridden: 3, legs: [{}, {}, { tripId: 'paris-lyon', date: '2026-11-03' }, {}] });
  });
});
