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
  /** By place, the first place that can be caught where the connection ends, and what leaves its own stop next. */
  private readonly caught: Int32Array;
  private readonly next: Int32Array;
  private readonly records: Int32Array;
  /** By place, the run. */
  private readonly rideOf: Int32Array;
  /** By place, and by run for parcels that stay aboard: when they are at the targets. */
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
    const { order, connections, runs, stops } = network;
    this.caught = new Int32Array(order.count);
    this.next = new Int32Array(order.count);
    this.records = network.records(closed);
    // Behind the last place is what is caught where nothing is.
    this.best = new Int32Array((order.count + 1) * LANES).fill(NEVER);
    this.aboard = new Int32Array(runs.length * LANES);
    this.laneOf = new Int8Array(stops.length);
    this.by = new Int32Array(LANES * order.count);
    this.arrives = new Int32Array(LANES * order.count);
    this.connection = new Int32Array(LANES * order.count);
    this.rideOf = order.connection.map((each) => connections.run[each] as number);
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
      const end = first[stop + 1] as number;
      for (let each = first[stop] as number; each < end; each += 1) {
        this.next[leaving[each] as number] = each + 1 < end ? (leaving[each + 1] as number) : count;
      }
    }
    for (let place = 0; place < count; place += 1) {
      const stop = records[place * RECORD + TO] as number;
      const arrives = records[place * RECORD + ARRIVES] as number;
      const end = first[stop + 1] as number;
      let [low, high] = [first[stop] as number, end];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((deadlines[middle] as number) < arrives) low = middle + 1;
        else high = middle;
      }
      this.caught[place] = low === end ? count : (leaving[low] as number);
    }
  }

  private scan(targets: readonly number[]): void {
    const { order } = this.network;
    const { records, caught, next, best, aboard, laneOf, rideOf } = this;
    laneOf.fill(NO_LANE);
    targets.forEach((target, lane) => (laneOf[target] = lane));
    aboard.fill(NEVER);
    // A name that is not the function's own is looked up, and checked, wherever it is used.
    const [lanes, never, tooLate, noSection, length] = [LANES, NEVER, TOO_LATE, NO_SECTION, RECORD];
    for (let place = order.count - 1; place >= 0; place -= 1) {
      const record = place * length;
      const section = records[record] as number;
      const boardBy = records[record + 2] as number;
      const to = records[record + 3] as number;
      const arrives = records[record + 4] as number;
      const ride = (rideOf[place] as number) * lanes;
      const lane = laneOf[to] as number;
      if (lane >= 0) aboard[ride + lane] = Math.min(aboard[ride + lane] as number, arrives);
      const change = (caught[place] as number) * lanes;
      const later = (next[place] as number) * lanes;
      const here = place * lanes;
      // NEVER or later where nothing is boarded.
      const barrier = boardBy === tooLate ? never : 0;
      for (let each = 0; each < lanes; each += 1) {
        const stays = aboard[ride + each] as number;
        const gain = (best[change + each] as number) - stays;
        // The lesser of two numbers, without a branch.
        const goes = stays + (gain & (gain >> 31));
        aboard[ride + each] = goes;
        const waits = best[later + each] as number;
        const loss = (goes | barrier) - waits;
        best[here + each] = waits + (loss & (loss >> 31));
      }
      // Nobody stays aboard through a connection that takes nothing.
      if (section === noSection) aboard.fill(never, ride, ride + lanes);
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
        const at = best[place * stride + lane] as number;
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
