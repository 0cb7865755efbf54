// The search a second time, as slowly and plainly as can be, sharing no code with the one that it checks.
import { haversineMetres } from './search.js';

interface Position {
  lat: number;
  lon: number;
}

export interface BrutePoint extends Position {
  code: string;
  chain: string | null;
  kind: string;
  services: string[];
  networks: string[];
  ownerMerchantId: string | null;
  state: string;
  maxWeightGrams: number | null;
  maxLongestSideMillimetres: number | null;
  maxSidesSumMillimetres: number | null;
  capacityParcels: number | null;
  used: number;
  openAt(instant: Date): 'OPEN' | 'CLOSED' | 'UNKNOWN';
}

/** A search as the API takes it. */
export interface BruteSearch {
  near: {
    coordinates?: Position;
    along?: { vertices: Position[] };
    box?: { south: number; west: number; north: number; east: number };
  };
  parcel?: Partial<Record<`${'length' | 'width' | 'height'}Millimetres` | 'weightGrams', number>> & {
    temperature?: string;
  };
  openAt?: string;
  services?: string[];
  kinds?: string[];
  chains?: string[];
  maxDistanceMetres?: number;
  first?: number;
  explain?: boolean;
}

/** The programme at a point and its fee, or null: what the merchant is charged is no business of this file. */
export type BrutePrices = (point: BrutePoint) => { code: string; feeCents: number } | null;

/** What a search has to answer; `prices` is null where no merchant asks. */
export function bruteForce(points: readonly BrutePoint[], search: BruteSearch, prices: BrutePrices | null) {
  const judged = points
    .filter((point) => isLookedAt(point, search))
    .map((point) => ({ point, distanceMetres: distanceTo(point, search), programme: prices?.(point) ?? null }))
    .map((each) => ({ ...each, reasons: reasonsAgainst(each.point, each.distanceMetres, search) }))
    .map((each) => (prices && !each.programme ? { ...each, reasons: [...each.reasons, 'NOT_FREE'] } : each))
    .sort(inOrder);
  const { first = 10, explain = false } = search;
  const matches = judged.filter(({ reasons }) => reasons.length === 0).slice(0, first);
  const excluded = explain || matches.length < first ? judged.filter(({ reasons }) => reasons.length > 0) : [];
  const counts: Record<string, number> = {};
  for (const { reasons } of excluded) {
    for (const reason of new Set(reasons)) counts[reason] = (counts[reason] ?? 0) + 1;
  }
  return { matches, counts, nearestExcluded: excluded.slice(0, 5) };
}

/** Nearest first; as far as a tenth of a millimetre is as far. Codes by their bytes. */
function inOrder(
  a: { point: BrutePoint; distanceMetres: number },
  b: { point: BrutePoint; distanceMetres: number },
): number {
  const difference = Math.round(a.distanceMetres * 10_000) - Math.round(b.distanceMetres * 10_000);
  return difference || Buffer.compare(Buffer.from(a.point.code), Buffer.from(b.point.code));
}

function isLookedAt({ lat, lon }: Position, { near: { box } }: BruteSearch): boolean {
  if (!box) return true;
  const { south, west, north, east } = box;
  if (lat < south || lat > north) return false;
  return west <= east ? west <= lon && lon <= east : west <= lon || lon <= east;
}

function distanceTo(point: Position, { near: { coordinates, along, box } }: BruteSearch): number {
  if (coordinates) return haversineMetres(point, coordinates);
  if (box) return haversineMetres(point, middleOf(box));
  const vertices = along?.vertices ?? [];
  const edges = vertices.slice(1).map((to, index) => distanceToEdge(point, vertices[index] as Position, to));
  return Math.min(...edges);
}

function middleOf({ south, west, north, east }: { south: number; west: number; north: number; east: number }) {
  const width = west <= east ? east - west : east + 360 - west;
  const lon = west + width / 2;
  return { lat: (south + north) / 2, lon: lon > 180 ? lon - 360 : lon };
}

type Vector = readonly [number, number, number];

const vectorOf = ({ lat, lon }: Position): Vector => {
  const [phi, lambda] = [(lat * Math.PI) / 180, (lon * Math.PI) / 180];
  return [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)];
};
const dot = (a: Vector, b: Vector) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

/** To the great circle through both ends where the foot lies between them, else to the nearer end. */
function distanceToEdge(point: Position, from: Position, to: Position): number {
  const [p, a, b] = [vectorOf(point), vectorOf(from), vectorOf(to)];
  const normal = cross(a, b);
  const length = Math.hypot(...normal);
  const toEnds = Math.min(haversineMetres(point, from), haversineMetres(point, to));
  if (length === 0) return toEnds;
  const isBetween = dot(cross(normal, a), p) >= 0 && dot(cross(b, normal), p) >= 0;
  return isBetween ? 6_371_008.8 * Math.abs(Math.asin(dot(normal, p) / length)) : toEnds;
}

function reasonsAgainst(point: BrutePoint, distanceMetres: number, search: BruteSearch): string[] {
  const { services = [], kinds = [], chains = [], openAt, maxDistanceMetres } = search;
  const reasons: string[] = [];
  const states: Record<string, string> = {
    ANNOUNCED: 'POINT_NOT_OPEN',
    SUSPENDED: 'POINT_SUSPENDED',
    CLOSED: 'POINT_CLOSED_FOR_GOOD',
  };
  const state = states[point.state];
  if (state) reasons.push(state);
  if (maxDistanceMetres !== undefined && distanceMetres > maxDistanceMetres + 1e-4) reasons.push('TOO_FAR');
  for (const service of ['PICKUP', ...services]) if (!point.services.includes(service)) reasons.push('NO_SERVICE');
  if (kinds.length > 0 && !kinds.includes(point.kind)) reasons.push('WRONG_KIND');
  if (chains.length > 0 && !chains.includes(point.chain ?? '')) reasons.push('WRONG_CHAIN');
  if (point.capacityParcels !== null && point.used >= point.capacityParcels) reasons.push('FULL');
  if (openAt !== undefined) {
    const open = point.openAt(new Date(openAt));
    if (open !== 'OPEN') reasons.push(open === 'CLOSED' ? 'CLOSED_AT' : 'HOURS_UNKNOWN');
  }
  return [...reasons, ...measureReasons(point, search)];
}

function measureReasons(point: BrutePoint, { parcel }: BruteSearch): string[] {
  if (!parcel) return [];
  const reasons: string[] = [];
  const { weightGrams, lengthMillimetres, widthMillimetres, heightMillimetres, temperature } = parcel;
  const sides = [lengthMillimetres, widthMillimetres, heightMillimetres].filter((side) => side !== undefined);
  const judge = (code: string, measure: number, isWhole: boolean, most: number | null) => {
    if (most === null) return;
    if (measure > most) reasons.push(code);
    else if (!isWhole) reasons.push('CHECK_NOT_MADE');
  };
  judge('TOO_HEAVY', weightGrams ?? 0, weightGrams !== undefined, point.maxWeightGrams);
  judge('TOO_LONG', Math.max(0, ...sides), sides.length === 3, point.maxLongestSideMillimetres);
  const sum = sides.reduce((total, side) => total + side, 0);
  judge('TOO_LARGE', sum, sides.length === 3, point.maxSidesSumMillimetres);
  const isCold = temperature === 'CHILLED' || temperature === 'FROZEN';
  if (isCold && !point.services.includes(temperature)) reasons.push('TEMPERATURE');
  return reasons;
}
