import { check, checkFirst, checkRange } from '../platform/input.js';
import { checkSearch } from '../search/check-search.js';
import { checkPosition } from '../search/origin.js';
import type { DropOffPointSearchInput, RoutePlanInput } from './route-plan.inputs.js';

const DAY_MS = 86_400_000;
const MOST_DAYS_AHEAD = 14;
const MOST_CODE_CHARACTERS = 100;
const MOST_POINTS = 20;
const MOST_WEIGHT_GRAMS = 1_000_000;

/** @throws CodedError BAD_INPUT naming the field. */
export function checkRoute(input: RoutePlanInput, now: Date): RoutePlanInput {
  const { dropOffPointCode, from, ownVehicle } = input;
  checkCode(input.pickupPointCode, 'input.pickupPointCode');
  check(Boolean(dropOffPointCode) !== Boolean(from), 'input.dropOffPointCode', 'Give either dropOffPointCode or from.');
  check(
    !from || Boolean(ownVehicle),
    'input.ownVehicle',
    'From an address a parcel goes in a vehicle of your own: say which.',
  );
  if (dropOffPointCode) checkCode(dropOffPointCode, 'input.dropOffPointCode');
  if (from) checkPosition(from, 'input.from');
  if (typeof input.weightGrams === 'number') checkRange(input.weightGrams, 'input.weightGrams', 1, MOST_WEIGHT_GRAMS);
  checkTimes(input, 'input', now);
  return input;
}

/** @throws CodedError BAD_INPUT naming the field. */
export function checkDropOffSearch(search: DropOffPointSearchInput, now: Date): DropOffPointSearchInput {
  checkSearch({ ...search, explain: false });
  check(checkFirst(search.first, 'search.first') <= MOST_POINTS, 'search.first', `At most ${MOST_POINTS}.`);
  checkCode(search.pickupPointCode, 'search.pickupPointCode');
  checkTimes(search, 'search', now);
  return search;
}

function checkCode(code: string, field: string): void {
  check(code.length > 0 && code.length <= MOST_CODE_CHARACTERS, field, `1 to ${MOST_CODE_CHARACTERS} characters.`);
}

interface Times {
  dropOffAt?: Date | null;
  arriveBy?: Date | null;
}

function checkTimes({ dropOffAt, arriveBy }: Times, path: string, now: Date): void {
  const isKnown = (at: Date, daysBack: number) =>
    at.getTime() >= now.getTime() - daysBack * DAY_MS && at.getTime() <= now.getTime() + MOST_DAYS_AHEAD * DAY_MS;
  const message = `Give a time within the next ${MOST_DAYS_AHEAD} days: later timetables are not laid out.`;
  if (dropOffAt) check(isKnown(dropOffAt, 1), `${path}.dropOffAt`, message);
  if (arriveBy) check(isKnown(arriveBy, 1), `${path}.arriveBy`, message);
}
