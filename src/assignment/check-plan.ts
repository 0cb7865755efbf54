import { CodedError } from '#libs/refusals';
import { isMerchantKey } from '../merchants/merchants.queries.js';
import { noSuchMerchant } from '../merchants/merchants.service.js';
import { checkKey, checkRecipient } from '../parcels/check-parcel.js';
import type { Caller } from '../platform/caller.js';
import { check, checkRange, checkText } from '../platform/input.js';
import { checkMeasures } from '../search/check-search.js';
import { checkPosition } from '../search/origin.js';
import { customerOf, HIGHEST_PRIORITY, MOST_COUNT, type ParcelRow } from './parcel-row.js';
import type { PlanAssignmentInput, PlannedParcelInput } from './plans.inputs.js';
import type { NewPlan } from './plans.service.js';

/** The most parcels of one request; more come as a file. */
export const MOST_PARCELS = 1000;
const MOST_METRES = 1_000_000;

type Asked = Pick<PlanAssignmentInput, 'forecast' | 'cost' | 'metresPerEuro' | 'closedMetres' | 'splitMetres'> & {
  merchantId?: string | null;
  openAt?: Date | null;
};

/** @throws CodedError BAD_INPUT naming the field; FORBIDDEN for somebody else's parcels. */
export function checkPlan(caller: Caller, asked: Asked, path: string): NewPlan {
  const { forecast, cost, metresPerEuro, closedMetres, splitMetres, openAt = null } = asked;
  checkRange(metresPerEuro, `${path}metresPerEuro`, 0, MOST_METRES);
  checkRange(closedMetres, `${path}closedMetres`, 0, MOST_METRES);
  checkRange(splitMetres, `${path}splitMetres`, 0, MOST_METRES);
  check(
    caller.role !== 'CARRIER' || forecast,
    `${path}forecast`,
    'A carrier has no parcels of its own to plan: ask for a forecast.',
  );
  const terms = {
    cost,
    metresPerEuro,
    closedMetres,
    splitMetres,
    openAt: openAt === null ? null : openAt.toISOString(),
  };
  return { merchantId: merchantOf(caller, asked.merchantId ?? null, path), isForecast: forecast, terms };
}

function merchantOf(caller: Caller, merchantId: string | null, path: string): string | null {
  if (caller.role === 'MERCHANT') {
    if (merchantId !== null && merchantId !== caller.merchantId) throw new CodedError('FORBIDDEN', { merchantId });
    return caller.merchantId;
  }
  check(caller.role !== 'CARRIER' || merchantId === null, `${path}merchantId`, 'A carrier plans for nobody’s account.');
  if (merchantId !== null && !isMerchantKey(merchantId)) throw noSuchMerchant(merchantId, `${path}merchantId`);
  return merchantId;
}

/** Whether a caller may plan a row: a merchant and a carrier only what is nobody else's. @throws CodedError. */
export function requireOwnRow(caller: Caller, { merchantId, count }: ParcelRow, isForecast: boolean): void {
  const isOther =
    caller.role === 'MERCHANT' ? merchantId !== null && merchantId !== caller.merchantId : merchantId !== null;
  if (caller.role !== 'OPERATOR' && isOther) throw new CodedError('FORBIDDEN', {}, { field: 'merchantId' });
  check(count === 1 || isForecast, 'count', 'Only a row of a forecast stands for several parcels.');
}

/** @throws CodedError BAD_INPUT naming the field. */
export function checkPlannedParcel(input: PlannedParcelInput, path: string): ParcelRow {
  const { near, measures, reference, merchantId } = input;
  if (measures) checkMeasures(measures, `${path}measures`);
  const recipient = input.recipient ? checkRecipient(input.recipient, `${path}recipient.`) : null;
  const customer = input.customer ? checkText(input.customer, `${path}customer`, { most: 200 }) : null;
  return {
    reference: reference ? checkKey(reference, `${path}reference`) : null,
    near: nearOf(near, `${path}near`),
    merchantId: merchantId ? checkText(merchantId, `${path}merchantId`, { most: 100 }) : null,
    measures: { ...measures },
    priority: checkRange(input.priority, `${path}priority`, 0, HIGHEST_PRIORITY),
    count: checkRange(input.count, `${path}count`, 1, MOST_COUNT),
    customer: customerOf(customer, recipient),
    recipient,
  };
}

function nearOf(
  { coordinates, postcode, commune, along, box }: PlannedParcelInput['near'],
  path: string,
): ParcelRow['near'] {
  const given = [coordinates, postcode, commune].filter((way) => way !== null && way !== undefined);
  check(given.length === 1 && !along && !box, path, 'Give exactly one of coordinates, postcode and commune.');
  if (coordinates) {
    checkPosition(coordinates, `${path}.coordinates`);
    return { lat: coordinates.lat, lon: coordinates.lon };
  }
  if (postcode)
    return { postcode: checkText(postcode.code, `${path}.postcode.code`, { most: 20 }), country: postcode.country };
  const { name, country } = commune as NonNullable<typeof commune>;
  return { commune: checkText(name, `${path}.commune.name`, { most: 100 }), country };
}
