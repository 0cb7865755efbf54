export { gs1CheckDigit, luhnCheckDigit, s10CheckDigit } from './check-digits.js';
export { type Checked, PROBLEM_CODES, type Problem, type ProblemCode } from './checked.js';
export { COUNTRY_CODES, checkCountry, postalCountryOf, toAlpha3 } from './countries.js';
export {
  DEPARTEMENTS,
  departementOfCommune,
  departementOfPostcode,
  isOverseas,
  postcodePrefixesOf,
} from './departements.js';
export {
  APPLICATION_IDENTIFIERS,
  digitalLink,
  elementString,
  GS1_RESOLVER,
  type Gs1Key,
  readDigitalLink,
} from './gs1.js';
export { checkEan13, checkGln, checkGtin, checkIsbn13, withGs1CheckDigit } from './gtin.js';
export { checkIdempotencyKey, type Label, readLabel } from './labels.js';
export { checkNaf, NAF_NOMENCLATURES, type NafNomenclature, nafWithin, sectorOf } from './naf.js';
export { checkPostcode, POSTCODE_COUNTRIES } from './postcodes.js';
export { buildS10, checkS10, formatS10 } from './s10.js';
export { SECTOR_NAMES, SECTORS, type Sector } from './sectors.js';
export { checkSiren, checkSiret, formatSiren, formatSiret, sirenOf } from './siren.js';
export { buildSscc, checkSscc, formatSscc, type SsccParts, ssccSerials } from './sscc.js';
