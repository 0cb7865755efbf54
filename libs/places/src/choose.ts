import type { Centre } from './place-row.js';

/** One commune with all its postcodes. */
export interface CommunePlace extends Centre {
  country: string;
  commune: string;
  communeFolded: string;
  insee: string | null;
  /** In ascending order; none for a former commune whose postcode is not known. */
  postcodes: string[];
  population: number;
  source: string;
}

/** Largest first; of equals an exact position first, then by INSEE code, so that the choice is always the same. */
export function inOrderOfPopulation(communes: readonly CommunePlace[]): CommunePlace[] {
  return [...communes].sort(
    (a, b) =>
      b.population - a.population ||
      Number(a.approximate) - Number(b.approximate) ||
      compareText(a.insee ?? '', b.insee ?? '') ||
      compareText(a.communeFolded, b.communeFolded),
  );
}

/** Puts the rows of one commune together, which has one row for each of its postcodes. */
export function groupCommunes(
  rows: readonly (Omit<CommunePlace, 'postcodes'> & { postcode: string })[],
): CommunePlace[] {
  const groups = new Map<string, CommunePlace>();
  for (const { postcode, ...commune } of rows) {
    // A former commune may keep the code of the one that it became part of, hence the name beside it; and where a
    // table gives no codes, communes of one name are told apart by their position.
    const key = `${commune.communeFolded} ${commune.insee ?? `${commune.lat} ${commune.lon}`}`;
    const group = groups.get(key) ?? { ...commune, postcodes: [] };
    if (postcode !== '') group.postcodes.push(postcode);
    groups.set(key, group);
  }
  for (const group of groups.values()) group.postcodes.sort(compareText);
  return inOrderOfPopulation([...groups.values()]);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
