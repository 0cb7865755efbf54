import { type Position, vectorOf } from './sphere.js';

/** Children of a node: wide enough that the tree is shallow, narrow enough that a leaf is a few cache lines. */
export const NODE_SIZE = 16;

/** The free capacity of a point that has no limit, which is also the most that can be stored. */
export const UNLIMITED = 2 ** 31 - 1;

/** The class of a slot whose point was moved or removed. */
export const NO_CLASS = -1;

/** Numbers of a slot in `vectors`. */
export const RECORD = 4;

/** "RGEO", so that a file that is something else is not taken for an index. */
const MAGIC = 0x52_47_45_4f;
const FORMAT = 3;
const HEADER_INTS = 16;
const LINE_BYTES = 64;

/** Places of the header's numbers, each an Int32. */
export const HEADER = {
  magic: 0,
  format: 1,
  packed: 2,
  slots: 3,
  items: 4,
  capacity: 5,
  bits: 6,
  version: 7,
} as const;

/** Up to this many classes own a bit in a node's summary; more of them share. */
const MOST_BITS = 512;

export interface Sizes {
  /** Slots in the tree. */
  packed: number;
  /** Slots in all: those in the tree and in the side list, taken or not. */
  capacity: number;
  /** Bits for classes in a node's summary, a power of two. */
  bits: number;
}

/**
 * The arrays of an index, all in one buffer, which may be a SharedArrayBuffer or be written to a file as it is.
 *
 * A *slot* is where a point lies: in the order of the tree first, then in the order of coming. An *item* is the point's
 * number for the outside, which outlives moves and rebuilds. Nodes are numbered level by level from the leaves up to the
 * root, which is the last; the children of a node are consecutive (a packed tree with no pointers, as in Agafonkin's
 * flatbush).
 */
export interface Layout {
  readonly buffer: ArrayBufferLike;
  readonly header: Int32Array;
  readonly nodeCount: number;
  readonly leafCount: number;
  readonly bits: number;
  /**
   * By slot: a unit vector, then the item, RECORD × capacity. Who looks at one mostly wants the other, and together they
   * are a half of a line of the processor's cache, so that memory is waited for once.
   */
  readonly vectors: Float64Array;
  /** Degrees by slot, latitude and longitude, 2 × capacity. */
  readonly degrees: Float64Array;
  readonly classOf: Int32Array;
  readonly freeOf: Int32Array;
  /** By item; -1 for one that was removed. */
  readonly slotOf: Int32Array;
  /** Bounds by node: the least x, y, z and the greatest, rounded outward, 6 × nodes. */
  readonly boxes: Float32Array;
  /**
   * For every node but leaves, and every bit that stands for classes: the set of those children below which one of them
   * is, the first child as the lowest bit; bits × (nodes − leaves). So few classes, looked up one by one, tell of all
   * children at once.
   */
  readonly childrenWith: Uint16Array;
  /**
   * The bit that stands for a class, by the class modulo their number: the frequent ones come first, so that those of
   * filters that take few points, and those that decide where many are taken, each lie together in memory.
   */
  readonly bitOfClass: Uint16Array;
  /** Nobody else's, so that what was computed for a layout can be known without keeping the layout. */
  readonly identity: object;
  readonly mostFree: Int32Array;
  readonly leastFree: Int32Array;
  /** The first slot of a leaf, the first child of another node; one more than there are nodes, as an end. */
  readonly firstChild: Int32Array;
}

/** The item of a slot: for the engine a small whole number too, which it need not keep in an object of its own. */
export function itemAt({ vectors }: Layout, slot: number): number {
  return (vectors[RECORD * slot + 3] as number) | 0;
}

/** Writes where a slot is, and whose it is. */
export function putPlace({ vectors, degrees }: Layout, slot: number, position: Position, item: number): void {
  const at = RECORD * slot;
  const [x, y, z] = vectorOf(position);
  vectors[at] = x;
  vectors[at + 1] = y;
  vectors[at + 2] = z;
  vectors[at + 3] = item;
  degrees[2 * slot] = position.lat;
  degrees[2 * slot + 1] = position.lon;
}

/** How many nodes each level has, from the leaves up; at least a root. */
export function levelsOf(packed: number): number[] {
  const levels = [Math.max(1, Math.ceil(packed / NODE_SIZE))];
  for (let last = levels[0] as number; last > 1; levels.push(last)) last = Math.ceil(last / NODE_SIZE);
  return levels;
}

/** Bits that suffice for so many classes, up to the limit. */
export function bitsFor(classes: number): number {
  let bits = 32;
  while (bits < classes && bits < MOST_BITS) bits *= 2;
  return bits;
}

