import { NEVER } from './deadlines.js';
import type { Ride } from './journey.js';
import type { Network } from './network.js';
import { BOARD_BY, FROM, type Order, RECORD, SECTION } from './order.js';

/** How a search has come to a stop. */
export interface Reached {
  /** In seconds of the network. */
  arrives: number;
  /** The last ride; null at the start. */
  ride: Ride | null;
}

/** No stop in particular: all of them. */
export const EVERYWHERE = -1;
/** Where the search began. */
const START = -1;

/**
 * Earliest arrivals from one stop, by one scan of the connections in the order of departure. A connection can be taken
 * if its section has been boarded before, or if the parcel is at its stop by the deadline. It is made once for a
 * network and keeps its arrays.
 */
export class ForwardScan {
  private readonly arrival: Int32Array;
  private readonly left: Int32Array;
  /** By section: 1 once it was boarded. */
  private aboard: Uint8Array = new Uint8Array(0);
  private records: Int32Array = new Int32Array(0);

  constructor(private readonly network: Network) {
    const stops = network.stops.length;
    this.arrival = new Int32Array(stops);
    this.left = new Int32Array(stops);
  }

  /**
   * Scans from `origin`, where the parcel has arrived at a second of the network, to `target` or EVERYWHERE, through
   * records of the network.
   */
  scan(origin: number, arrives: number, target: number, records: Int32Array): void {
    const { network } = this;
    this.records = records;
    if (this.aboard.length < network.sectionCount) this.aboard = new Uint8Array(network.sectionCount);
    else this.aboard.fill(0);
    this.arrival.fill(NEVER);
    this.arrival[origin] = arrives;
    this.left[origin] = START;
    const { order } = network;
    let end = order.count;
    let place = firstCaught(network, origin, arrives);
    while (place < end) {
      place = relax(records, this.arrival, this.left, this.aboard, place, end, target);
      // Whatever departs when the target is reached cannot reach it earlier.
      if (target !== EVERYWHERE) end = Math.min(end, firstDepartingAt(order, this.arrival[target] as number));
    }
  }

  /** How the last scan came to a stop; null if it did not. */
  reached(stop: number): Reached | null {
    const arrives = this.arrival[stop] as number;
    const left = this.left[stop] as number;
    if (arrives === NEVER) return null;
    return { arrives, ride: left === START ? null : this.rideTo(left) };
  }

  /** From the first connection of a section that the parcel was in time for to a later one. */
  private rideTo(record: number): Ride {
    const { records, arrival } = this;
    const { connection, placeOf } = this.network.order;
    const left = connection[record / RECORD] as number;
    let boarded = left;
    for (let each = left; each >= 0; each -= 1) {
      const here = (placeOf[each] as number) * RECORD;
      if (records[here + SECTION] !== records[record + SECTION]) break;
      const arrives = arrival[records[here + FROM] as number] as number;
      if (arrives <= (records[here + BOARD_BY] as number)) boarded = each;
    }
    return [boarded, left];
  }
}

/** The first place in the order that departs at a second or later. */
export function firstDepartingAt({ departs, count }: Order, seconds: number): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((departs[middle] as number) < seconds) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first place of what can be caught from a stop, room or not: nothing before it can matter. */
function firstCaught({ order, connections }: Network, stop: number, arrives: number): number {
  const { leaving, first, connection, count } = order;
  const { deadline } = connections;
  let [low, high] = [first[stop] as number, first[stop + 1] as number];
  const end = high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((deadline[connection[leaving[middle] as number] as number] as number) < arrives) low = middle + 1;
    else high = middle;
  }
  return low === end ? count : (leaving[low] as number);
}

/**
 * Scans from one place to another, or until the target is reached earlier; the place after it is returned.
 *
 * Whether a connection is taken is seldom foreseeable, and a processor that guesses wrong loses more time than it takes to
 * compute it: so only what makes an arrival earlier is a branch, which is rare.
 */
function relax(
  records: Int32Array,
  arrival: Int32Array,
  left: Int32Array,
  aboard: Uint8Array,
  first: number,
  end: number,
  target: number,
): number {
  // An imported name is looked up, and checked, wherever it is used.
  const [never, length] = [NEVER, RECORD];
  const stop = end * length;
  for (let record = first * length; record < stop; record += length) {
    const section = records[record] as number;
    const from = records[record + 1] as number;
    const boardBy = records[record + 2] as number;
    const isInTime = ((boardBy - (arrival[from] as number)) >>> 31) ^ 1;
    const isAboard = (aboard[section] as number) | isInTime;
    aboard[section] = isAboard;
    const to = records[record + 3] as number;
    // NEVER or later for what is not taken.
    const arrives = (records[record + 4] as number) | ((isAboard - 1) & never);
    if (arrives >= (arrival[to] as number)) continue;
    arrival[to] = arrives;
    left[to] = record;
    if (to === target) return record / length + 1;
  }
  return end;
}
