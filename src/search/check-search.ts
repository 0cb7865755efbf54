import { check, checkFirst, checkRange } from '../platform/input.js';
import type { ParcelMeasuresInput, PickupPointSearchInput } from './search.inputs.js';

const MOST_WEIGHT_GRAMS = 1_000_000;
const MOST_SIDE_MILLIMETRES = 10_000;
const MOST_CODES = 20;
/** Half the way round the Earth. */
const MOST_DISTANCE_METRES = 20_100_000;

/** @throws CodedError BAD_INPUT naming the field. */
export function checkSearch(search: PickupPointSearchInput): PickupPointSearchInput {
  checkFirst(search.first, 'search.first');
  if (search.parcel) checkMeasures(search.parcel, 'search.parcel');
  if (typeof search.maxDistanceMetres === 'number') {
    checkRange(search.maxDistanceMetres, 'search.maxDistanceMetres', 0, MOST_DISTANCE_METRES);
  }
  for (const name of ['services', 'kinds', 'chains'] as const) {
    const codes = search[name] ?? [];
    check(codes.length <= MOST_CODES, `search.${name}`, `At most ${MOST_CODES}.`);
    check(
      codes.every((code) => code.length <= 50),
      `search.${name}`,
      'A code has at most 50 characters.',
    );
  }
  if (search.openAt) {
    const year = search.openAt.getUTCFullYear();
    check(year >= 2000 && year <= 2100, 'search.openAt', 'Give a time between the years 2000 and 2100.');
  }
  return search;
}

/** @param field - Where they stand; '' where they stand by themselves. @throws CodedError BAD_INPUT for a measure that no parcel has. */
export function checkMeasures(measures: ParcelMeasuresInput, field: string): void {
  const { weightGrams, lengthMillimetres, widthMillimetres, heightMillimetres } = measures;
  const path = field === '' ? '' : `${field}.`;
  if (typeof weightGrams === 'number') checkRange(weightGrams, `${path}weightGrams`, 1, MOST_WEIGHT_GRAMS);
  for (const [name, side] of Object.entries({ lengthMillimetres, widthMillimetres, heightMillimetres })) {
    if (typeof side === 'number') checkRange(side, `${path}${name}`, 1, MOST_SIDE_MILLIMETRES);
  }
}
