import { NEVER } from './deadlines.js';
import type { Network } from './network.js';
import type { Order } from './order.js';

/** How a search has come to a stop. */
export interface Reached {
  /** In seconds of the network. */
  arrives: number;
  /** Places in the order of the connections that the parcel boards and leaves last; none at the start. */
  boarded: number;
  left: number;
}

/** No stop in particular: all of them. */
export const EVERYWHERE = -1;

/**
 * Earliest arrivals from one stop, by one scan of the connections in the order of departure. A connection can be taken
 * if its section has been boarded before, or if the parcel is at its stop by the deadline.
 *
 * It is made once for a network and keeps its arrays: what was boarded is told from what earlier scans have boarded by
 * a stamp that grows with every scan, so that nothing has to be cleared.
 */
export class ForwardScan {
  private readonly arrival: Int32Array;
  private readonly boarded: Int32Array;
  private readonly left: Int32Array;
  private boardedAt = new Int32Array(0);
  private stamp = 0;

  constructor(private readonly network: Network) {
    const stops = network.stops.length;
    this.arrival = new Int32Array(stops);
    this.boarded = new Int32Array(stops);
    this.left = new Int32Array(stops);
  }

  /**
   * Scans from `origin`, where the parcel has arrived at a second of the network, to `target` or EVERYWHERE; nothing
   * that departs at `before` or later. `closed` is 1 for lines that do not take it.
   */
  scan(origin: number, arrives: number, target: number, closed: Uint8Array, before = NEVER): void {
    const { order, connections } = this.network;
    if (this.boardedAt.length <= connections.capacity || this.stamp + order.count >= 2 ** 31) {
      this.boardedAt = new Int32Array(connections.capacity + 1);
      this.stamp = 1;
    }
    this.arrival.fill(NEVER);
    this.arrival[origin] = arrives;
    this.left[origin] = -1;
    const first = firstCaught(order, origin, arrives, connections.deadline);
    if (target !== origin) this.relax(order, first, firstDepartingAt(order, before), target, closed);
    this.stamp += order.count;
  }

  private relax(order: Order, first: number, before: number, target: number, closed: Uint8Array): void {
    const { from, to, arrives, boardBy, section, line } = order;
    const { arrival, boarded, left, boardedAt, stamp } = this;
    let end = before;
    for (let place = first; place < end; place += 1) {
      const part = section[place] as number;
      if ((boardedAt[part] as number) < stamp) {
        if ((arrival[from[place] as number] as number) > (boardBy[place] as number)) continue;
        if (closed[line[place] as number] === 1) continue;
        boardedAt[part] = stamp + place;
      }
      const stop = to[place] as number;
      const at = arrives[place] as number;
      if (at >= (arrival[stop] as number)) continue;
      arrival[stop] = at;
      boarded[stop] = (boardedAt[part] as number) - stamp;
      left[stop] = place;
      // Whatever departs when the target is reached cannot reach it earlier.
      if (stop === target) end = Math.min(end, firstDepartingAt(order, at));
    }
  }

  /** How the last scan came to a stop; null if it did not. */
  reached(stop: number): Reached | null {
    const arrives = this.arrival[stop] as number;
    if (arrives === NEVER) return null;
    return { arrives, boarded: this.boarded[stop] as number, left: this.left[stop] as number };
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
function firstCaught(order: Order, stop: number, arrives: number, deadline: Int32Array): number {
  const { leaving, first, connection, count } = order;
  let [low, high] = [first[stop] as number, first[stop + 1] as number];
  const end = high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((deadline[connection[leaving[middle] as number] as number] as number) < arrives) low = middle + 1;
    else high = middle;
  }
  return low === end ? count : (leaving[low] as number);
}
