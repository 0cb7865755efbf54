/** What the index holds of a point beside the tree. */
export interface Entry {
  id: string;
  code: string;
  hours: number;
  /** Null where it is not known. */
  capacityParcels: number | null;
}

/** The memory of entries as it can be handed to another thread. */
export interface EntriesMemory {
  numbers: SharedArrayBuffer;
  codes: SharedArrayBuffer;
}

/** An id as a Float64; hours, capacity, and where the code begins and how long it is, as Int32. */
const ENTRY_BYTES = 8 + 4 * 4;
const FIRST_ITEMS = 1024;
const FIRST_CODE_BYTES = 16_384;
const NO_CAPACITY = -1;

/**
 * What is known of points beside the tree, by their items, in memory that threads share: so there it is once, whoever
 * reads it. Codes lie one after another as UTF-8, since most are far shorter than the longest.
 */
export class PointEntries {
  /** 0 where there is no point. The database numbers from 1 and will not come to 2^53, up to which this is exact. */
  private ids: Float64Array;
  private hours: Int32Array;
  private capacities: Int32Array;
  private codeStarts: Int32Array;
  private codeLengths: Int32Array;
  private codes: Buffer;
  /** Known to the one that writes. */
  private usedCodeBytes = 0;

  private constructor(private kept: EntriesMemory) {
    this.view(kept);
  }

  static create(): PointEntries {
    return new PointEntries({
      numbers: new SharedArrayBuffer(ENTRY_BYTES * FIRST_ITEMS),
      codes: new SharedArrayBuffer(FIRST_CODE_BYTES),
    });
  }

  /** The same entries as another thread has, for reading. */
  static over(memory: EntriesMemory): PointEntries {
    return new PointEntries(memory);
  }

  /** Another object whenever it was outgrown. */
  get memory(): EntriesMemory {
    return this.kept;
  }

  put(item: number, { id, code, hours, capacityParcels }: Entry): void {
    if (item >= this.ids.length) this.makeRoom(item + 1);
    this.ids[item] = Number(id);
    this.hours[item] = hours;
    this.capacities[item] = capacityParcels ?? NO_CAPACITY;
    this.putCode(item, Buffer.from(code));
  }

  /** Forgets a point. Items are not given twice, so that what its code took is not used again. */
  remove(item: number): void {
    this.ids[item] = 0;
  }

  /** @throws RangeError where there is no point. */
  idOf(item: number): string {
    return String(this.known(item));
  }

  hoursOf(item: number): number {
    this.known(item);
    return this.hours[item] as number;
  }

  capacityOf(item: number): number | null {
    const capacity = this.capacities[item] as number;
    return capacity === NO_CAPACITY ? null : capacity;
  }

  codeOf(item: number): string {
    const start = this.codeStarts[item] as number;
    return this.codes.toString('utf8', start, start + (this.codeLengths[item] as number));
  }

  /** The order of the codes' bytes, which is that of the database. */
  compare(a: number, b: number): number {
    const { codes, codeStarts, codeLengths } = this;
    const [startA, startB] = [codeStarts[a] as number, codeStarts[b] as number];
    const [lengthA, lengthB] = [codeLengths[a] as number, codeLengths[b] as number];
    for (let at = 0; at < lengthA && at < lengthB; at += 1) {
      const difference = (codes[startA + at] as number) - (codes[startB + at] as number);
      if (difference !== 0) return difference;
    }
    return lengthA - lengthB;
  }

  private known(item: number): number {
    const id = this.ids[item] ?? 0;
    if (id === 0) throw new RangeError(`There is no point ${item}.`);
    return id;
  }

  private putCode(item: number, code: Buffer): void {
    if (code.length > (this.codeLengths[item] as number)) {
      if (this.usedCodeBytes + code.length > this.codes.length) this.makeRoomForCodes(code.length);
      this.codeStarts[item] = this.usedCodeBytes;
      this.usedCodeBytes += code.length;
    }
    this.codes.set(code, this.codeStarts[item] as number);
    this.codeLengths[item] = code.length;
  }

  private makeRoom(least: number): void {
    const { ids, hours, capacities, codeStarts, codeLengths } = this;
    const items = Math.max(least, 2 * ids.length);
    this.view({ ...this.kept, numbers: new SharedArrayBuffer(ENTRY_BYTES * items) });
    this.ids.set(ids);
    this.hours.set(hours);
    this.capacities.set(capacities);
    this.codeStarts.set(codeStarts);
    this.codeLengths.set(codeLengths);
  }

  private makeRoomForCodes(more: number): void {
    const { codes } = this;
    this.view({ ...this.kept, codes: new SharedArrayBuffer(2 * codes.length + more) });
    this.codes.set(codes);
  }

  private view(memory: EntriesMemory): void {
    const { numbers, codes } = memory;
    const items = numbers.byteLength / ENTRY_BYTES;
    const ints = (at: number) => new Int32Array(numbers, (8 + 4 * at) * items, items);
    this.kept = memory;
    this.ids = new Float64Array(numbers, 0, items);
    this.hours = ints(0);
    this.capacities = ints(1);
    this.codeStarts = ints(2);
    this.codeLengths = ints(3);
    this.codes = Buffer.from(codes);
  }
}
