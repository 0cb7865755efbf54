import type { TimetableProblem } from './problems.js';
import { DAY_SECONDS, secondsOf } from './times.js';
import type { StopTime, Timetable, Trip } from './timetable.js';

/** From one stop of a trip to the next in no time. */
interface Leap {
  row: number;
  trip: Trip;
  /** The place of the stop that it leaves. */
  place: number;
  from: string;
  to: string;
}

/**
 * Circles of trips in which a parcel would be back at the very second at which it left, so that no order of departures
 * were right. Only leaps at one time of the day, on the clocks of one zone, can make one.
 */
export function loopsWithoutWait(timetable: Timetable): TimetableProblem[] {
  const sorts = new Map(timetable.stops.map(({ id, sortSeconds }) => [id, sortSeconds]));
  const feeds = (a: Leap, b: Leap): boolean =>
    a.to === b.from && (sorts.get(a.to) === 0 || (a.trip === b.trip && a.place + 1 === b.place));
  return [...leapsByTime(timetable).values()].flatMap((leaps) => {
    const circle = circlesOf(leaps, feeds);
    const [first] = circle;
    if (first === undefined) return [];
    const way = circle.map(({ trip, from, to }) => `${trip.id} ${from} → ${to}`).join(', ');
    return [
      {
        code: 'LOOP_WITHOUT_WAIT' as const,
        table: 'trips' as const,
        row: first.row,
        id: first.trip.id,
        stopTime: first.place,
        detail: way,
      },
    ];
  });
}

function leapsByTime({ trips, lines, carriers }: Timetable): Map<string, Leap[]> {
  const carrierOf = new Map(lines.map(({ id, carrierId }) => [id, carrierId]));
  const zones = new Map(carriers.map(({ id, timeZone }) => [id, timeZone]));
  const leaps = new Map<string, Leap[]>();
  trips.forEach((trip, row) => {
    const { stopTimes } = trip;
    for (let place = 0; place + 1 < stopTimes.length; place += 1) {
      const [here, next] = [stopTimes[place] as StopTime, stopTimes[place + 1] as StopTime];
      const departs = secondsOf(here.departs);
      if (secondsOf(next.arrives) !== departs) continue;
      const key = `${departs % DAY_SECONDS} ${zones.get(carrierOf.get(trip.lineId) ?? '')}`;
      const others = leaps.get(key) ?? [];
      others.push({ row, trip, place, from: here.stopId, to: next.stopId });
      leaps.set(key, others);
    }
  });
  return leaps;
}

/** What remains when all are taken away, again and again, that nothing leads to or that lead to nothing. */
function circlesOf(leaps: readonly Leap[], feeds: (a: Leap, b: Leap) => boolean): Leap[] {
  let left = [...leaps];
  for (;;) {
    const here = left;
    const next = here.filter(
      (leap) => here.some((other) => feeds(other, leap)) && here.some((other) => feeds(leap, other)),
    );
    if (next.length === left.length) return next;
    left = next;
  }
}
