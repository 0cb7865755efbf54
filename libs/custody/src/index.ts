export { checkTable } from './check-table.js';
export { customerReturnText, customerText } from './customer-texts.js';
export { discrepancyText, instructionFor } from './discrepancies.js';
export type { Caller } from './entitlement.js';
export { actorOf } from './entitlement.js';
export { EVENT_TYPES, type EventType, eventTypeOf } from './events.js';
export type { ExceptionKind, Watched } from './exceptions.js';
export {
  BOUND_STATES,
  EXCEPTION_KINDS,
  exceptionsOf,
  exceptionTexts,
  LATE_DAYS,
  MOVING_STATES,
  needsPoint,
  WAY_STATES,
} from './exceptions.js';
export type { HandoverInput } from './fingerprint.js';
export { contentFingerprint, normalisedInput } from './fingerprint.js';
export type { FoldOptions } from './fold.js';
export { fold } from './fold.js';
export type { ClockReading } from './happened-at.js';
export { happenedAtOf } from './happened-at.js';
export { instructionText, nextInstruction } from './instructions.js';
export type { CodeOutcome, Judgement, ProposedHandover, Recorded, RefusalCode, Refused } from './judge.js';
export { judge, WRONG_TRIES_BEFORE_LOCK } from './judge.js';
export type { Room } from './room.js';
export { needsBooking, roomAfter } from './room.js';
export type {
  Discrepancy,
  DiscrepancyCode,
  Instruction,
  InstructionCode,
  Lang,
  ParcelState,
  TextParams,
} from './state.js';
export { DISCREPANCY_CODES, INSTRUCTION_CODES } from './state.js';
export type { KindRule, Nature, Row, Transition, When } from './table.js';
export { mayRecord, rules, rulesFor, transitions } from './table.js';
export { custodianText, kindText, stateText } from './texts.js';
export type {
  Custodian,
  CustodianKind,
  Entry,
  EntryKind,
  Heading,
  ParcelFacts,
  Reason,
  Role,
  Side,
  State,
} from './words.js';
export { ENDED_STATES, ENTRY_KINDS, FINAL_STATES, OPEN_STATES, REASONS, ROLES, STATES, UNKNOWN_ID } from './words.js';
