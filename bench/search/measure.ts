import { distanceMetres } from '#libs/geo';
import { median } from '../results.js';
import { type ClassFilter, filterOf, type Network, SHARES, type Share } from './network.js';
import type { Answer, Peer } from './peers.js';

/** Microseconds a query, by block. */
export type Times = number[];
/** By name of the peer and share of the filter. */
export type Measured = Map<string, Map<Share, Times>>;

export interface Effort {
  blocks: number;
  /** How long each peer is asked in each block, for each filter. */
  milliseconds: number;
}

/** How many answers are compared for each filter. */
const COMPARED = 40;
/** What the peers' distances may be wrong by: geoflatbush orders by cosines, which are blunt near 1. */
const NOISE_METRES = 0.1;

/** Asks everybody in turn, block by block. The answers are compared first. */
export async function measure(network: Network, peers: readonly Peer[], effort: Effort): Promise<Measured> {
  const measured: Measured = new Map(peers.map(({ name }) => [name, new Map()]));
  for (const share of SHARES) {
    const filter = filterOf(share);
    await compare(network, peers, filter);
    const asks = peers.map((peer) => ({ times: [] as Times, ask: peer.ask(filter), peer, at: 0 }));
    for (const { peer, times } of asks) measured.get(peer.name)?.set(share, times);
    for (let block = -1; block < effort.blocks; block += 1) {
      for (const each of asks) {
        const [time, asked] = await timeOf(each.ask, network, each.at, effort.milliseconds);
        each.at += asked;
        // The first block is for warming up.
        if (block >= 0) each.times.push(time);
      }
    }
    for (const { peer, times } of asks) {
      console.log(
        `${network.name} ${100 * share} % ${peer.name.padEnd(30)} ${median(times).toFixed(1).padStart(9)} µs`,
      );
    }
  }
  return measured;
}

/** Microseconds a query, and how many were asked, from a place in the list on. */
async function timeOf(
  ask: (query: Network['queries'][number]) => Answer | Promise<Answer>,
  { queries }: Network,
  from: number,
  milliseconds: number,
): Promise<[number, number]> {
  const started = performance.now();
  let asked = 0;
  do {
    // The clock is read after some, and those who promise are waited for; nobody else pays for that.
    for (let turn = 0; turn < 10; turn += 1, asked += 1) {
      const answer = ask(queries[(from + asked) % queries.length] as Network['queries'][number]);
      if (answer instanceof Promise) await answer;
    }
  } while (performance.now() - started < milliseconds);
  return [((performance.now() - started) * 1000) / asked, asked];
}

/** @throws Error where the answer of one is not that of the first, which is ours, but for those that are as far. */
async function compare({ name, places, classOf, queries }: Network, peers: readonly Peer[], filter: ClassFilter) {
  const compared = peers.filter(({ isCompared }) => isCompared);
  const asks = compared.map((peer) => peer.ask(filter));
  for (const query of queries.slice(0, COMPARED)) {
    const answers = await Promise.all(asks.map((ask) => ask(query)));
    const lists = answers.map((answer) => answer.map((each) => (typeof each === 'number' ? each : each.item)));
    const [ours = []] = lists;
    const far = (item: number | undefined) => distanceMetres(query, places[item as number] ?? query);
    lists.forEach((theirs, at) => {
      const isSame =
        theirs.length === ours.length &&
        new Set(theirs).size === theirs.length &&
        theirs.every(
          (item, rank) => filter.passes[classOf[item] as number] === 1 && isAsFar(far(item), far(ours[rank])),
        );
      if (!isSame) {
        const told = JSON.stringify({ query, ours, theirs });
        throw new Error(`${name}, ${100 * filter.share} %: ${compared[at]?.name} answers otherwise. ${told}`);
      }
    });
  }
}

function isAsFar(a: number, b: number): boolean {
  return Math.abs(a - b) <= NOISE_METRES;
}
