export { type CheckedProgramme, checkProgramme, PROGRAMME_FIELDS } from './check-programme.js';
export { type Day, dayIn, grantLastDay, isDay, type When } from './days.js';
export type { FieldError } from './json-reader.js';
export { canEnrol, enrolmentFrom, merchantReasons } from './merchant-rule.js';
export { pointMatches, pointReasons } from './point-rule.js';
export type { ReasonCode, ReasonFacts } from './reason-facts.js';
export { isPointReason, type Reason, reasonText } from './reasons.js';
export { checkRetention } from './retention.js';
export {
  APPROVALS,
  type Approval,
  COLLECTIONS,
  COVERS,
  type Collection,
  type Cover,
  ENROLMENT_MODES,
  type Enrolment,
  type EnrolmentMode,
  type Merchant,
  type MerchantRule,
  type NafRule,
  POINT_KINDS,
  type PointAlternative,
  type PointFacts,
  type PointKind,
  type PointRule,
  type Programme,
  type Retention,
} from './types.js';
export {
  bestProgramme,
  type Cost,
  compareProgrammes,
  type Excluded,
  freeProgrammes,
  notFreeReasons,
  usableProgrammes,
  type Verdict,
} from './verdict.js';
