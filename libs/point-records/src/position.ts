import { distanceMetres } from '#libs/geo';
import type { QuarantineReason } from './flags.js';

/** How far a point may lie from the middle of the communes that its postcode serves. */
export const MOST_METRES_FROM_POSTCODE = 25_000;

/** French Guiana, whose communes are as large as départements: their middles lie in the forest, a day from the town. */
const VAST_COMMUNES = /^973\d\d$/;

export interface Centre {
  lat: number;
  lon: number;
  /** Placed by a rule of thumb: it can vouch for a position and never speak against it. */
  approximate: boolean;
}

export interface Fault {
  reason: QuarantineReason;
  detail: string;
}

/** What is wrong with two numbers as a position on Earth, whatever the address; null if nothing is. */
export function positionFault(lat: number, lon: number): Fault | null {
  const said = `lat ${lat}, lon ${lon}`;
  if (lat === 0 && lon === 0) return { reason: 'POSITION_ZERO', detail: 'lat and lon are both 0' };
  if (Math.abs(lat) <= 90 && Math.abs(lon) <= 180) return null;
  const isSwapped = Math.abs(lon) <= 90 && Math.abs(lat) <= 180;
  return isSwapped
    ? { reason: 'POSITION_SWAPPED', detail: `${said}: latitude and longitude look exchanged` }
    : { reason: 'POSITION_IMPOSSIBLE', detail: `${said}: latitude is -90 to 90, longitude -180 to 180` };
}

/**
 * Compares a position with the communes of its postcode.
 *
 * @param centres - Of the communes of the postcode; empty where none is known.
 * @returns A fault, or whether the check could be made: what only approximate places could speak against is unchecked.
 */
export function comparedWithPostcode(
  lat: number,
  lon: number,
  postcode: string,
  centres: readonly Centre[],
): Fault | 'NEAR' | 'UNCHECKED' {
  const nearestTo = (here: { lat: number; lon: number }) =>
    Math.min(...centres.map((centre) => distanceMetres(here, centre)));
  if (centres.length === 0) return 'UNCHECKED';
  const metres = nearestTo({ lat, lon });
  if (metres <= MOST_METRES_FROM_POSTCODE) return 'NEAR';
  if (VAST_COMMUNES.test(postcode) || centres.some(({ approximate }) => approximate)) return 'UNCHECKED';
  const far = `${Math.round(metres / 1000)} km from the communes of ${postcode}`;
  const isOnEarthSwapped = Math.abs(lon) <= 90;
  if (isOnEarthSwapped && nearestTo({ lat: lon, lon: lat }) <= MOST_METRES_FROM_POSTCODE) {
    return { reason: 'POSITION_SWAPPED', detail: `lat ${lat}, lon ${lon}: ${far}, and near them when exchanged` };
  }
  return { reason: 'POSITION_FAR_FROM_POSTCODE', detail: far };
}

interface Box {
  south: number;
  north: number;
  west: number;
  east: number;
}

/**
 * Boxes about parts of France that each keep one time, with a postcode that stands for it. Rough, and wide of the
 * coast. Of French Polynesia only the Society Islands: the Marquesas and the Gambier Islands keep other times.
 */
const TERRITORIES: readonly { postcode: string; box: Box }[] = [
  { postcode: '75000', box: { south: 41.2, north: 51.3, west: -5.6, east: 9.8 } },
  { postcode: '97100', box: { south: 15.7, north: 16.7, west: -62, east: -60.9 } },
  { postcode: '97133', box: { south: 17.8, north: 18, west: -63, east: -62.7 } },
  { postcode: '97150', box: { south: 18, north: 18.15, west: -63.2, east: -62.9 } },
  { postcode: '97200', box: { south: 14.3, north: 15, west: -61.3, east: -60.7 } },
  { postcode: '97300', box: { south: 2, north: 6, west: -55, east: -51.5 } },
  { postcode: '97400', box: { south: -21.5, north: -20.7, west: 55.1, east: 56 } },
  { postcode: '97500', box: { south: 46.7, north: 47.2, west: -56.6, east: -56 } },
  { postcode: '97600', box: { south: -13.1, north: -12.5, west: 44.9, east: 45.4 } },
  { postcode: '98600', box: { south: -14.5, north: -13, west: -178.4, east: -176 } },
  { postcode: '98700', box: { south: -18.2, north: -15.8, west: -155, east: -148 } },
  { postcode: '98800', box: { south: -23, north: -18, west: 158, east: 172.5 } },
];

/** Bas-Rhin, Haut-Rhin and Moselle, which keep two more public holidays, and something of their neighbours. */
const ALSACE_MOSELLE: Box = { south: 47.4, north: 49.6, west: 5.8, east: 8.3 };

/** A postcode whose time zone is that of a French position without one; null if the position is not in France. */
export function frenchPostcodeAt(lat: number, lon: number): string | null {
  return TERRITORIES.find(({ box }) => isIn(box, lat, lon))?.postcode ?? null;
}

/** Whether the public holidays of a mainland French position without a postcode are certain. */
export function areHolidaysCertainAt(lat: number, lon: number): boolean {
  return !isIn(ALSACE_MOSELLE, lat, lon);
}

function isIn({ south, north, west, east }: Box, lat: number, lon: number): boolean {
  return lat >= south && lat <= north && lon >= west && lon <= east;
}
