import { checkTimetable, Network, OPEN_ALWAYS, Planner, type Way } from './index.js';
import { lille, paris, parisText } from './lille.fixture.js';

const toLyon: Way = {
  fromStopId: 'BOOKSHOP',
  toStopId: 'LYON-COUNTER',
  weightGrams: 900,
  dropOffHours: OPEN_ALWAYS,
  collectionHours: OPEN_ALWAYS,
};
const toAlsace: Way = { ...toLyon, toStopId: 'ALSACE-COUNTER' };

function planner(firstDate: string, days = 10): Planner {
  return new Planner(new Network(lille, firstDate, days));
}

function there(firstDate: string, at: string, way: Way = toLyon): string {
  return parisText(planner(firstDate).earliest(way, paris(at))?.availableAt);
}

describe('a parcel from the bookshop in Lille', () => {
  it('has a sound timetable', () => {
    expect(checkTimetable(lille)).toEqual([]);
  });

  it('is there the next morning before the cut-off, and a day later after it', () => {
    // 3 November 2026 is a Tuesday.
    expect(there('2026-11-02', '2026-11-03 16:30')).toBe('2026-11-04 08:20');
    expect(there('2026-11-02', '2026-11-03 16:31')).toBe('2026-11-05 08:20');
  });

  it('goes by evening tour, line-hauls and morning tour', () => {
    const journey = planner('2026-11-02').earliest(toLyon, paris('2026-11-03 10:00'));
    expect(journey?.legs.map(({ tripId, date }) => `${tripId} ${date}`)).toEqual([
      'evening 2026-11-03',
      'lille-paris 2026-11-03',
      'paris-lyon 2026-11-03',
      'lyon-morning 2026-11-04',
    ]);
    expect(journey?.legs.map(({ departsAt }) => parisText(departsAt))).toEqual([
      '2026-11-03 17:00',
      '2026-11-03 21:00',
      '2026-11-04 01:30',
      '2026-11-04 07:00',
    ]);
    expect(parisText(journey?.dropOffBy)).toBe('2026-11-03 16:30');
    expect(journey?.priceCents).toBe(800);
  });

  it('waits from Friday evening until Monday, and the Saturday tour still brings it', () => {
    // Friday's line-haul arrives on Saturday, when the morning's tour runs; on Saturday nothing leaves Lille.
    expect(there('2026-11-02', '2026-11-06 12:00')).toBe('2026-11-07 08:20');
    expect(there('2026-11-02', '2026-11-07 09:00')).toBe('2026-11-10 08:20');
  });

  it('is late by a holiday in Alsace that is none in Lille', () => {
    // Christmas of 2026 is a Friday, and Saturday, Saint Stephen's day, is a holiday in Alsace only.
    expect(there('2026-12-21', '2026-12-22 12:00', toAlsace)).toBe('2026-12-23 08:20');
    expect(there('2026-12-21', '2026-12-24 12:00', toAlsace)).toBe('2026-12-28 08:20');
    expect(there('2026-12-21', '2026-12-24 12:00', toLyon)).toBe('2026-12-26 08:20');
  });

  it('misses the wave at one where the line-haul is late', () => {
    const network = new Network(lille, '2026-11-02', 10);
    network.delay(network.runNumber('lille-paris', '2026-11-03') as number, 1, 900);
    const at = (text: string) => parisText(new Planner(network).earliest(toLyon, paris(text))?.availableAt);
    // Sorted at one o'clock sharp, and a minute too late for it.
    expect(at('2026-11-03 12:00')).toBe('2026-11-04 08:20');
    network.delay(network.runNumber('lille-paris', '2026-11-03') as number, 1, 960);
    expect(at('2026-11-03 12:00')).toBe('2026-11-05 08:20');
  });

  it('flies to Réunion on Fridays', () => {
    const way: Way = { ...toLyon, toStopId: 'SAINT-DENIS' };
    const journey = planner('2026-11-02').earliest(way, paris('2026-11-03 12:00'));
    expect(parisText(journey?.arrivesAt)).toBe('2026-11-07 07:00');
    expect(journey?.availableAt).toBe(paris('2026-11-07 12:00', 'Indian/Reunion'));
  });

  it('keeps its hours on the nights on which clocks change', () => {
    // In the night to Sunday 25 October 2026 an hour comes twice; 30:00 is counted from the noon before.
    const week = {
      ...lille,
      calendars: lille.calendars.map((calendar) => ({ ...calendar, weekdays: ['SA', 'SU'] as const })),
    };
    const late = new Planner(new Network(week, '2026-10-24', 3));
    const journey = late.earliest(toLyon, paris('2026-10-24 12:00'));
    expect(journey?.legs.map(({ departsAt, arrivesAt }) => (arrivesAt - departsAt) / 60)).toEqual([120, 165, 270, 70]);
    expect(parisText(journey?.legs[2]?.arrivesAt)).toBe('2026-10-25 05:00');
    expect(parisText(journey?.legs[3]?.departsAt)).toBe('2026-10-25 07:00');
  });

  it('is brought when the counter opens, and given when the counter opens', () => {
    const between = (from: string, until: string) => ({
      nextOpen: (at: number) => (at < paris(until) ? Math.max(at, paris(from)) : null),
      lastOpen: (at: number) => (at >= paris(from) ? Math.min(at, paris(until) - 1) : null),
    });
    const way: Way = {
      ...toLyon,
      dropOffHours: between('2026-11-03 09:00', '2026-11-03 16:00'),
      collectionHours: between('2026-11-04 10:00', '2026-11-04 19:00'),
    };
    const journey = planner('2026-11-02').earliest(way, paris('2026-11-03 07:00'));
    expect(parisText(journey?.dropOffAt)).toBe('2026-11-03 09:00');
    expect(parisText(journey?.dropOffBy)).toBe('2026-11-03 15:59');
    expect(parisText(journey?.availableAt)).toBe('2026-11-04 10:00');
    expect(planner('2026-11-02').earliest(way, paris('2026-11-03 16:00'))).toBeNull();
    const last = planner('2026-11-02').latest(way, paris('2026-11-04 12:00'));
    expect(last?.dropOffAt).toBe(paris('2026-11-03 16:00') - 1);
  });

  it('has to be brought by the cut-off to be there on Thursday', () => {
    const journey = planner('2026-11-02').latest(toLyon, paris('2026-11-05 23:59'));
    expect(parisText(journey?.dropOffAt)).toBe('2026-11-04 16:30');
    expect(parisText(journey?.availableAt)).toBe('2026-11-05 08:20');
    expect(planner('2026-11-02').latest(toLyon, paris('2026-11-02 12:00'))).toBeNull();
  });

  it('goes another day where a vehicle is full or does not run, or another way where it is too heavy', () => {
    const network = new Network(lille, '2026-11-02', 10);
    const asked = new Planner(network);
    const at = (way = toLyon) => parisText(asked.earliest(way, paris('2026-11-03 12:00'))?.availableAt);
    network.setRoom(network.runNumber('lille-paris', '2026-11-03') as number, 0, 0);
    expect(at()).toBe('2026-11-05 08:20');
    network.setCancelled(network.runNumber('paris-lyon', '2026-11-04') as number, true);
    expect(at()).toBe('2026-11-06 08:20');
    network.setRoom(network.runNumber('lille-paris', '2026-11-03') as number, 0, 1);
    expect(at()).toBe('2026-11-04 08:20');
    expect(at({ ...toLyon, weightGrams: 30_001 })).toBe('');
    expect(at({ ...toLyon, weightGrams: null })).toBe('');
  });

  it('arrives everywhere at once', () => {
    const arrivals = planner('2026-11-02').earliestArrivals('BOOKSHOP', paris('2026-11-03 12:00'), 900);
    expect(arrivals.map((at) => parisText(at ?? undefined))).toEqual([
      '2026-11-03 12:00',
      '2026-11-03 19:00',
      '2026-11-03 23:45',
      '2026-11-04 06:00',
      '2026-11-04 06:00',
      '2026-11-07 07:00',
      '2026-11-04 08:10',
      '2026-11-04 08:10',
    ]);
  });

  it('is at once there where it is brought', () => {
    const way: Way = { ...toLyon, toStopId: 'BOOKSHOP' };
    const at = paris('2026-11-03 12:00');
    expect(planner('2026-11-02').earliest(way, at)).toMatchObject({ legs: [], availableAt: at, priceCents: 0 });
  });

  it('throws for a stop that does not exist', () => {
    const way: Way = { ...toLyon, toStopId: 'NOWHERE' };
    expect(() => planner('2026-11-02').earliest(way, 0)).toThrow(new RangeError('no stop has the id NOWHERE'));
  });
});
