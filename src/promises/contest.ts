import { allot, type Network, type Wish } from '#libs/routing';
import { type RunId, runIdOf, runKey } from '../routing/run-load.queries.js';
import type { CarrierNetwork } from '../routing/timetables.js';
import type { PromisedParcel } from './promises.queries.js';
import type { Outlook, Outlooks } from './work-out.js';

/** What comes of a parcel, and the places in vehicles that it needs for that. */
export interface Found extends Wish {
  parcel: PromisedParcel;
  /** Null for one that is on its way no more. */
  outlook: Outlook | null;
  /** Places that it had and gives up. */
  leaves: string[];
}

interface Known {
  found: Found;
  /** The runs that were said to be full when it was worked out: the first so many of these. */
  full: readonly string[];
  count: number;
}

/** Who goes first where there is little room: those that are under way, then the oldest promise. */
export function inOrder(parcels: readonly PromisedParcel[]): PromisedParcel[] {
  const rank = ({ state }: PromisedParcel) => (state === 'ANNOUNCED' ? 1 : 0);
  const since = ({ promisedAt }: PromisedParcel) => promisedAt?.getTime() ?? Number.POSITIVE_INFINITY;
  return parcels.toSorted((a, b) => {
    const [first, second] = [since(a), since(b)];
    return rank(a) - rank(b) || (first === second ? 0 : first - second) || (a.id < b.id ? -1 : 1);
  });
}

/** Works out what comes of parcels, one after another, each by what those before it have left. */
export class ParcelContest {
  private readonly known: (Known | undefined)[];
  private readonly left = new Map<string, number>();

  /** @param parcels - In the order in which they are served. */
  constructor(
    private readonly parcels: readonly PromisedParcel[],
    private readonly outlooks: Outlooks,
    private readonly networks: readonly CarrierNetwork[],
    private readonly loadsOf: (runs: readonly RunId[]) => Promise<ReadonlyMap<string, number>>,
  ) {
    this.known = parcels.map(() => undefined);
  }

  async hold(): Promise<Found[]> {
    // Networks are those of the whole process: what is supposed of them is taken back before anybody else can ask.
    for (let unknown = this.round(); unknown.length > 0; unknown = this.round()) {
      const loads = await this.loadsOf(unknown.map(runIdOf));
      for (const run of unknown) this.left.set(run, roomOf(this.networks, run) - (loads.get(run) ?? 0));
    }
    return this.known.flatMap((each) => each?.found ?? []);
  }

  private round(): string[] {
    const full = new FullRuns(this.networks);
    try {
      return allot({
        count: this.parcels.length,
        wish: (place) => this.wish(place, full),
        fill: (run) => full.fill(run),
        left: (run) => this.left.get(run),
      });
    } finally {
      full.empty();
    }
  }

  /** What was worked out before is right where nothing of it has become full, and all is full that then was. */
  private wish(place: number, full: FullRuns): Wish {
    const before = this.known[place];
    if (before !== undefined && !before.found.takes.some((run) => full.has(run))) {
      if (before.full.slice(0, before.count).every((run) => full.has(run))) return before.found;
    }
    const parcel = this.parcels[place] as PromisedParcel;
    const held = runsOf(parcel.legs);
    const outlook = full.without(held, () => this.outlooks.of(parcel));
    const runs = runsOf(outlook?.legs ?? []);
    const ridden = new Set(runsOf(outlook?.legs.slice(0, outlook.riddenLegs) ?? []));
    const fresh = runs.filter((run) => !held.includes(run));
    const found: Found = {
      parcel,
      outlook,
      takes: fresh.filter((run) => !ridden.has(run)),
      boards: fresh.filter((run) => ridden.has(run)),
      leaves: held.filter((run) => !runs.includes(run)),
    };
    this.known[place] = { found, full: full.all, count: full.all.length };
    return found;
  }
}

/** How many parcels a run takes, by its timetable. */
export function roomOf(networks: readonly CarrierNetwork[], run: string): number {
  const { networkCode, tripId, date } = runIdOf(run);
  const network = networks.find(({ code }) => code === networkCode)?.planner.network;
  const number = network?.runNumber(tripId, date) ?? null;
  const room = number === null ? null : network?.runs[number]?.trip.roomParcels;
  return room ?? Number.POSITIVE_INFINITY;
}

function runsOf(legs: PromisedParcel['legs']): string[] {
  const runs = legs.flatMap(({ carrierId, tripId, date }) =>
    carrierId === null || tripId === null || date === null ? [] : [runKey({ networkCode: carrierId, tripId, date })],
  );
  return [...new Set(runs)];
}

/** Runs that are taken to be full for a while, beyond those of which their networks know it. */
class FullRuns {
  /** In the order in which they were filled. */
  readonly all: string[] = [];
  private readonly keys = new Set<string>();
  private readonly filled: [network: Network, number: number][] = [];

  constructor(private readonly networks: readonly CarrierNetwork[]) {}

  has(run: string): boolean {
    return this.keys.has(run);
  }

  fill(run: string): void {
    if (this.keys.has(run)) return;
    this.keys.add(run);
    this.all.push(run);
    const found = this.find(run);
    if (found === null || found[0].runs[found[1]]?.isFull) return;
    found[0].setFull(found[1], true);
    this.filled.push(found);
  }

  empty(): void {
    for (const [network, number] of this.filled) network.setFull(number, false);
  }

  /** Does something as if there were room in some runs: it has its place there. */
  without<Value>(runs: readonly string[], work: () => Value): Value {
    const opened = runs.flatMap((run) => {
      const found = this.find(run);
      return found !== null && found[0].runs[found[1]]?.isFull ? [found] : [];
    });
    for (const [network, number] of opened) network.setFull(number, false);
    try {
      return work();
    } finally {
      for (const [network, number] of opened) network.setFull(number, true);
    }
  }

  private find(run: string): [network: Network, number: number] | null {
    const { networkCode, tripId, date } = runIdOf(run);
    const network = this.networks.find(({ code }) => code === networkCode)?.planner.network;
    const number = network?.runNumber(tripId, date) ?? null;
    return network === undefined || number === null ? null : [network, number];
  }
}
