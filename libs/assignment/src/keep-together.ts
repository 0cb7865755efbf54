import { Arcs } from './arcs.js';
import type { Assignment, AssignOptions } from './assign.js';
import { ChainSearch, type Seats } from './chain-search.js';
import { Packing } from './packing.js';
import { type Placement, type Placements, placementsOf } from './placements.js';
import { AssignmentCancelled, type AssignmentProblem } from './problem.js';

/** How often at most all customers are gone through, and how many points are tried for each. */
const MOST_PASSES = 8;
const MOST_TRIES = 8;
const TRIED_BETWEEN_LOOKS = 64;

/** Customers, who had rather fetch all their parcels at one point. */
export interface Customers {
  /** By origin: whose parcels they are, from 0; -1 for parcels that are nobody else's. */
  ofOrigin: Int32Array;
  /** What each point beyond a customer's first is worth avoiding, as a cost; a whole number of at least 0. */
  splitCost: number;
}

/** A plan in which customers' parcels are kept together where that is worth it. */
export interface Together {
  placements: Placements;
  /** Of what is placed, without what splitting costs. */
  totalCost: number;
  /** Points beyond the first of each customer: in the assignment that was given, and here. */
  splitsBefore: number;
  splits: number;
  /** With what splitting costs, and what no plan that places as many can be below. */
  penalisedCost: number;
  bound: number;
}

/**
 * Brings parcels of one customer to one point, starting from the optimum that knows of no customers. That optimum bounds
 * every plan from below, since splitting never pays; its rents say which point is likely to be cheapest for a customer, and
 * lead the chains of moves by which others make place there. Only what makes the whole cheaper is kept. Deterministic.
 *
 * @param assignment - The optimum of the problem.
 * @throws AssignmentCancelled.
 */
export function keepTogether(
  problem: AssignmentProblem,
  assignment: Assignment,
  customers: Customers,
  { progress, isCancelled }: AssignOptions = {},
): Together {
  const together = new Reunion(problem, assignment, customers);
  const splitsBefore = together.splits();
  for (let pass = 1; pass <= MOST_PASSES; pass += 1) {
    let improved = 0;
    for (let customer = 0; customer < together.customerCount; customer += 1) {
      if (customer % TRIED_BETWEEN_LOOKS === 0) {
        if (isCancelled?.()) throw new AssignmentCancelled();
        progress?.({ stage: 'TOGETHER', share: customer / together.customerCount, round: pass, pivots: 0 });
      }
      if (together.improve(customer)) improved += 1;
    }
    if (improved === 0) break;
  }
  const { placements, totalCost } = together.read();
  const splits = together.splits();
  const penalisedCost = totalCost + splits * customers.splitCost;
  return { placements, totalCost, splitsBefore, splits, penalisedCost, bound: assignment.totalCost };
}

/** Every parcel by itself, at its point. */
class Reunion implements Seats {
  readonly packing: Packing;
  readonly splitCost: number;
  readonly originOf: Int32Array;
  private readonly customerOf: Int32Array;
  private readonly parcelsOf: number[][] = [];
  private readonly search: ChainSearch;

  constructor(
    readonly problem: AssignmentProblem,
    { placements, rents }: Assignment,
    { ofOrigin, splitCost }: Customers,
  ) {
    const { rooms, points, mostCost } = problem;
    const { origins, counts } = placements;
    const total = counts.reduce((sum, count) => sum + count, 0);
    this.splitCost = splitCost;
    this.originOf = new Int32Array(total);
    this.customerOf = new Int32Array(total);
    const units = { sizes: new Int32Array(total).fill(1), priorities: new Uint8Array(total), rooms, points, mostCost };
    this.packing = new Packing(units, new Arcs(0, 0), new Float64Array(total));
    let parcel = 0;
    origins.forEach((origin, at) => {
      const point = placements.points[at] as number;
      const cost = points.cost(origin, point);
      for (let count = counts[at] as number; count > 0; count -= 1) {
        this.originOf[parcel] = origin;
        this.customerOf[parcel] = ofOrigin[origin] as number;
        this.packing.put(parcel, point, cost);
        parcel += 1;
      }
    });
    const numbers = new Map<number, number>();
    this.customerOf.forEach((customer, at) => {
      if (customer < 0) return;
      const number = numbers.get(customer) ?? numbers.size;
      numbers.set(customer, number);
      this.customerOf[at] = number;
      const own = this.parcelsOf[number] ?? [];
      this.parcelsOf[number] = own;
      own.push(at);
    });
    this.search = new ChainSearch(this, rents);
  }

  get customerCount(): number {
    return this.parcelsOf.length;
  }

  /** By point: how many of a customer's parcels are there. */
  private pointsOf(customer: number): Map<number, number> {
    const counts = new Map<number, number>();
    for (const parcel of this.parcelsOf[customer] as number[]) {
      const point = this.packing.at[parcel] as number;
      counts.set(point, (counts.get(point) ?? 0) + 1);
    }
    return counts;
  }

  splits(): number {
    return this.parcelsOf.reduce((sum, _, customer) => sum + this.pointsOf(customer).size - 1, 0);
  }

  /** What it adds to the cost of splitting if a parcel goes to another point. */
  splitChange(parcel: number, to: number): number {
    const customer = this.customerOf[parcel] as number;
    if (customer < 0 || (this.parcelsOf[customer] as number[]).length === 1) return 0;
    const counts = this.pointsOf(customer);
    const isAlone = counts.get(this.packing.at[parcel] as number) === 1;
    return this.splitCost * ((counts.has(to) ? 0 : 1) - (isAlone ? 1 : 0));
  }

