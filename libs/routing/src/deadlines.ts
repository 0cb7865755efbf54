import { dateOfDayNumber, instantOfLocal } from '#libs/opening-hours';
import { DAY_SECONDS, secondsOf } from './times.js';
import type { Stop } from './timetable.js';

/** Later than anything: where nothing arrives. */
export const NEVER = 2 ** 30;
/** Earlier than anything: what nothing can be in time for. */
export const TOO_LATE = -(2 ** 30);

/** A trip may leave as many days after its own as its times can say, and be late. */
const DAYS_AROUND = 9;

/** The days, counted since 1970, that a network is laid out for, and the instant from which it counts its seconds. */
export interface Window {
  firstDay: number;
  lastDay: number;
  baseSeconds: number;
}

/**
 * Until when a parcel must have arrived at a stop to leave it at a time, both in seconds of the network. Sorting and
 * waves are both in it, so that a search compares one number: what must be sorted for the last wave before departure
 * must have come by then. At each stop it never falls as the departure grows.
 */
export type Deadlines = (stop: number, departs: number) => number;

export function deadlinesOf(stops: readonly Stop[], window: Window): Deadlines {
  const sortSeconds = Int32Array.from(stops, (stop) => stop.sortSeconds);
  const waves = stops.map((stop) => (stop.waves.length === 0 ? null : wavesOf(stop, window)));
  return (stop, departs) => {
    const ofStop = waves[stop] ?? null;
    const released = ofStop === null ? departs : lastUpTo(ofStop, departs);
    return released === TOO_LATE ? TOO_LATE : released - (sortSeconds[stop] as number);
  };
}

function wavesOf(stop: Stop, { firstDay, lastDay, baseSeconds }: Window): Int32Array {
  const times = stop.waves.map(secondsOf);
  const instants: number[] = [];
  for (let day = firstDay - DAYS_AROUND; day <= lastDay + DAYS_AROUND; day += 1) {
    const date = dateOfDayNumber(day);
    for (const time of times) instants.push(instantOfLocal(date, time / 60, stop.timeZone) / 1000 - baseSeconds);
  }
  return Int32Array.from(instants, Math.round).sort();
}

/** The last value that is not above `limit`; TOO_LATE where all are. */
function lastUpTo(ascending: Int32Array, limit: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] as number) > limit) high = middle;
    else low = middle + 1;
  }
  return low === 0 ? TOO_LATE : (ascending[low - 1] as number);
}

/** The window of the days from `firstDay` on. It counts from a week before, so that waves have positive times too. */
export function windowOf(firstDay: number, days: number): Window {
  return { firstDay, lastDay: firstDay + days - 1, baseSeconds: (firstDay - 7) * DAY_SECONDS };
}
