import { BY_HAND, splitIntoArrondissements } from './arrondissements.js';
import { foldCommune } from './fold.js';
import { guesser } from './guess.js';
import { communeRows, type PlaceRow } from './place-row.js';
import type { DefaultSources, EtalabCommune, Found, GeonamesTown } from './sources.js';
import { locateCommunes, townsByCommune } from './towns.js';

/**
 * The table of places that comes with Relais: every commune of France under each of its postcodes, and the former
 * communes that people still write.
 *
 * GeoNames has about a quarter of the communes, those with 1 000 inhabitants and more. The others are placed at the
 * mean of their nearest relations that it does have, and marked approximate: those of the same postcode (measured
 * against IGN's centroids: 6 km away in the median), else of the same intercommunality (14 km), of the same
 * arrondissement (22 km), of the same département (36 km). Clipperton, which has no relation, is left out.
 */
export function defaultTable({ communes, intercommunalities, towns }: DefaultSources): PlaceRow[] {
  const current = communes.filter((commune) => commune.type === 'commune-actuelle' && commune.codesPostaux);
  const populations = new Map(communes.map((commune) => [commune.code, commune.population ?? 0]));
  const townsOf = townsByCommune(communes, towns);
  const located = locateCommunes(current, townsOf, intercommunalities);
  const guess = guesser(current, located, intercommunalities);
  const rows: PlaceRow[] = [];
  for (const commune of current) {
    const population = commune.population ?? 0;
    const split = splitIntoArrondissements(commune.code, population, (insee) => populations.get(insee) ?? 0);
    const found = located.get(commune.code) ?? guess(commune);
    if (split) rows.push(...split);
    else if (found) rows.push(...rowsOf(commune, found, commune.codesPostaux ?? [], population));
  }
  rows.push(...formerCommunes(communes, rows, townsOf), ...MONACO);
  return rows;
}

function rowsOf(commune: EtalabCommune, found: Found, postcodes: readonly string[], population: number): PlaceRow[] {
  const { lat, lon, approximate, source } = found;
  return communeRows(
    { country: 'FR', commune: commune.nom, insee: commune.code, lat, lon, population, approximate, source },
    postcodes,
  );
}

// A country of its own with French postcodes, which letters from France are addressed to as if it were not.
const MONACO = communeRows(
  {
    country: 'MC',
    commune: 'Monaco',
    insee: null,
    lat: 43.7333,
    lon: 7.4167,
    population: 38_000,
    approximate: false,
    source: BY_HAND,
  },
  ['98000'],
);

/**
 * Former communes under the names that people go on using: at their own town where GeoNames has it, else at the
 * commune they are part of now. They count no inhabitants, so that they never stand for a postcode.
 */
function formerCommunes(
  communes: readonly EtalabCommune[],
  present: readonly PlaceRow[],
  townsOf: ReadonlyMap<string, readonly GeonamesTown[]>,
): PlaceRow[] {
  const heirs = new Map<string, PlaceRow[]>();
  for (const row of present) {
    if (row.insee === null) continue;
    const rows = heirs.get(row.insee);
    if (rows) rows.push(row);
    else heirs.set(row.insee, [row]);
  }
  return communes.flatMap((commune) => {
    if (commune.type !== 'commune-deleguee' && commune.type !== 'commune-associee') return [];
    const [heir, ...others] = heirs.get(commune.chefLieu ?? '') ?? [];
    const folded = foldCommune(commune.nom);
    if (heir === undefined || heir.communeFolded === folded) return [];
    const town = townsOf.get(commune.chefLieu ?? '')?.find(({ name }) => foldCommune(name) === folded);
    const found: Found = town
      ? { lat: town.lat, lon: town.lon, approximate: false, source: 'GEONAMES' }
      : { lat: heir.lat, lon: heir.lon, approximate: true, source: 'SUCCESSOR' };
    return rowsOf(commune, found, [others.length === 0 ? heir.postcode : ''], 0);
  });
}
