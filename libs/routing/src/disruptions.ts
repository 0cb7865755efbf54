import { addDays, type LocalDate } from '#libs/opening-hours';
import { change, type TimetableChange } from './changes.js';
import type { Network, Run } from './network.js';

/** What keeps a carrier on some days, first and last included, from doing as its timetable says. */
export type Disruption = { from: LocalDate; until: LocalDate } & (
  | { kind: 'CANCELLED'; tripId: string }
  | { kind: 'CANCELLED'; lineId: string }
  /** Everything: a strike. */
  | { kind: 'CANCELLED'; all: true }
  /** From its arrival at a stop on, or from its first; null is that. */
  | { kind: 'DELAYED'; tripId: string; fromStopId: string | null; lateSeconds: number }
  /** Nothing gets on or off there, or is carried past it. */
  | { kind: 'STOP_CLOSED'; stopId: string }
);

const UNLIMITED = 2 ** 30;

/** A network with what disrupts it, which can be told again and again. */
export class DisruptedNetwork {
  private standing: readonly Disruption[] = [];

  constructor(readonly network: Network) {}

  /**
   * Makes the network as it is with these disruptions, whatever it was before. Days and trips that it does not have are
   * passed over.
   *
   * @returns The runs that may have changed, for `Profiles.mend`.
   */
  disrupt(disruptions: readonly Disruption[]): number[] {
    const { network } = this;
    const undone = this.standing.flatMap((each) => runsOf(network, each).flatMap((run) => undoing(run, each)));
    const changed = change(network, undone);
    this.standing = disruptions;
    // One that stands still may have been undone together with one that is over.
    const made = disruptions.flatMap((each) => runsOf(network, each).flatMap((run) => making(run, each)));
    return [...new Set([...changed, ...change(network, made)])];
  }

  /** The stops that are closed on a day. */
  closedStops(date: LocalDate): string[] {
    return this.standing.flatMap((each) =>
      each.kind === 'STOP_CLOSED' && each.from <= date && date <= each.until ? [each.stopId] : [],
    );
  }
}

/** The runs that a disruption is about. */
export function runsOf(network: Network, disruption: Disruption): Run[] {
  const { from, until } = disruption;
  if ('tripId' in disruption) return runsOfTrip(network, disruption.tripId, from, until);
  return network.runs.filter(({ trip, date }) => {
    if (date < from || date > until) return false;
    if (disruption.kind === 'STOP_CLOSED') return trip.stopTimes.some(({ stopId }) => stopId === disruption.stopId);
    return 'all' in disruption || trip.lineId === disruption.lineId;
  });
}

function runsOfTrip(network: Network, tripId: string, from: LocalDate, until: LocalDate): Run[] {
  const found: Run[] = [];
  const { firstDate, lastDate } = network.dates;
  const last = until < lastDate ? until : lastDate;
  for (let date = from > firstDate ? from : firstDate; date <= last; date = addDays(date, 1)) {
    const number = network.runNumber(tripId, date);
    if (number !== null) found.push(network.runs[number] as Run);
  }
  return found;
}

function making({ trip, date }: Run, disruption: Disruption): TimetableChange[] {
  const run = { tripId: trip.id, date };
  switch (disruption.kind) {
    case 'CANCELLED':
      return [{ kind: 'CANCEL', ...run }];
    case 'DELAYED': {
      const place = trip.stopTimes.findIndex(({ stopId }) => stopId === disruption.fromStopId);
      return [{ kind: 'DELAY', ...run, fromStop: Math.max(0, place), lateSeconds: disruption.lateSeconds }];
    }
    case 'STOP_CLOSED':
      return closedPlaces(trip.stopTimes, disruption.stopId).map((stop) => ({
        kind: 'ROOM',
        ...run,
        stop,
        parcels: 0,
      }));
  }
}

function undoing({ trip, date }: Run, disruption: Disruption): TimetableChange[] {
  const run = { tripId: trip.id, date };
  switch (disruption.kind) {
    case 'CANCELLED':
      return [{ kind: 'RESTORE', ...run }];
    case 'DELAYED':
      return [{ kind: 'DELAY', ...run, fromStop: 0, lateSeconds: 0 }];
    case 'STOP_CLOSED': {
      const parcels = trip.roomParcels ?? UNLIMITED;
      return closedPlaces(trip.stopTimes, disruption.stopId).map((stop) => ({ kind: 'ROOM', ...run, stop, parcels }));
    }
  }
}

/** The places from which a trip goes to a stop or leaves it. */
function closedPlaces(stopTimes: readonly { stopId: string }[], closedId: string): number[] {
  const last = stopTimes.length - 1;
  const places = stopTimes.flatMap(({ stopId }, place) => (stopId === closedId ? [place - 1, place] : []));
  return [...new Set(places)].filter((place) => place >= 0 && place < last);
}
