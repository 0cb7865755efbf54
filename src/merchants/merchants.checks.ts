import {
  type Checked,
  checkCountry,
  checkNaf,
  checkPostcode,
  checkSiret,
  type NafNomenclature,
  type Sector,
  sectorOf,
} from '#libs/identifiers';
import { CodedError } from '#libs/refusals';
import { check, checkEmail, checkText } from '../platform/input.js';
import type { Merchant, RegisterMerchantInput, UpdateMerchantInput } from './merchants.inputs.js';

const MOST_ACCOUNTS = 20;
const NETWORK_CODE = /^[A-Z][A-Z0-9_]{0,63}$/;

type Described = Pick<
  Merchant,
  | 'name'
  | 'email'
  | 'nafCode'
  | 'nafNomenclature'
  | 'sector'
  | 'carrierAccounts'
  | 'street'
  | 'postcode'
  | 'city'
  | 'country'
>;

/**
 * What a registration says, in its one written form.
 *
 * @throws CodedError BAD_INPUT naming the first field that is wrong, and what is wrong with it.
 */
export function checkRegistration(input: RegisterMerchantInput): Described & { siret: string } {
  return {
    siret: valid(checkSiret(input.siret), 'input.siret'),
    name: checkName(input.name),
    email: checkEmail(input.email, 'input.email'),
    ...checkActivity(input.nafCode, input.nafNomenclature),
    carrierAccounts: checkAccounts(input.carrierAccounts),
    ...checkAddress(input),
  };
}

/** A merchant with what an update says in place of what it said before. */
export function withUpdate(merchant: Merchant, input: UpdateMerchantInput): Merchant {
  const email = isGiven(input.email) ? checkEmail(input.email, 'input.email') : merchant.email;
  const isNewTrade = isGiven(input.nafCode) || isGiven(input.nafNomenclature);
  return {
    ...merchant,
    ...(isGiven(input.name) && { name: checkName(input.name) }),
    email,
    emailProvedAt: email === merchant.email ? merchant.emailProvedAt : null,
    ...(isNewTrade &&
      checkActivity(input.nafCode ?? merchant.nafCode, input.nafNomenclature ?? merchant.nafNomenclature)),
    ...(isGiven(input.carrierAccounts) && { carrierAccounts: checkAccounts(input.carrierAccounts) }),
    ...checkAddress({
      street: input.street ?? merchant.street,
      postcode: input.postcode ?? merchant.postcode,
      city: input.city ?? merchant.city,
      country: input.country ?? merchant.country,
    }),
  };
}

/** GraphQL makes no difference between a field that is left out and one that is null, and neither do we. */
export function isGiven<Value>(value: Value | null | undefined): value is Value {
  return value !== null && value !== undefined;
}

function valid<Value>(checked: Checked<Value>, field: string): Value {
  if (checked.ok) return checked.value;
  throw new CodedError('BAD_INPUT', { field, problem: checked.code }, { field, message: checked.message });
}

function checkName(name: string): string {
  return checkText(name, 'input.name', { least: 2, most: 120 });
}

function checkActivity(
  code: string,
  nafNomenclature: NafNomenclature,
): { nafCode: string; nafNomenclature: NafNomenclature; sector: Sector } {
  const nafCode = valid(checkNaf(code, nafNomenclature), 'input.nafCode');
  return { nafCode, nafNomenclature, sector: sectorOf(nafCode, nafNomenclature) };
}

function checkAccounts(accounts: readonly string[]): string[] {
  const field = 'input.carrierAccounts';
  check(accounts.length <= MOST_ACCOUNTS, field, `At most ${MOST_ACCOUNTS} carrier accounts.`);
  const codes = accounts.map((account) => account.trim().toUpperCase());
  for (const code of codes) {
    check(
      NETWORK_CODE.test(code),
      field,
      `A network’s code is letters, digits and _, such as MONDIAL_RELAY; this is not: ${code.slice(0, 40)}`,
    );
  }
  return [...new Set(codes)].sort();
}

function checkAddress(address: Pick<Described, 'street' | 'postcode' | 'city' | 'country'>) {
  const country = valid(checkCountry(address.country), 'input.country');
  return {
    street: checkText(address.street, 'input.street', { least: 0, most: 200 }),
    postcode: valid(checkPostcode(address.postcode, country), 'input.postcode'),
    city: checkText(address.city, 'input.city', { most: 100 }),
    country,
  };
}
