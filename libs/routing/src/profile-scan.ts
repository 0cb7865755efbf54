import { NO_SECTION } from './connections.js';
import { NEVER, TOO_LATE } from './deadlines.js';
import type { Network } from './network.js';
import { ARRIVES, RECORD, TO } from './order.js';
import type { Profile } from './profile.js';

/** So many targets are scanned for at a time. Their values lie side by side. */
const LANES = 8;
/** No target's lane. */
const NO_LANE = -1;

/**
 * Profiles to some stops, by a scan of the connections from the last departure to the first (Dibbelt and others,
 * "Connection Scan Algorithm", section 4).
 *
 * Which connection a parcel that leaves another can catch first does not depend on where it goes, and is looked up once.
 * For each connection it is then computed when a parcel is at a target that catches it, and so may take it or any that
 * leaves later: of what is caught by the parcels aboard, stop after stop, and of what leaves next. That is the same few
 * steps for every target, without a branch, so that many are done at once. Connections that are no better than a later
 * one are left out when a profile is written.
 */
export class ProfileScan {
  /**
   * Rows are by stop, and there by departure, with one behind the last departure that nothing is ever written to: so what
   * a search of a stop looks at lies together. By place, its row, and that of the first departure that can be caught
   * where the connection ends.
   */
  private readonly rowOf: Int32Array;
  private readonly caught: Int32Array;
  private readonly records: Int32Array;
  /** By place, the berth of the parcels aboard, and NEVER where none can stay aboard, else 0. */
  private readonly berthOf: Int32Array;
  private readonly leaves: Int32Array;
  /** By row, and by berth: when parcels are at the targets. */
  private readonly best: Int32Array;
  private readonly aboard: Int32Array;
  private readonly laneOf: Int8Array;
  /** Profiles that are being written: by lane, where they begin so far, and so many entries for each. */
  private readonly tops = new Int32Array(LANES);
  private readonly by: Int32Array;
  private readonly arrives: Int32Array;
  private readonly connection: Int32Array;

  constructor(
    private readonly network: Network,
    closed: Uint8Array,
  ) {
    const { order, stops } = network;
    this.rowOf = new Int32Array(order.count);
    this.caught = new Int32Array(order.count);
    this.records = network.records(closed);
    this.best = new Int32Array((order.count + stops.length) * LANES).fill(NEVER);
    this.laneOf = new Int8Array(stops.length);
    this.by = new Int32Array(LANES * order.count);
    this.arrives = new Int32Array(LANES * order.count);
    this.connection = new Int32Array(LANES * order.count);
    this.berthOf = new Int32Array(order.count);
    this.leaves = new Int32Array(order.count);
    this.aboard = new Int32Array(this.assignBerths() * LANES);
    this.lookUp();
  }

  /** The profiles to some stops, in their order. */
  profilesTo(targets: readonly number[]): Profile[] {
    const profiles: Profile[] = [];
    for (let start = 0; start < targets.length; start += LANES) {
      const group = targets.slice(start, start + LANES);
      this.scan(group);
      profiles.push(...this.written(group));
    }
    return profiles;
  }

