import type { QuarantineReason } from './flags.js';

/** Leaves the cleaning of one record; caught where it began, and never seen outside. */
export class Quarantined extends Error {
  constructor(
    readonly reason: QuarantineReason,
    readonly detail: string,
  ) {
    super(detail);
  }
}

export function quarantine(reason: QuarantineReason, detail: string): never {
  throw new Quarantined(reason, detail);
}
