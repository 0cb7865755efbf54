import type { CellReader } from './cell-reader.js';
import { listOf, wholeNumberOf, yesOrNo } from './cells.js';
import type { ColumnMap } from './column-map.js';
import {
  isPointKind,
  isPointState,
  isService,
  type NetworkNumber,
  orderedServices,
  type PointFields,
  SERVICES,
  type Service,
  WHOLE_NUMBER_RANGES,
} from './fields.js';
import { factsOfOsmTags } from './osm-tags.js';
import { quarantine } from './quarantined.js';

const NUMBER_LENGTH = 40;

type Stated = Partial<Pick<PointFields, 'kind' | 'services' | 'networks' | 'state' | keyof typeof WHOLE_NUMBER_RANGES>>;

/** The fields that are words of a list or whole numbers, those of them that the record states. */
export function statedValues(cells: CellReader, map: ColumnMap): Stated {
  const facts = factsOfOsmTags(cells.cells);
  const stated: Stated = {};
  const kind = wordOf(cells, 'kind', isPointKind) ?? facts.kind;
  if (kind !== null) stated.kind = kind;
  const state = wordOf(cells, 'state', isPointState);
  if (state !== null) stated.state = state;
  if (cells.states('services') || map.services.length > 0 || facts.services.length > 0) {
    stated.services = servicesOf(cells, map, facts.services);
  }
  if (map.networks.length > 0) stated.networks = networksOf(cells, map);
  for (const field of Object.keys(WHOLE_NUMBER_RANGES) as (keyof typeof WHOLE_NUMBER_RANGES)[]) {
    if (cells.states(field)) stated[field] = wholeNumber(cells.read(field).trim(), field);
  }
  return stated;
}

function wordOf<Word extends string>(
  cells: CellReader,
  target: 'kind' | 'state',
  isWord: (text: string) => text is Word,
): Word | null {
  const text = cells.read(target).trim().toUpperCase();
  if (text === '') return null;
  return isWord(text) ? text : quarantine('VALUE_INVALID', `${target}: "${text.slice(0, 40)}" is none that we know`);
}

function servicesOf(cells: CellReader, map: ColumnMap, told: readonly Service[]): Service[] {
  const listed = listOf(cells.read('services')).map((word) => {
    const service = word.toUpperCase();
    return isService(service)
      ? service
      : quarantine('VALUE_INVALID', `services: "${word.slice(0, 40)}" is not of ${SERVICES.join(', ')}`);
  });
  const members = map.services.filter(({ code, column }) => {
    if (column === null) return true;
    const answer = yesOrNo(cells.column(column));
    return answer ?? quarantine('VALUE_INVALID', `${column}: says neither yes nor no for ${code}`);
  });
  return orderedServices([...told, ...listed, ...members.map(({ code }) => code)]);
}

/** A point is in a network if the network's column has a number for it, or if all points of the file are. */
function networksOf(cells: CellReader, map: ColumnMap): NetworkNumber[] {
  const networks = map.networks.flatMap(({ code, column }): NetworkNumber[] => {
    if (column === null) return [{ network: code, number: null }];
    const number = cells.column(column).trim();
    if (number.length > NUMBER_LENGTH) quarantine('VALUE_INVALID', `${column}: more than ${NUMBER_LENGTH} characters`);
    return number === '' ? [] : [{ network: code, number }];
  });
  return networks.sort((a, b) => (a.network < b.network ? -1 : 1));
}

function wholeNumber(text: string, field: keyof typeof WHOLE_NUMBER_RANGES): number | null {
  if (text === '') return null;
  const [least, most] = WHOLE_NUMBER_RANGES[field];
  const value = wholeNumberOf(text);
  if (value >= least && value <= most) return value;
  return quarantine('VALUE_INVALID', `${field}: "${text.slice(0, 40)}" is not a whole number from ${least} to ${most}`);
}
