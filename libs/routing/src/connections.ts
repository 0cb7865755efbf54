/** Room of a vehicle that has no limit. */
export const UNLIMITED = 2 ** 30;
/** The section of a connection that takes nothing. */
export const NO_SECTION = 0;

const FIELDS = ['from', 'to', 'departs', 'arrives', 'deadline', 'section', 'room', 'run'] as const;

/**
 * Connections, each from one stop of a trip on one day to the next, by a number that they keep. Times are in seconds of
 * the network. Those of one run are consecutive.
 */
export class Connections implements Record<(typeof FIELDS)[number], Int32Array> {
  count = 0;
  from = new Int32Array(0);
  to = new Int32Array(0);
  departs = new Int32Array(0);
  arrives = new Int32Array(0);
  /** Until when a parcel must have arrived at the stop to get on, whether there is room or not. */
  deadline = new Int32Array(0);
  /** A part of a run within which a parcel can stay aboard; NO_SECTION for a connection that takes nothing. */
  section = new Int32Array(0);
  /** Room left, in parcels. */
  room = new Int32Array(0);
  run = new Int32Array(0);

  /** How many have room in the arrays. */
  get capacity(): number {
    return this.from.length;
  }

  reserve(more: number): void {
    const needed = this.count + more;
    if (needed <= this.capacity) return;
    const capacity = Math.max(needed, Math.ceil(this.capacity * 1.5));
    for (const field of FIELDS) {
      const larger = new Int32Array(capacity);
      larger.set(this[field]);
      this[field] = larger;
    }
  }
}
