import { distanceMetres } from '#libs/geo';
import { foldCommune } from './fold.js';
import type { DefaultSources, EtalabCommune, Found, GeonamesTown, Position } from './sources.js';
import { TOWNS_OVERSEAS } from './towns-overseas.js';

/** No commune of the mainland is farther than this from the middle of its intercommunality. */
const FARTHEST_METRES = 60_000;

// Territories whose towns carry no INSEE code in GeoNames are matched by name, each within its own.
const TERRITORIES: Readonly<Record<string, string>> = {
  YT: '976',
  PM: '975',
  BL: '977',
  MF: '978',
  WF: '986',
  PF: '987',
  NC: '988',
};

/** The communes that GeoNames places, by INSEE code. */
export function locateCommunes(
  communes: readonly EtalabCommune[],
  townsOf: ReadonlyMap<string, readonly GeonamesTown[]>,
  intercommunalities: DefaultSources['intercommunalities'],
): Map<string, Found> {
  const located = new Map<string, Found>();
  for (const { code, nom } of communes) {
    const town = bestTown(nom, townsOf.get(code) ?? []);
    if (town) located.set(code, { lat: town.lat, lon: town.lon, approximate: false, source: 'GEONAMES' });
  }
  dropMisplaced(communes, located, intercommunalities);
  return located;
}

/** The towns in each commune, by its present INSEE code. */
export function townsByCommune(
  communes: readonly EtalabCommune[],
  towns: readonly GeonamesTown[],
): Map<string, GeonamesTown[]> {
  const presentCode = new Map<string, string>();
  const codeByName = new Map<string, string>();
  for (const { code, chefLieu, anciensCodes = [], departement, nom } of communes) {
    presentCode.set(code, presentCode.get(code) ?? chefLieu ?? code);
    for (const former of anciensCodes) if (!presentCode.has(former)) presentCode.set(former, code);
    if (departement > '975') codeByName.set(`${departement} ${foldCommune(nom)}`, code);
  }
  const result = new Map<string, GeonamesTown[]>();
  for (const town of towns) {
    const name = () => `${TERRITORIES[town.country]} ${foldCommune(town.name)}`;
    const code =
      town.insee === null
        ? (TOWNS_OVERSEAS[name()] ?? codeByName.get(name()))
        : (presentCode.get(town.insee) ?? town.insee);
    if (code === undefined) continue;
    const there = result.get(code);
    if (there) there.push(town);
    else result.set(code, [town]);
  }
  return result;
}

/** The town that a commune is named after, else its largest that is not a quarter, else its largest quarter. */
function bestTown(name: string, towns: readonly GeonamesTown[]): GeonamesTown | undefined {
  if (towns.length <= 1) return towns[0];
  const folded = foldCommune(name);
  const ranked = towns.map((town) => ({
    town,
    rank: (town.isQuarter ? 0 : 1) + (foldCommune(town.name) === folded ? 2 : 0),
  }));
  return ranked.sort((a, b) => b.rank - a.rank || b.town.population - a.town.population)[0]?.town;
}

/**
 * Takes out the towns that lie where their intercommunality is not: a slip in GeoNames (one was a degree off). Only in
 * mainland France and Corsica, where no intercommunality is that large.
 */
function dropMisplaced(
  communes: readonly EtalabCommune[],
  located: Map<string, Found>,
  intercommunalities: ReadonlyMap<string, string>,
): void {
  const towns = new Map<string, { code: string; position: Position }[]>();
  for (const { code, departement } of communes) {
    const group = intercommunalities.get(code);
    const position = located.get(code);
    if (group === undefined || position === undefined || departement >= '97') continue;
    const there = towns.get(group);
    if (there) there.push({ code, position });
    else towns.set(group, [{ code, position }]);
  }
  for (const there of towns.values()) {
    const middle = {
      lat: median(there.map((town) => town.position.lat)),
      lon: median(there.map((town) => town.position.lon)),
    };
    for (const { code, position } of there) {
      if (there.length >= 3 && distanceMetres(position, middle) > FARTHEST_METRES) located.delete(code);
    }
  }
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}
