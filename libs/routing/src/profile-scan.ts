import { NO_SECTION } from './connections.js';
import { NEVER } from './deadlines.js';
import type { Network } from './network.js';
import type { Order } from './order.js';
import type { Profile } from './profile.js';

/**
 * Profiles to one stop after another, each by one scan of the connections from the last departure to the first (Dibbelt
 * and others, "Connection Scan Algorithm", section 4). What is found for a stop is put before what was found before, so
 * that it comes to lie in the order of deadlines.
 */
export class ProfileScan {
  /** By stop, where in the arrays its first entry is; none lies behind those that leave it in the order. */
  private readonly top: Int32Array;
  private readonly by: Int32Array;
  private readonly arrives: Int32Array;
  private readonly connection: Int32Array;
  /** By section, when a parcel is at the target that stays aboard. */
  private readonly aboard: Int32Array;

  constructor(
    private readonly network: Network,
    private readonly closed: Uint8Array,
  ) {
    const { order, stops, connections } = network;
    this.top = new Int32Array(stops.length);
    this.by = new Int32Array(order.count);
    this.arrives = new Int32Array(order.count);
    this.connection = new Int32Array(order.count);
    this.aboard = new Int32Array(connections.capacity + 1);
  }

  profileTo(target: number): Profile {
    const { order } = this.network;
    this.top.set(order.first.subarray(1));
    this.aboard.fill(NEVER);
    this.scan(order, target);
    return this.packed(target);
  }

  private scan(order: Order, target: number): void {
    const { from, to, arrives: arrival, boardBy, section, line, connection: number, first } = order;
    const { closed, top, by, arrives, connection, aboard } = this;
    for (let place = order.count - 1; place >= 0; place -= 1) {
      const part = section[place] as number;
      if (part === NO_SECTION || closed[line[place] as number] === 1) continue;
      const at = arrival[place] as number;
      const stop = to[place] as number;
      let best = aboard[part] as number;
      if (stop === target) {
        if (at < best) best = at;
      } else {
        const end = first[stop + 1] as number;
        let entry = top[stop] as number;
        while (entry < end && (by[entry] as number) < at) entry += 1;
        if (entry < end && (arrives[entry] as number) < best) best = arrives[entry] as number;
      }
      if (best === NEVER) continue;
      aboard[part] = best;
      const origin = from[place] as number;
      if (origin === target) continue;
      let entry = top[origin] as number;
      const deadline = boardBy[place] as number;
      if (entry < (first[origin + 1] as number)) {
        if ((arrives[entry] as number) <= best) continue;
        // Of two with one deadline only the better one stays.
        if ((by[entry] as number) > deadline) entry -= 1;
      } else {
        entry -= 1;
      }
      top[origin] = entry;
      by[entry] = deadline;
      arrives[entry] = best;
      connection[entry] = number[place] as number;
    }
  }

  private packed(target: number): Profile {
    const { top } = this;
    const ends = this.network.order.first;
    const first = new Int32Array(top.length + 1);
    for (let stop = 0; stop < top.length; stop += 1) {
      first[stop + 1] = (first[stop] as number) + (ends[stop + 1] as number) - (top[stop] as number);
    }
    const packed = (values: Int32Array) => {
      const array = new Int32Array(first[top.length] as number);
      for (let stop = 0; stop < top.length; stop += 1) {
        array.set(values.subarray(top[stop], ends[stop + 1]), first[stop]);
      }
      return array;
    };
    return { target, first, by: packed(this.by), arrives: packed(this.arrives), connection: packed(this.connection) };
  }
}
