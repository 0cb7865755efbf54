import { TOO_LATE } from './deadlines.js';
import { firstDepartingAt } from './forward.js';
import type { Ride } from './journey.js';
import type { Network } from './network.js';
import { RECORD, SECTION } from './order.js';

/** How a parcel that is at a stop in time goes on. */
export interface GoesOn {
  /** The latest arrival at the stop, in seconds of the network. */
  by: number;
  ride: Ride;
}

const NOWHERE = -1;

/**
 * The latest departures from which a target is reached in time: the scan of `ForwardScan` from the other end. A
 * connection can be taken if the parcel can stay aboard until a stop that is good, or if it ends at one by the latest
 * arrival that is good there.
 */
export class BackwardScan {
  private readonly latest: Int32Array;
  private readonly boarded: Int32Array;
  /** By section, the record until which to stay aboard; NOWHERE for one that is not boarded. */
  private leftAt: Int32Array = new Int32Array(0);
  private records: Int32Array = new Int32Array(0);

  constructor(private readonly network: Network) {
    const stops = network.stops.length;
    this.latest = new Int32Array(stops);
    this.boarded = new Int32Array(stops);
  }

  /** Scans from `target`, which has to be reached by a second of the network, until `origin` is known. */
  scan(target: number, by: number, origin: number, closed: Uint8Array): void {
    const { network } = this;
    const { order } = network;
    if (this.leftAt.length < network.sectionCount) this.leftAt = new Int32Array(network.sectionCount);
    this.leftAt.fill(NOWHERE);
    this.latest.fill(TOO_LATE);
    this.latest[target] = by;
    this.records = network.records(closed);
    this.relax(this.records, firstDepartingAt(order, by + 1), origin);
  }

  private relax(records: Int32Array, end: number, origin: number): void {
    const { latest, leftAt, boarded } = this;
    const [nowhere, length] = [NOWHERE, RECORD];
    for (let record = (end - 1) * length; record >= 0; record -= length) {
      const section = records[record] as number;
      const from = records[record + 1] as number;
      const boardBy = records[record + 2] as number;
      if (leftAt[section] === nowhere) {
        const to = records[record + 3] as number;
        const arrives = records[record + 4] as number;
        if (arrives > (latest[to] as number)) continue;
        // What takes nothing shares a section in which nothing boards.
        leftAt[section] = record;
      }
      if (boardBy <= (latest[from] as number)) continue;
      latest[from] = boardBy;
      boarded[from] = record;
      // What departs earlier has no later deadline.
      if (from === origin) return;
    }
  }

  /** How the last scan goes on from a stop; null if the target cannot be reached in time. */
  goesOn(stop: number): GoesOn | null {
    const { records, network } = this;
    const by = this.latest[stop] as number;
    if (by === TOO_LATE) return null;
    const { connection } = network.order;
    const boarded = this.boarded[stop] as number;
    const left = this.leftAt[records[boarded + SECTION] as number] as number;
    return { by, ride: [connection[boarded / RECORD] as number, connection[left / RECORD] as number] };
  }
}
