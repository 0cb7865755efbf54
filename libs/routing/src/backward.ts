import { NO_SECTION } from './connections.js';
import { TOO_LATE } from './deadlines.js';
import { firstDepartingAt } from './forward.js';
import type { Network } from './network.js';
import type { Order } from './order.js';

/** How a parcel that is at a stop in time goes on: places in the order of the connections. */
export interface GoesOn {
  /** The latest arrival at the stop, in seconds of the network. */
  by: number;
  boarded: number;
  left: number;
}

/**
 * The latest departures from which a target is reached in time: the scan of `ForwardScan` from the other end. A
 * connection can be taken if the parcel can stay aboard until a stop that is good, or if it ends at one by the latest
 * arrival that is good there.
 */
export class BackwardScan {
  private readonly latest: Int32Array;
  private readonly boarded: Int32Array;
  private readonly left: Int32Array;
  private leftAt = new Int32Array(0);
  private stamp = 0;

  constructor(private readonly network: Network) {
    const stops = network.stops.length;
    this.latest = new Int32Array(stops);
    this.boarded = new Int32Array(stops);
    this.left = new Int32Array(stops);
  }

  /** Scans from `target`, which has to be reached by a second of the network, until `origin` is known. */
  scan(target: number, by: number, origin: number, closed: Uint8Array): void {
    const { order, connections } = this.network;
    if (this.leftAt.length <= connections.capacity || this.stamp + order.count >= 2 ** 31) {
      this.leftAt = new Int32Array(connections.capacity + 1);
      this.stamp = 1;
    }
    this.latest.fill(TOO_LATE);
    this.latest[target] = by;
    this.relax(order, firstDepartingAt(order, by + 1), origin, closed);
    this.stamp += order.count;
  }

  private relax(order: Order, end: number, origin: number, closed: Uint8Array): void {
    const { from, to, arrives, boardBy, section, line } = order;
    const { latest, leftAt, stamp } = this;
    for (let place = end - 1; place >= 0; place -= 1) {
      const part = section[place] as number;
      if ((leftAt[part] as number) < stamp) {
        if ((arrives[place] as number) > (latest[to[place] as number] as number)) continue;
        if (part === NO_SECTION || closed[line[place] as number] === 1) continue;
        leftAt[part] = stamp + place;
      }
      const stop = from[place] as number;
      const by = boardBy[place] as number;
      if (by <= (latest[stop] as number)) continue;
      latest[stop] = by;
      this.boarded[stop] = place;
      this.left[stop] = (leftAt[part] as number) - stamp;
      // What departs earlier has no later deadline.
      if (stop === origin) return;
    }
  }

  /** How the last scan goes on from a stop; null if the target cannot be reached in time. */
  goesOn(stop: number): GoesOn | null {
    const by = this.latest[stop] as number;
    return by === TOO_LATE ? null : { by, boarded: this.boarded[stop] as number, left: this.left[stop] as number };
  }
}