  /** Makes the first move that brings parcels of a customer together and the whole cost down. @returns Whether there is one. */
  improve(customer: number): boolean {
    const own = this.parcelsOf[customer] as number[];
    if (own.length === 1) return false;
    const counts = this.pointsOf(customer);
    if (counts.size === 1) return false;
    for (const { parcels, point } of this.gatherings(own, counts)) {
      if (this.gather(parcels, point)) return true;
    }
    return false;
  }

  /** All parcels to one point, or those of one point to another where some are; first what the rents say is cheapest. */
  private gatherings(own: readonly number[], counts: ReadonlyMap<number, number>) {
    const { at } = this.packing;
    const targets = new Set(counts.keys());
    for (const parcel of own) for (const { point } of this.search.choicesOf(parcel)) targets.add(point);
    const tries = Array.from(targets, (point) => ({ point, parcels: own.filter((parcel) => at[parcel] !== point) }));
    if (counts.size > 2) {
      for (const point of counts.keys())
        for (const from of counts.keys())
          if (from !== point) tries.push({ point, parcels: own.filter((parcel) => at[parcel] === from) });
    }
    return tries
      .map((each) => ({
        ...each,
        estimate: this.estimate(each.parcels, each.point) - this.saved(each.parcels, each.point, counts),
      }))
      .filter(({ estimate }) => estimate < 0)
      .sort((a, b) => a.estimate - b.estimate || a.point - b.point)
      .slice(0, MOST_TRIES);
  }

  /** What is saved by splitting less if these parcels of one customer go to a point. */
  private saved(parcels: readonly number[], point: number, counts: ReadonlyMap<number, number>): number {
    const left = new Map(counts);
    for (const parcel of parcels) {
      const from = this.packing.at[parcel] as number;
      left.set(from, (left.get(from) as number) - 1);
    }
    const after = new Set(Array.from(left).flatMap(([from, count]) => (count > 0 ? [from] : []))).add(point);
    return this.splitCost * (counts.size - after.size);
  }

  /** What it costs to bring parcels to a point at the rents; no way of making place there costs less. */
  private estimate(parcels: readonly number[], point: number): number {
    let cost = 0;
    for (const parcel of parcels) {
      const there = this.problem.points.cost(this.originOf[parcel] as number, point);
      if (there < 0) return Infinity;
      const from = this.packing.at[parcel] as number;
      cost += there + this.search.rentOf(point) - (this.packing.costs[parcel] as number) - this.search.rentOf(from);
    }
    return cost;
  }

  /** Brings parcels to a point, if the whole becomes cheaper by it. */
  private gather(parcels: readonly number[], point: number): boolean {
    const { packing } = this;
    const before = new Map<number, { at: number; cost: number }>();
    const note = (parcel: number) => {
      if (!before.has(parcel))
        before.set(parcel, { at: packing.at[parcel] as number, cost: packing.costs[parcel] as number });
    };
    const own = new Set(this.parcelsOf[this.customerOf[parcels[0] as number] as number]);
    for (const parcel of parcels) note(parcel);
    const budget = this.saved(parcels, point, this.pointsOf(this.customerOf[parcels[0] as number] as number));
    let spent = 0;
    for (const parcel of parcels) {
      spent += this.problem.points.cost(this.originOf[parcel] as number, point) - (packing.costs[parcel] as number);
      packing.takeOut(parcel);
    }
    let hasPlace = true;
    while (hasPlace && (packing.left[point] as number) < parcels.length) {
      const chain = this.search.from(
        point,
        own,
        budget - spent,
        [...before.values()].map(({ at }) => at),
      );
      hasPlace = chain !== null;
      for (const { parcel, to, cost } of chain ?? []) {
        note(parcel);
        spent += cost - (packing.costs[parcel] as number);
        packing.takeOut(parcel);
        packing.put(parcel, to, cost);
      }
    }
    if (hasPlace) {
      for (const parcel of parcels)
        packing.put(parcel, point, this.problem.points.cost(this.originOf[parcel] as number, point));
      if (this.change(before) < 0) return true;
    }
    for (const parcel of before.keys()) packing.takeOut(parcel);
    for (const [parcel, { at, cost }] of before) packing.put(parcel, at, cost);
    return false;
  }

  /** How much more the whole costs now than it did when these parcels were where they were before. */
  private change(before: ReadonlyMap<number, { at: number; cost: number }>): number {
    let change = 0;
    const touched = new Set<number>();
    for (const [parcel, { cost }] of before) {
      change += (this.packing.costs[parcel] as number) - cost;
      if ((this.customerOf[parcel] as number) >= 0) touched.add(this.customerOf[parcel] as number);
    }
    for (const customer of touched) {
      const points = new Set<number>();
      for (const parcel of this.parcelsOf[customer] as number[])
        points.add(before.get(parcel)?.at ?? (this.packing.at[parcel] as number));
      change += this.splitCost * (this.pointsOf(customer).size - points.size);
    }
    return change;
  }

  read(): { placements: Placements; totalCost: number } {
    const counts = new Map<number, Placement>();
    const { rooms } = this.problem;
    let totalCost = 0;
    this.originOf.forEach((origin, parcel) => {
      const point = this.packing.at[parcel] as number;
      totalCost += this.packing.costs[parcel] as number;
      const key = origin * rooms.length + point;
      counts.set(key, [origin, point, (counts.get(key)?.[2] ?? 0) + 1]);
    });
    return { placements: placementsOf([...counts.values()]), totalCost };
  }
}