/** The arrays in the order in which they lie in the buffer, those of wide numbers first so that all are aligned. */
function plan({ packed, capacity, bits }: Sizes) {
  const levels = levelsOf(packed);
  const nodes = levels.reduce((sum, count) => sum + count, 0);
  return {
    vectors: [Float64Array, RECORD * capacity],
    degrees: [Float64Array, 2 * capacity],
    classOf: [Int32Array, capacity],
    freeOf: [Int32Array, capacity],
    slotOf: [Int32Array, capacity],
    boxes: [Float32Array, 6 * nodes],
    mostFree: [Int32Array, nodes],
    leastFree: [Int32Array, nodes],
    firstChild: [Int32Array, nodes + 1],
    childrenWith: [Uint16Array, bits * (nodes - (levels[0] as number))],
    bitOfClass: [Uint16Array, bits],
  } as const;
}

export function bytesFor(sizes: Sizes): number {
  return Object.values(plan(sizes)).reduce(
    (bytes, [type, length]) => bytes + toLine(type.BYTES_PER_ELEMENT * length),
    HEADER_INTS * 4,
  );
}

/** Bytes up to the next line of the processor's cache, so that what is read together lies in as few of them as can be. */
function toLine(bytes: number): number {
  return Math.ceil(bytes / LINE_BYTES) * LINE_BYTES;
}

/** The arrays over a buffer of the right size. */
function arraysOver(buffer: ArrayBufferLike, sizes: Sizes): Layout {
  let offset = HEADER_INTS * 4;
  const arrays = Object.entries(plan(sizes)).map(([name, [type, length]]) => {
    const array = new type(buffer as ArrayBuffer, offset, length);
    offset += toLine(array.byteLength);
    return [name, array];
  });
  const levels = levelsOf(sizes.packed);
  return {
    buffer,
    header: new Int32Array(buffer, 0, HEADER_INTS),
    nodeCount: levels.reduce((sum, count) => sum + count, 0),
    leafCount: levels[0],
    bits: sizes.bits,
    identity: {},
    ...Object.fromEntries(arrays),
  } as Layout;
}

/** A new, empty layout. */
export function allocate(sizes: Sizes, isShared: boolean): Layout {
  const bytes = bytesFor(sizes);
  const layout = arraysOver(isShared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes), sizes);
  const { header } = layout;
  header[HEADER.magic] = MAGIC;
  header[HEADER.format] = FORMAT;
  header[HEADER.packed] = sizes.packed;
  header[HEADER.capacity] = sizes.capacity;
  header[HEADER.bits] = sizes.bits;
  layout.slotOf.fill(-1);
  layout.classOf.fill(NO_CLASS);
  return layout;
}

/** The same with room for as much again in the side list. */
export function enlarged(layout: Layout): Layout {
  const { header, bits, buffer } = layout;
  const [packed, capacity] = [header[HEADER.packed] as number, header[HEADER.capacity] as number];
  const sizes = { packed, capacity: capacity + Math.max(1024, capacity - packed), bits };
  const larger = allocate(sizes, buffer instanceof SharedArrayBuffer);
  for (const name of Object.keys(plan(sizes)) as (keyof ReturnType<typeof plan>)[]) {
    larger[name].set(layout[name] as never);
  }
  larger.header[HEADER.slots] = header[HEADER.slots] as number;
  larger.header[HEADER.items] = header[HEADER.items] as number;
  return larger;
}

/**
 * The layout of a buffer that was saved or shared.
 *
 * @throws RangeError if it is no index, one of another format, or not whole.
 */
export function layoutOf(buffer: ArrayBufferLike): Layout {
  const isLongEnough = buffer.byteLength >= HEADER_INTS * 4;
  const header = new Int32Array(buffer, 0, isLongEnough ? HEADER_INTS : 0);
  const [packed, capacity, bits] = [header[HEADER.packed], header[HEADER.capacity], header[HEADER.bits]];
  if (header[HEADER.magic] !== MAGIC || packed === undefined || capacity === undefined || bits === undefined) {
    throw new RangeError('This is not an index of points.');
  }
  if (header[HEADER.format] !== FORMAT) {
    throw new RangeError(`This index has format ${header[HEADER.format]}, and ${FORMAT} is read. Build it anew.`);
  }
  const bytes = bytesFor({ packed, capacity, bits });
  if (buffer.byteLength !== bytes) {
    throw new RangeError(`This index has ${buffer.byteLength} bytes of ${bytes}: it is cut or damaged. Build it anew.`);
  }
  return arraysOver(buffer, { packed, capacity, bits });
}
