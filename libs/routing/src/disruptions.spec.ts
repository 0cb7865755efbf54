import { DisruptedNetwork, type Disruption, Network, OPEN_ALWAYS, Planner } from './index.js';
import { lille, paris, parisText } from './lille.fixture.js';

const TO_LYON = {
  fromStopId: 'BOOKSHOP',
  toStopId: 'LYON-COUNTER',
  weightGrams: 900,
  dropOffHours: OPEN_ALWAYS,
  collectionHours: OPEN_ALWAYS,
};

const day = (date: string, until = date) => ({ from: date, until });

describe('a network that is disrupted', () => {
  let disrupted: DisruptedNetwork;
  const arrival = (at = '2026-11-03 10:00') =>
    parisText(new Planner(disrupted.network).earliest(TO_LYON, paris(at))?.availableAt);

  beforeEach(() => {
    disrupted = new DisruptedNetwork(new Network(lille, '2026-11-01', 12));
  });

  it.each<[string, Disruption, string]>([
    [
      'goes a day later without its line-haul',
      { kind: 'CANCELLED', tripId: 'paris-lyon', ...day('2026-11-03') },
      '2026-11-05 08:20',
    ],
    [
      'goes by other days where the line rests',
      { kind: 'CANCELLED', lineId: 'line-hauls', ...day('2026-11-03', '2026-11-04') },
      '2026-11-06 08:20',
    ],
    [
      'stands still in a strike',
      { kind: 'CANCELLED', all: true, ...day('2026-11-01', '2026-11-04') },
      '2026-11-06 08:20',
    ],
    [
      'misses the morning’s tour when the line-haul is an hour and a half late',
      { kind: 'DELAYED', tripId: 'paris-lyon', fromStopId: null, lateSeconds: 5400, ...day('2026-11-03') },
      '2026-11-05 08:20',
    ],
    [
      'is on time for all that where the delay is small',
      { kind: 'DELAYED', tripId: 'paris-lyon', fromStopId: 'LYON', lateSeconds: 1200, ...day('2026-11-03') },
      '2026-11-04 08:20',
    ],
    [
      'waits while its hub is closed',
      { kind: 'STOP_CLOSED', stopId: 'PARIS', ...day('2026-11-02', '2026-11-03') },
      '2026-11-05 08:20',
    ],
    [
      'does not mind what happens elsewhere',
      { kind: 'STOP_CLOSED', stopId: 'STRASBOURG', ...day('2026-11-03') },
      '2026-11-04 08:20',
    ],
    [
      'does not mind a trip that is none',
      { kind: 'CANCELLED', tripId: 'ghost', ...day('2026-11-03') },
      '2026-11-04 08:20',
    ],
  ])('%s, and is as before when that is lifted', (_, disruption, expected) => {
    expect(arrival()).toBe('2026-11-04 08:20');
    disrupted.disrupt([disruption]);
    expect(arrival()).toBe(expected);
    disrupted.disrupt([disruption]);
    expect(arrival()).toBe(expected);
    disrupted.disrupt([]);
    expect(arrival()).toBe('2026-11-04 08:20');
  });

  it('remains so by what still stands when something else is lifted', () => {
    const strike: Disruption = { kind: 'CANCELLED', all: true, ...day('2026-11-03') };
    const cancelled: Disruption = { kind: 'CANCELLED', tripId: 'paris-lyon', ...day('2026-11-03') };
    disrupted.disrupt([strike, cancelled]);
    disrupted.disrupt([cancelled]);
    expect(arrival()).toBe('2026-11-05 08:20');
    disrupted.disrupt([]);
    expect(arrival()).toBe('2026-11-04 08:20');
  });

  it('says which runs have changed, and which of its stops are closed on a day', () => {
    const { network } = disrupted;
    const changed = disrupted.disrupt([
      { kind: 'STOP_CLOSED', stopId: 'PARIS', ...day('2026-11-03') },
      { kind: 'CANCELLED', tripId: 'evening', ...day('2025-01-01', '2027-01-01') },
    ]);
    const names = changed.map((number) => `${network.runs[number]?.date} ${network.runs[number]?.trip.id}`);
    expect(names.filter((name) => name.startsWith('2026-11-03')).sort()).toEqual([
      '2026-11-03 evening',
      '2026-11-03 lille-paris',
      '2026-11-03 paris-lyon',
      '2026-11-03 paris-strasbourg',
    ]);
    // Of twelve days three are of weekends, and the eleventh is a holiday.
    expect(names.filter((name) => name.endsWith('evening'))).toHaveLength(8);
    expect(disrupted.closedStops('2026-11-03')).toEqual(['PARIS']);
    expect(disrupted.closedStops('2026-11-04')).toEqual([]);
  });
});
