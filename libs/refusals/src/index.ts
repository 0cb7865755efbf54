export { isRefusalCode, kindOf, messageOf, REFUSAL_CODES, REFUSALS, type RefusalCode } from './codes.js';
export { type Language, REFUSAL_KINDS, type RefusalDefinition, type RefusalKind } from './definition.js';
export {
  CodedError,
  type CodedErrorOptions,
  type Details,
  type DetailValue,
  type Refusal,
  refusal,
} from './refusal.js';
