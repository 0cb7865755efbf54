/** Where somebody goes: by runs on which it needs a place, and by those on which it is already, place or not. */
export interface Wish {
  takes: readonly string[];
  boards: readonly string[];
}

export interface Contest {
  /** Of everybody, in the order in which they are served. */
  count: number;
  /** Where one goes if the runs that were said to be full take nobody new. Places that it has are not among its wishes. */
  wish(place: number): Wish;
  /** Says from now on that a run is full. */
  fill(run: string): void;
  /** The places left in a run before anybody is served, below 0 where it is overfull; undefined if that is not known. */
  left(run: string): number | undefined;
}

/**
 * Serves one after another: each goes the best way that those before it have left. What somebody is aboard of takes a place
 * whether there is one or not. A place that somebody gives up is nobody's until the next contest, so that none is served
 * before one that has just been refused it.
 *
 * @returns The runs of which it would have to be known how many places are left; they were taken to have room. Where there
 *   are any the contest is to be held again, with that known.
 */
export function allot({ count, wish, fill, left }: Contest): string[] {
  const taken = new Map<string, number>();
  const unknown = new Set<string>();
  const take = (run: string) => {
    const before = left(run);
    const now = (taken.get(run) ?? 0) + 1;
    taken.set(run, now);
    if (before === undefined) unknown.add(run);
    else if (now >= before) fill(run);
  };
  for (let place = 0; place < count; place += 1) {
    let wanted = wish(place);
    // What the network did not know to be full is found out by the first who asks for it.
    for (let full = fullOf(wanted); full.length > 0; full = fullOf(wanted)) {
      for (const run of full) fill(run);
      wanted = wish(place);
    }
    for (const run of [...wanted.takes, ...wanted.boards]) take(run);
  }
  return [...unknown];

  function fullOf({ takes }: Wish): string[] {
    return takes.filter((run) => (left(run) ?? Number.POSITIVE_INFINITY) - (taken.get(run) ?? 0) < 1);
  }
}

/** Which of those who were given places, in their order, still find them when others have been served meanwhile. */
export function whoFit(wishes: readonly Wish[], left: (run: string) => number): boolean[] {
  const taken = new Map<string, number>();
  return wishes.map(({ takes, boards }) => {
    if (takes.some((run) => left(run) - (taken.get(run) ?? 0) < 1)) return false;
    for (const run of [...takes, ...boards]) taken.set(run, (taken.get(run) ?? 0) + 1);
    return true;
  });
}
