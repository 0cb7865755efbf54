import { median } from '../results.js';
import type { Query, World } from './network.js';
import type { Peer } from './peers.js';

/** Microseconds a question, by name and block. */
export type Measured = Map<string, number[]>;

export interface Effort {
  blocks: number;
  /** How long each is asked in each block. */
  milliseconds: number;
}

/** How many answers are compared. minotor takes long. */
const COMPARED = 200;

/** Asks everybody in turn, block by block. The answers are compared first. */
export function measure({ queries }: World, peers: readonly Peer[], effort: Effort): Measured {
  compare(queries, peers);
  const asks = peers.map((peer) => ({ peer, times: [] as number[], at: 0 }));
  for (let block = -1; block < effort.blocks; block += 1) {
    for (const each of asks) {
      const [time, asked] = timeOf(each.peer, queries, each.at, effort.milliseconds);
      each.at += asked;
      // The first block is for warming up.
      if (block >= 0) each.times.push(time);
    }
  }
  for (const { peer, times } of asks)
    console.log(`${peer.name.padEnd(40)} ${median(times).toFixed(2).padStart(10)} µs`);
  return new Map(asks.map(({ peer, times }) => [peer.name, times]));
}

/** Microseconds a question, and how many were asked, from a place in the list on. */
function timeOf({ ask }: Peer, queries: readonly Query[], from: number, milliseconds: number): [number, number] {
  const started = performance.now();
  let asked = 0;
  do {
    // The clock is read after some.
    for (let turn = 0; turn < 20; turn += 1, asked += 1) ask(queries[(from + asked) % queries.length] as Query);
  } while (performance.now() - started < milliseconds);
  return [((performance.now() - started) * 1000) / asked, asked];
}

/** @throws Error where somebody answers otherwise than the first, which is ours. */
function compare(queries: readonly Query[], peers: readonly Peer[]): void {
  const [ours, ...others] = peers.filter(({ isCompared }) => isCompared);
  let arrived = 0;
  for (const query of queries.slice(0, COMPARED)) {
    const answer = ours?.ask(query);
    if (answer !== null) arrived += 1;
    for (const peer of others) {
      const other = peer.ask(query);
      if (other !== answer) throw new Error(`${peer.name}: ${other}, not ${answer}. ${JSON.stringify(query)}`);
    }
  }
  console.log(`${Math.min(COMPARED, queries.length)} answers are the same, ${arrived} of them an arrival.`);
}
