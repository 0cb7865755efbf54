import { NO_SECTION } from './connections.js';
import { TOO_LATE } from './deadlines.js';
import type { Network } from './network.js';
import { BOARD_BY, RECORD, SECTION } from './order.js';

/** What may be supposed of a network to be otherwise than it is. */
export interface Supposed {
  /** Full vehicles have room, for whatever reason they are full. */
  hasRoom?: boolean;
  /** Nothing is promised to anybody, so that only those are full that are by the timetable, or for a closed stop. */
  isUnpromised?: boolean;
  /** Cancelled runs run. */
  runs?: boolean;
}

/** Records as they would be, for those who ask why there is no way, or by what a parcel has gone that had no place there. */
export class SupposedRecords {
  private revision = -1;
  private readonly known = new Map<string, Map<Uint8Array, Int32Array>>();

  constructor(private readonly network: Network) {}

  of(closed: Uint8Array, supposed: Supposed): Int32Array {
    // Which runs are full changes all the time, and what does not depend on it is asked for often.
    if (!supposed.hasRoom && !supposed.isUnpromised) return recordsIf(this.network, closed, supposed);
    if (this.revision !== this.network.revision) this.known.clear();
    this.revision = this.network.revision;
    const key = JSON.stringify([supposed.hasRoom, supposed.runs]);
    const known = this.known.get(key) ?? new Map<Uint8Array, Int32Array>();
    this.known.set(key, known);
    let records = known.get(closed);
    if (records === undefined) known.set(closed, (records = recordsIf(this.network, closed, supposed)));
    return records;
  }
}

function recordsIf(network: Network, closed: Uint8Array, supposed: Supposed): Int32Array {
  const { hasRoom = false, isUnpromised = false, runs = false } = supposed;
  const records = network.records(closed).slice();
  const { room, deadline } = network.connections;
  const { placeOf } = network.order;
  for (const { trip, first, line, isCancelled, isFull: isPromised } of network.runs) {
    if (closed[line] === 1 || (isCancelled && !runs)) continue;
    let section = NO_SECTION;
    for (let each = first; each < first + trip.stopTimes.length - 1; each += 1) {
      const isFull = !hasRoom && ((isPromised && !isUnpromised) || (room[each] as number) < 1);
      if (isFull) section = NO_SECTION;
      else if (section === NO_SECTION) section = network.sectionFrom(each);
      const record = (placeOf[each] as number) * RECORD;
      records[record + SECTION] = section;
      records[record + BOARD_BY] = isFull ? TOO_LATE : (deadline[each] as number);
    }
  }
  return records;
}
