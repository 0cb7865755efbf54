import type { Demand } from './demand.js';
import type { Network } from './network.js';
import type { Solution, Task, Ways } from './solve.js';

/** Beyond so many metres a customer is said to be sent far. */
export const FAR_METRES = 10_000;

/**
 * @param weights - How many metres a customer would rather go than stand before a closed door, and how many all of a
 *   customer's parcels may go farther together so that they need not be fetched at one point more.
 */
export function taskOf(
  demand: Demand,
  network: Network,
  { closedMetres, splitMetres }: { closedMetres: number; splitMetres: number },
  verify: boolean,
): Task {
  const { spots, sorts } = demand;
  return {
    points: { ...network, extraMetres: Int32Array.from(network.notOpen, (notOpen) => notOpen * closedMetres) },
    spots: {
      lats: Float64Array.from(spots, ({ lat }) => lat),
      lons: Float64Array.from(spots, ({ lon }) => lon),
      sorts: Int32Array.from(spots, ({ sort }) => sort),
      priorities: Uint8Array.from(spots, ({ priority }) => priority),
      supplies: Int32Array.from(spots, ({ supply }) => supply),
      customers: Int32Array.from(spots, ({ customer }) => customer),
    },
    splitMetres,
    sorts: sorts.map(({ passes, extraMetres }) => ({ passes, extraMetres })),
    verify,
  };
}

/** One way of placing a batch, in figures. */
export interface Figures {
  placed: number;
  /** Null where nothing is placed. */
  meanMetres: number | null;
  /** The share of the placed that go farther than FAR_METRES, from 0 to 1. */
  farShare: number | null;
}

export function figuresOf({ counts, metres }: Ways): Figures {
  let [placed, total, far] = [0, 0, 0];
  counts.forEach((count, at) => {
    const way = metres[at] as number;
    placed += count;
    total += count * way;
    if (way > FAR_METRES) far += count;
  });
  return placed === 0
    ? { placed, meanMetres: null, farShare: null }
    : { placed, meanMetres: total / placed, farShare: far / placed };
}

/** Why parcels of a spot have no point: none takes such a parcel, or all that do are full. */
export type Unplaced = 'NO_POINT' | 'NO_ROOM';

export function reasonOf({ sorts, spots }: Demand, network: Network, spot: number): Unplaced {
  const passes = sorts[spots[spot]?.sort ?? -1]?.passes;
  return network.classes.some((itsClass) => passes?.[itsClass] === 1) ? 'NO_ROOM' : 'NO_POINT';
}

/** Where one parcel goes: the place of a point in the network. */
export interface Place {
  point: number;
  metres: number;
}

/**
 * Hands out what was found to the parcels of the rows, in their order: those of one spot are alike, so that the first
 * ones take the nearest.
 */
export class Distribution {
  private readonly starts: Int32Array;
  private readonly taken: Int32Array;
  private readonly order: Int32Array;

  constructor(
    private readonly ways: Ways,
    spotCount: number,
  ) {
    const { origins, metres, points } = ways;
    this.order = Int32Array.from(origins.keys()).sort(
      (a, b) =>
        (origins[a] as number) - (origins[b] as number) ||
        (metres[a] as number) - (metres[b] as number) ||
        (points[a] as number) - (points[b] as number),
    );
    this.starts = new Int32Array(spotCount + 1);
    for (const origin of origins) this.starts[origin + 1] = (this.starts[origin + 1] as number) + 1;
    for (let spot = 0; spot < spotCount; spot += 1) {
      this.starts[spot + 1] = (this.starts[spot + 1] as number) + (this.starts[spot] as number);
    }
    this.taken = new Int32Array(origins.length);
  }

  /** Takes places for parcels of a spot. @returns Fewer than asked for where there are no more. */
  take(spot: number, count: number): (Place & { count: number })[] {
    const taken: (Place & { count: number })[] = [];
    let wanted = count;
    for (let at = this.starts[spot] as number; at < (this.starts[spot + 1] as number) && wanted > 0; at += 1) {
      const way = this.order[at] as number;
      const left = Math.min(wanted, (this.ways.counts[way] as number) - (this.taken[way] as number));
      if (left === 0) continue;
      this.taken[way] = (this.taken[way] as number) + left;
      wanted -= left;
      taken.push({ point: this.ways.points[way] as number, metres: this.ways.metres[way] as number, count: left });
    }
    return taken;
  }
}

/** A point that more parcels would go to than it has room for. */
export interface Overflow {
  point: number;
  /** Whose nearest point it is. */
  wanted: number;
  room: number;
  /** What one more place there would save, in metres. */
  rentMetres: number;
}

/** Those that overflow first as the parcels come in, by how many times their room is wanted. */
export function overflowsOf({ wanted, rents }: Solution, { rooms }: Network, most: number): Overflow[] {
  const times = (point: number) => (wanted[point] as number) / (rooms[point] as number);
  return Array.from(rooms.keys())
    .filter((point) => (wanted[point] as number) > (rooms[point] as number))
    .sort((a, b) => times(b) - times(a) || (wanted[b] as number) - (wanted[a] as number) || a - b)
    .slice(0, most)
    .map((point) => ({
      point,
      wanted: wanted[point] as number,
      room: rooms[point] as number,
      rentMetres: Math.round(rents[point] as number),
    }));
}
