import { networkCodeOf } from './codes.js';
import { isService, SERVICES, type Service } from './fields.js';

/** What a file's columns can be mapped to, besides `service=CODE:column` and `network=CODE:column`. */
export const TARGETS = [
  'ref',
  'code',
  'name',
  'chain',
  'kind',
  'services',
  'street',
  'postcode',
  'city',
  'country',
  'lat',
  'lon',
  'timeZone',
  'hours',
  'maxWeightGrams',
  'maxLongestSideMillimetres',
  'maxSidesSumMillimetres',
  'capacityParcels',
  'state',
] as const;
export type Target = (typeof TARGETS)[number];

/** A service or network that some points have: those whose cell says so, or all where no column is named. */
export interface Membership<Code extends string = string> {
  code: Code;
  column: string | null;
}

/** Which column fills which field, and what fills it where the cell is empty. */
export interface ColumnMap {
  columns: Partial<Record<Target, string>>;
  fixed: Partial<Record<Target, string>>;
  services: Membership<Service>[];
  networks: Membership[];
}

export type Read<Value> = { ok: true; value: Value } | { ok: false; field: 'map' | 'set'; message: string };

const MOST_ENTRIES = 60;

/** Reads `field=column` and `field=value` as the command line and the query string give them. */
export function readColumnMap(maps: readonly string[], sets: readonly string[]): Read<ColumnMap> {
  const map: ColumnMap = { columns: {}, fixed: {}, services: [], networks: [] };
  for (const [field, entries] of [
    ['map', maps],
    ['set', sets],
  ] as const) {
    if (entries.length > MOST_ENTRIES) return { ok: false, field, message: `At most ${MOST_ENTRIES} of these.` };
    for (const entry of entries) {
      const message = field === 'map' ? readMapEntry(map, entry) : readSetEntry(map, entry);
      if (message !== null) return { ok: false, field, message };
    }
  }
  return { ok: true, value: map };
}

/** @returns What is wrong with it, or null. */
function readMapEntry(map: ColumnMap, entry: string): string | null {
  const [target, column] = halves(entry, '=');
  if (column === '') return `"${shown(entry)}" is not field=column, as in name=enseigne.`;
  if (target === 'service' || target === 'network') {
    const [code, itsColumn] = halves(column, ':');
    if (itsColumn === '') return `"${shown(entry)}" is not ${target}=CODE:column, as in ${EXAMPLES[target]}.`;
    return addMembership(map, target, code, itsColumn);
  }
  if (!isTarget(target)) return unknownTarget(target);
  if (map.columns[target] !== undefined) return `${target} is mapped twice.`;
  map.columns[target] = column;
  return null;
}

function readSetEntry(map: ColumnMap, entry: string): string | null {
  if (!entry.includes('=')) return `"${shown(entry)}" is not field=value, as in capacityParcels=40.`;
  const [target, value] = halves(entry, '=');
  if (target === 'service' || target === 'network') return addMembership(map, target, value, null);
  if (!isTarget(target)) return unknownTarget(target);
  if (target === 'ref' || target === 'code') return `${target} is of each point its own and cannot be set for all.`;
  if (map.fixed[target] !== undefined) return `${target} is set twice.`;
  map.fixed[target] = value;
  return null;
}

const EXAMPLES = { service: 'service=PICKUP:relais_colis', network: 'network=MONDIAL_RELAY:numero' } as const;

function addMembership(
  map: ColumnMap,
  target: 'service' | 'network',
  code: string,
  column: string | null,
): string | null {
  if (target === 'service') {
    if (!isService(code)) return `${shown(code)} is no service. The services are ${SERVICES.join(', ')}.`;
    map.services.push({ code, column });
    return null;
  }
  const networkCode = networkCodeOf(code);
  if (networkCode === '') return 'A network needs a name, as in network=MONDIAL_RELAY.';
  if (map.networks.some((network) => network.code === networkCode)) return `${networkCode} is named twice.`;
  map.networks.push({ code: networkCode, column });
  return null;
}

function halves(entry: string, sign: string): [string, string] {
  const at = entry.indexOf(sign);
  return at === -1 ? [entry.trim(), ''] : [entry.slice(0, at).trim(), entry.slice(at + sign.length).trim()];
}

function isTarget(text: string): text is Target {
  return (TARGETS as readonly string[]).includes(text);
}

function unknownTarget(text: string): string {
  return `There is no field "${shown(text)}". The fields are ${TARGETS.join(', ')}, service and network.`;
}

function shown(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}

/** The targets without which no record can be kept; a file of another shape than a table gives its own positions. */
const NEEDED = ['ref', 'name', 'lat', 'lon', 'postcode', 'city'] as const satisfies readonly Target[];

/**
 * The map of a table with these columns: a field that is not mapped takes the column of its own name, if there is one.
 *
 * @returns The target and column that are missing; a postcode and a town may be left out on purpose, by setting them
 *   to nothing.
 */
export function mapForHeader(
  map: ColumnMap,
  header: readonly string[],
): { ok: true; value: ColumnMap } | { ok: false; target: string; column: string } {
  const columns = { ...map.columns };
  for (const target of TARGETS) {
    if (columns[target] === undefined && header.includes(target)) columns[target] = target;
  }
  const memberships = [
    ...map.services.map(({ code, column }) => ({ target: `service=${code}`, column })),
    ...map.networks.map(({ code, column }) => ({ target: `network=${code}`, column })),
  ];
  const wanted = [...Object.entries(columns).map(([target, column]) => ({ target, column })), ...memberships];
  for (const { target, column } of wanted) {
    if (column !== null && !header.includes(column)) return { ok: false, target, column };
  }
  for (const target of NEEDED) {
    if (columns[target] === undefined && map.fixed[target] === undefined) {
      return { ok: false, target, column: target };
    }
  }
  return { ok: true, value: { ...map, columns } };
}

/** Columns of a feature or element that fill a field without being mapped, the first that is there and not empty. */
export const FEATURE_COLUMNS: Partial<Record<Target, readonly string[]>> = {
  ref: ['ref', '@id', 'osm_id', 'id'],
  chain: ['chain', 'brand'],
  street: ['street', '@street'],
  postcode: ['postcode', 'addr:postcode'],
  city: ['city', 'addr:city'],
  country: ['country', 'addr:country'],
  hours: ['hours', 'opening_hours'],
  lat: ['@lat'],
  lon: ['@lon'],
};
