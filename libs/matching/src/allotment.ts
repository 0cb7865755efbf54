/** A point that would take a parcel, and how many places it has; null is not known, which limits nothing. */
export interface Candidate {
  code: string;
  freePlaces: number | null;
}

/** Gives out places of points one after another, and never more of a point than it has. */
export class Allotment {
  private readonly given = new Map<string, number>();

  /** Takes a place at the first of the candidates that has one left; null if none has. */
  take<Found extends Candidate>(candidates: readonly Found[]): Found | null {
    for (const candidate of candidates) {
      const given = this.given.get(candidate.code) ?? 0;
      if (candidate.freePlaces !== null && given >= candidate.freePlaces) continue;
      this.given.set(candidate.code, given + 1);
      return candidate;
    }
    return null;
  }
}
