/** The arrays of tallies as they can be handed to another thread. */
export interface TalliesMemory {
  totals: Int32Array;
  byClass: Int32Array;
  byHours: Int32Array;
}

const FIRST_LENGTH = 64;

/** How many points there are of each class and with which hours, and how many have no room. */
export class Tallies {
  private constructor(private arrays: TalliesMemory) {}

  static create({ isShared }: { isShared: boolean }): Tallies {
    return new Tallies({
      totals: zeros(2, isShared),
      byClass: zeros(FIRST_LENGTH, isShared),
      byHours: zeros(FIRST_LENGTH, isShared),
    });
  }

  /** The same tallies as another thread has, for reading. */
  static over(memory: TalliesMemory): Tallies {
    return new Tallies(memory);
  }

  /** Another object whenever one of the arrays was outgrown. */
  get memory(): TalliesMemory {
    return this.arrays;
  }

  get all(): number {
    return this.arrays.totals[0] as number;
  }

  get full(): number {
    return this.arrays.totals[1] as number;
  }

  /** By the number of the class; there is more room in it than there are classes. */
  get byClass(): Int32Array {
    return this.arrays.byClass;
  }

  /** By the number of the hours, likewise. */
  get byHours(): Int32Array {
    return this.arrays.byHours;
  }

  add(itsClass: number, hours: number, isFull: boolean, by: 1 | -1): void {
    if (itsClass >= this.byClass.length) this.arrays = { ...this.arrays, byClass: grown(this.byClass, itsClass + 1) };
    if (hours >= this.byHours.length) this.arrays = { ...this.arrays, byHours: grown(this.byHours, hours + 1) };
    addAt(this.byClass, itsClass, by);
    addAt(this.byHours, hours, by);
    addAt(this.arrays.totals, 0, by);
    if (isFull) addAt(this.arrays.totals, 1, by);
  }
}

function addAt(array: Int32Array, at: number, by: number): void {
  array[at] = (array[at] as number) + by;
}

function zeros(length: number, isShared: boolean): Int32Array {
  return isShared ? new Int32Array(new SharedArrayBuffer(4 * length)) : new Int32Array(length);
}

/** A copy that is at least twice as long, in memory of the same kind. */
function grown(array: Int32Array, least: number): Int32Array {
  const larger = zeros(Math.max(least, 2 * array.length), array.buffer instanceof SharedArrayBuffer);
  larger.set(array);
  return larger;
}
