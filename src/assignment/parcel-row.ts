import { type ParcelMeasures, TEMPERATURES, type Temperature } from '#libs/matching';
import { checkRecipient } from '../parcels/check-parcel.js';
import type { RecipientInput } from '../parcels/parcels.inputs.js';
import { check, checkRange, checkText } from '../platform/input.js';
import { checkMeasures } from '../search/check-search.js';
import { checkPosition } from '../search/origin.js';

/** The most parcels that one row stands for, and the highest priority. */
export const MOST_COUNT = 100_000;
export const HIGHEST_PRIORITY = 9;

/** The columns that are read. Others are left alone, and written out again where the rows are. */
export const COLUMNS = [
  'reference',
  'lat',
  'lon',
  'postcode',
  'commune',
  'country',
  'merchantId',
  'weightGrams',
  'lengthMillimetres',
  'widthMillimetres',
  'heightMillimetres',
  'temperature',
  'priority',
  'count',
  'customer',
  'recipientName',
  'recipientEmail',
  'recipientPhone',
  'recipientLanguage',
] as const;
export type Column = (typeof COLUMNS)[number];

/** One row: a parcel that is to be, or as many alike as are expected. */
export interface ParcelRow {
  reference: string | null;
  near: { lat: number; lon: number } | { postcode: string; country: string } | { commune: string; country: string };
  merchantId: string | null;
  measures: ParcelMeasures;
  /** 0 comes first where there is not room for all. */
  priority: number;
  count: number;
  /** By what the parcels of one customer are known; null where each goes by itself. */
  customer: string | null;
  /** Null in a forecast, and where only a plan is wanted. */
  recipient: RecipientInput | null;
}

export type Cells = Readonly<Partial<Record<Column, string | null>>>;

/** @throws CodedError BAD_INPUT naming the column. */
export function readParcelRow(cells: Cells): ParcelRow {
  const measures = {
    weightGrams: wholeNumber(cells, 'weightGrams'),
    lengthMillimetres: wholeNumber(cells, 'lengthMillimetres'),
    widthMillimetres: wholeNumber(cells, 'widthMillimetres'),
    heightMillimetres: wholeNumber(cells, 'heightMillimetres'),
    temperature: temperatureOf(cells),
  };
  checkMeasures(measures, '');
  const recipient = recipientOf(cells);
  return {
    reference: text(cells, 'reference', 200),
    near: nearOf(cells),
    merchantId: text(cells, 'merchantId', 100),
    measures,
    priority: checkRange(wholeNumber(cells, 'priority') ?? 0, 'priority', 0, HIGHEST_PRIORITY),
    count: checkRange(wholeNumber(cells, 'count') ?? 1, 'count', 1, MOST_COUNT),
    customer: customerOf(text(cells, 'customer', 200), recipient),
    recipient,
  };
}

/** Who says nothing else is known by the address that the messages go to. */
export function customerOf(said: string | null, recipient: RecipientInput | null): string | null {
  return said ?? recipient?.email?.toLowerCase() ?? recipient?.phone ?? null;
}

function recipientOf(cells: Cells): RecipientInput | null {
  const [name, email, phone, language] = (
    ['recipientName', 'recipientEmail', 'recipientPhone', 'recipientLanguage'] as const
  ).map((column) => cells[column]?.trim() || null);
  if (!name && !email && !phone) return null;
  return checkRecipient({ name: name ?? '', email, phone, language }, 'recipient.');
}

function text(cells: Cells, column: Column, most: number): string | null {
  const cell = cells[column]?.trim() ?? '';
  return cell === '' ? null : checkText(cell, column, { most });
}

function number(cells: Cells, column: Column): number | null {
  // A comma stands where a point does in France.
  const cell = text(cells, column, 30)?.replace(',', '.') ?? null;
  if (cell === null) return null;
  const value = Number(cell);
  check(Number.isFinite(value), column, `Give a number; this is "${cell}".`);
  return value;
}

function wholeNumber(cells: Cells, column: Column): number | null {
  const value = number(cells, column);
  check(value === null || Number.isInteger(value), column, `Give a whole number; this is ${value}.`);
  return value;
}

function temperatureOf(cells: Cells): Temperature {
  const cell = text(cells, 'temperature', 20)?.toUpperCase() ?? 'AMBIENT';
  const found = TEMPERATURES.find((temperature) => temperature === cell);
  check(found !== undefined, 'temperature', `One of ${TEMPERATURES.join(', ')}.`);
  return found;
}

function nearOf(cells: Cells): ParcelRow['near'] {
  const [lat, lon] = [number(cells, 'lat'), number(cells, 'lon')];
  const country = text(cells, 'country', 10) ?? 'FR';
  if (lat !== null || lon !== null) {
    check(lat !== null, 'lat', 'Give the latitude beside the longitude.');
    check(lon !== null, 'lon', 'Give the longitude beside the latitude.');
    checkPosition({ lat, lon }, '');
    return { lat, lon };
  }
  const postcode = text(cells, 'postcode', 20);
  if (postcode !== null) return { postcode, country };
  const commune = text(cells, 'commune', 100);
  check(commune !== null, 'lat', 'Say where it is wanted: lat and lon, or a postcode, or a commune.');
  return { commune, country };
}