  private lookUp(): void {
    const { order, connections } = this.network;
    const { records } = this;
    const { count, connection, leaving, first } = order;
    const deadlines = leaving.map((place) => connections.deadline[connection[place] as number] as number);
    for (let stop = 0; stop + 1 < first.length; stop += 1) {
      for (let each = first[stop] as number; each < (first[stop + 1] as number); each += 1) {
        this.rowOf[leaving[each] as number] = each + stop;
      }
    }
    for (let place = 0; place < count; place += 1) {
      const stop = records[place * RECORD + TO] as number;
      const arrives = records[place * RECORD + ARRIVES] as number;
      let [low, high] = [first[stop] as number, first[stop + 1] as number];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((deadlines[middle] as number) < arrives) low = middle + 1;
        else high = middle;
      }
      this.caught[place] = low + stop;
    }
  }

  /** Gives a berth to each section for as long as it is under way, and answers how many there are: few. */
  private assignBerths(): number {
    const { order, connections } = this.network;
    const { connection, placeOf, count } = order;
    const { section } = connections;
    const free: number[] = [];
    let berths = 0;
    for (let place = count - 1; place >= 0; place -= 1) {
      const each = connection[place] as number;
      const takesNothing = section[each] === NO_SECTION;
      const isLast = takesNothing || each + 1 === count || section[each + 1] !== section[each];
      const isFirst = takesNothing || each === 0 || section[each - 1] !== section[each];
      let berth = isLast ? free.pop() : this.berthOf[placeOf[each + 1] as number];
      if (berth === undefined) {
        berth = berths;
        berths += 1;
      }
      this.berthOf[place] = berth;
      this.leaves[place] = isLast ? NEVER : 0;
      if (isFirst) free.push(berth);
    }
    return berths;
  }

  private scan(targets: readonly number[]): void {
    const { order } = this.network;
    const { records, rowOf, caught, best, aboard, laneOf, berthOf, leaves } = this;
    laneOf.fill(NO_LANE);
    targets.forEach((target, lane) => (laneOf[target] = lane));
    // A name that is not the function's own is looked up, and checked, wherever it is used.
    const [lanes, never, tooLate, length] = [LANES, NEVER, TOO_LATE, RECORD];
    for (let place = order.count - 1; place >= 0; place -= 1) {
      const record = place * length;
      const berth = (berthOf[place] as number) * lanes;
      const change = (caught[place] as number) * lanes;
      const here = (rowOf[place] as number) * lanes;
      const later = here + lanes;
      const leave = leaves[place] as number;
      // NEVER or later where nothing is boarded.
      const barrier = records[record + 2] === tooLate ? never : 0;
      for (let each = 0; each < lanes; each += 1) {
        const stays = (aboard[berth + each] as number) | leave;
        const gain = (best[change + each] as number) - stays;
        // The lesser of two numbers, without a branch.
        const goes = stays + (gain & (gain >> 31));
        aboard[berth + each] = goes;
        const waits = best[later + each] as number;
        const loss = (goes | barrier) - waits;
        best[here + each] = waits + (loss & (loss >> 31));
      }
      const lane = laneOf[records[record + 3] as number] as number;
      if (lane < 0) continue;
      const arrives = Math.min(records[record + 4] as number, aboard[berth + lane] as number);
      aboard[berth + lane] = arrives;
      best[here + lane] = Math.min(arrives | barrier, best[here + lane] as number);
    }
  }

  /** What was scanned last, as a profile for each lane. They are written from their ends to their beginnings. */
  private written(targets: readonly number[]): Profile[] {
    const { order, stops } = this.network;
    const { tops } = this;
    const { count } = order;
    const firsts = targets.map(() => new Int32Array(stops.length + 1).fill(count));
    tops.fill(count);
    for (let stop = stops.length - 1; stop >= 0; stop -= 1) {
      this.writeStop(stop, targets.length);
      firsts.forEach((first, lane) => (first[stop] = tops[lane] as number));
    }
    return targets.map((target, lane) => {
      const top = tops[lane] as number;
      const part = (values: Int32Array) => values.slice(lane * count + top, (lane + 1) * count);
      const first = (firsts[lane] as Int32Array).map((each) => each - top);
      return { target, first, by: part(this.by), arrives: part(this.arrives), connection: part(this.connection) };
    });
  }

  private writeStop(stop: number, lanes: number): void {
    const { count, leaving, first, connection: number } = this.network.order;
    const { records, best, tops, by, arrives, connection } = this;
    const begin = first[stop] as number;
    const end = first[stop + 1] as number;
    const [stride, never, length] = [LANES, NEVER, RECORD];
    for (let lane = 0; lane < lanes; lane += 1) {
      if (lane === this.laneOf[stop]) continue;
      const bottom = lane * count + (tops[lane] as number);
      let top = bottom;
      let later = never;
      for (let each = end - 1; each >= begin; each -= 1) {
        const place = leaving[each] as number;
        const at = best[(each + stop) * stride + lane] as number;
        if (at === later) continue;
        later = at;
        const deadline = records[place * length + 2] as number;
        // Of two with one deadline only the better one stays.
        if (top === bottom || by[top] !== deadline) top -= 1;
        by[top] = deadline;
        arrives[top] = at;
        connection[top] = number[place] as number;
      }
      tops[lane] = top - lane * count;
    }
  }
}
