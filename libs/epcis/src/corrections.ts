import type { Entry } from '#libs/custody';

/** What a correction did: from it on the named entry counts no longer, or again. */
export interface CorrectionEffect {
  correction: Entry;
  target: Entry;
  takesBack: boolean;
}

/**
 * The effect of each correction on the entry that it reaches in the end, by the correction's number: to correct a
 * correction gives back what that one took. Most have one effect; one that names nothing, or what is taken back
 * already, has none. A correction only reaches back, so that what is recorded later changes no earlier effect.
 *
 * @param ledger - In the order of `sequence`, each key once.
 */
export function correctionEffects(ledger: readonly Entry[]): Map<number, CorrectionEffect> {
  const byKey = new Map(ledger.map((entry) => [entry.idempotencyKey, entry]));
  const targets = new Map<Entry, Entry>();
  // How many corrections that count name an entry.
  const counting = new Map<Entry, number>();
  const effects = new Map<number, CorrectionEffect>();
  for (const correction of ledger) {
    const named = correction.kind === 'CORRECTION' ? byKey.get(correction.correctsKey ?? '') : undefined;
    if (named === undefined || named.kind === 'ANNOUNCEMENT' || named.sequence >= correction.sequence) continue;
    targets.set(correction, named);
    let takesBack = true;
    for (let target: Entry | undefined = named; target !== undefined; target = targets.get(target)) {
      const before: number = counting.get(target) ?? 0;
      counting.set(target, before + (takesBack ? 1 : -1));
      const turns = takesBack ? before === 0 : before === 1;
      if (!turns) break;
      if (target.kind !== 'CORRECTION') effects.set(correction.sequence, { correction, target, takesBack });
      takesBack = !takesBack;
    }
  }
  return effects;
}
