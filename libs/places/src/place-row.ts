import { foldCommune } from './fold.js';

/** Where a postcode's mail or a commune's people are, WGS84, in degrees. */
export interface Centre {
  lat: number;
  lon: number;
  /** Guessed from neighbours: good enough to sort a list by, never to call another position wrong. */
  approximate: boolean;
}

/** One commune under one postcode, as the table `place` holds it. */
export interface PlaceRow extends Centre {
  /** ISO 3166-1 alpha-2; FR for France overseas too. */
  country: string;
  /** Empty for a former commune whose successor has several postcodes: which one was its own is not known. */
  postcode: string;
  commune: string;
  communeFolded: string;
  insee: string | null;
  /** People in the whole commune; 0 where it is not known. */
  population: number;
  source: string;
}

/** A commune's rows: one for each of its postcodes, all at its one position. */
export function communeRows(
  commune: Omit<PlaceRow, 'communeFolded' | 'postcode'>,
  postcodes: readonly string[],
): PlaceRow[] {
  const communeFolded = foldCommune(commune.commune);
  return postcodes.map((postcode) => ({ ...commune, communeFolded, postcode }));
}
