import { tieKey } from '#libs/geo';

/** What takes part in a ranking: how far it is, and its code for when others are as far. */
export interface Ranked {
  distanceMetres: number;
  code: string;
}

/** Nearest first, ties by code in byte order, so that every implementation lists points alike. */
export function compareRanked(a: Ranked, b: Ranked): number {
  const byDistance = tieKey(a.distanceMetres) - tieKey(b.distanceMetres);
  if (byDistance !== 0) return byDistance;
  // Codes are ASCII, so that JavaScript's order is the order of their bytes.
  return a.code < b.code ? -1 : a.code > b.code ? 1 : 0;
}

/** Those of a list that certainly come before everything that it was cut from: whoever ties with the last one may not. */
export function withoutLastTie<Item extends Ranked>(cut: readonly Item[]): Item[] {
  const last = tieKey(cut.reduce((most, { distanceMetres }) => Math.max(most, distanceMetres), 0));
  return cut.filter(({ distanceMetres }) => tieKey(distanceMetres) < last);
}

/** Keeps the nearest few of many that come in any order, in memory for a few. */
export class Nearest<Item extends Ranked> {
  private kept: Item[] = [];

  /** @param most - How many are kept, at least 1. */
  constructor(private readonly most: number) {}

  get count(): number {
    return Math.min(this.kept.length, this.most);
  }

  add(item: Item): void {
    this.kept.push(item);
    if (this.kept.length >= 4 * this.most) this.kept = this.inOrder();
  }

  inOrder(): Item[] {
    return [...this.kept].sort(compareRanked).slice(0, this.most);
  }
}
