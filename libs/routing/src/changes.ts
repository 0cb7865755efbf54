import type { LocalDate } from '#libs/opening-hours';
import type { Network, Run } from './network.js';
import type { Trip } from './timetable.js';

/** What happens to a trip on one day. Stops are places among its stop times, from 0. */
export type TimetableChange =
  | { kind: 'CANCEL' | 'RESTORE'; tripId: string; date: LocalDate }
  /** From its arrival at a stop on so many seconds later than the timetable says, and on time before; 0 ends it. */
  | { kind: 'DELAY'; tripId: string; date: LocalDate; fromStop: number; lateSeconds: number }
  /** So much room is left when it leaves a stop. */
  | { kind: 'ROOM'; tripId: string; date: LocalDate; stop: number; parcels: number }
  /** A trip that was not in the timetable; its calendar does not matter. */
  | { kind: 'ADD'; trip: Trip; date: LocalDate };

/**
 * Changes a network, and answers which runs have changed, for `Profiles.mend`. Throws RangeError for a trip that does
 * not run on that day, a stop that it does not have, or a trip to add that runs already; those before are then made.
 */
export function change(network: Network, changes: readonly TimetableChange[]): number[] {
  return [...new Set(changes.map((each) => changeOne(network, each)))];
}

function changeOne(network: Network, each: TimetableChange): number {
  if (each.kind === 'ADD') return network.add(each.trip, each.date);
  const number = network.runNumber(each.tripId, each.date);
  if (number === null) throw new RangeError(`trip ${each.tripId} does not run on ${each.date}`);
  const stops = (network.runs[number] as Run).trip.stopTimes.length;
  switch (each.kind) {
    case 'CANCEL':
    case 'RESTORE':
      network.setCancelled(number, each.kind === 'CANCEL');
      break;
    case 'DELAY':
      mustBe(each.lateSeconds, 0, 7 * 86_400, 'lateSeconds');
      mustBe(each.fromStop, 0, stops - 1, 'fromStop');
      network.delay(number, each.fromStop, each.lateSeconds);
      break;
    case 'ROOM':
      mustBe(each.stop, 0, stops - 2, 'stop');
      mustBe(each.parcels, 0, 2 ** 30, 'parcels');
      network.setRoom(number, each.stop, each.parcels);
      break;
  }
  return number;
}

function mustBe(value: number, least: number, most: number, name: string): void {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new RangeError(`${name} must be a whole number from ${least} to ${most}: ${value}`);
  }
}
