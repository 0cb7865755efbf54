export { splitIntoArrondissements } from './arrondissements.js';
export { type CommunePlace, groupCommunes, inOrderOfPopulation } from './choose.js';
export { defaultTable } from './default-table.js';
export { foldCommune, readCommune, type WrittenCommune } from './fold.js';
export { type NamedPlace, nearestNames, nearestPostcodes } from './near-miss.js';
export { type Centre, communeRows, type PlaceRow } from './place-row.js';
export type { DefaultSources, EtalabCommune, GeonamesTown } from './sources.js';
