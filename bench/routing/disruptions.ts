import { change, type Network, type Profiles, type TimetableChange } from '../../libs/routing/src/index.js';
import { randomFrom } from '../search/network.js';
import { networkOf, type World } from './network.js';
import { profilesOf } from './peers.js';

const PARCELS = 200_000;
/** Runs that are cancelled and delayed in each block: of every kind of line so many. */
const RUNS_A_LINE = 5;

export interface Disrupted {
  /** Seconds until the profiles are right again, of every disruption of every block, by what was done. */
  seconds: Map<string, number[]>;
  /** To how many depots the answers had to be computed anew. */
  targets: Map<string, number[]>;
  /** Seconds to look up all parcels that are under way, by block. */
  lookUpSeconds: number[];
  /** Seconds to compute all profiles, by block. */
  buildSeconds: number[];
  parcels: number;
}

/** Cancels and delays runs one after another, and takes each back. What was mended is compared with what is built anew. */
export function disrupt(world: World, blocks: number): Disrupted {
  const network = networkOf(world.timetable);
  const profiles = profilesOf(world, network);
  const random = randomFrom(7);
  const [seconds, targets] = [new Map<string, number[]>(), new Map<string, number[]>()];
  const [lookUpSeconds, buildSeconds]: number[][] = [[], []];
  for (let block = 0; block < blocks; block += 1) {
    for (const { lineId, tripId, date } of someRuns(network, random)) {
      const which = { tripId, date };
      const changes: [what: string, change: TimetableChange][] = [
        [`${lineId}, cancelled`, { kind: 'CANCEL', ...which }],
        [`${lineId}, cancelled`, { kind: 'RESTORE', ...which }],
        [`${lineId}, two hours late`, { kind: 'DELAY', ...which, fromStop: 0, lateSeconds: 7200 }],
        [`${lineId}, two hours late`, { kind: 'DELAY', ...which, fromStop: 0, lateSeconds: 0 }],
      ];
      for (const [what, one] of changes) {
        const [time, mended] = timed(() => profiles.mend(change(network, [one])));
        seconds.set(what, [...(seconds.get(what) ?? []), time]);
        targets.set(what, [...(targets.get(what) ?? []), mended.length]);
      }
    }
    const [lastRun] = someRuns(network, random);
    if (lastRun) profiles.mend(change(network, [{ kind: 'CANCEL', tripId: lastRun.tripId, date: lastRun.date }]));
    compare(world, profiles, profilesOf(world, network));
    lookUpSeconds?.push(timed(() => lookUp(world, profiles))[0]);
    buildSeconds?.push(timed(() => profilesOf(world, network))[0]);
    console.log(`block ${block + 1}: ${buildSeconds?.at(-1)?.toFixed(2)} s for all profiles`);
  }
  return { seconds, targets, lookUpSeconds: lookUpSeconds ?? [], buildSeconds: buildSeconds ?? [], parcels: PARCELS };
}

/** Some runs of every kind of line. */
function someRuns({ runs }: Network, random: () => number): { lineId: string; tripId: string; date: string }[] {
  return ['hauls', 'feeders', 'tours', 'directs'].flatMap((lineId) => {
    const ofLine = runs.filter(({ trip }) => trip.lineId === lineId);
    return Array.from({ length: RUNS_A_LINE }, () => {
      const run = ofLine[Math.floor(random() * ofLine.length)];
      return { lineId, tripId: run?.trip.id ?? '', date: run?.date ?? '' };
    });
  });
}

function timed<Value>(work: () => Value): [seconds: number, value: Value] {
  const started = performance.now();
  const value = work();
  return [(performance.now() - started) / 1000, value];
}

function lookUp({ queries }: World, profiles: Profiles): void {
  for (let parcel = 0; parcel < PARCELS; parcel += 1) {
    const { from, to, at } = queries[parcel % queries.length] as World['queries'][number];
    profiles.arrival(from, to, at);
  }
}

function compare({ queries }: World, mended: Profiles, anew: Profiles): void {
  for (const { from, to, at } of queries) {
    if (mended.arrival(from, to, at) !== anew.arrival(from, to, at))
      throw new Error(`mended wrongly: ${from} ${to} ${at}`);
  }
}
