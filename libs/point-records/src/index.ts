export { type Cleaned, type CleaningRules, type CleanRecord, cleanRecord, type RawRecord } from './clean.js';
export { CODE_LENGTH, chainOf, isPointCode, networkCodeOf, pointCodeOf } from './codes.js';
export { type ColumnMap, mapForHeader, type Read, readColumnMap, TARGETS, type Target } from './column-map.js';
export { binaryKindOf, isBinary, isUtf16, SEPARATORS, type Separator, separatorOf } from './csv-shape.js';
export { type Cells, cellsOfFeature, cellsOfOverpass, type LooseGeometry, type PointOnGeometry } from './features.js';
export {
  FIELD_DEFAULTS,
  FIELD_NAMES,
  type FieldName,
  isFieldName,
  isPointKind,
  isPointState,
  isService,
  type NetworkNumber,
  orderedServices,
  type PointFields,
  SERVICES,
  type Service,
  TEXT_LENGTHS,
  WHOLE_NUMBER_RANGES,
} from './fields.js';
export { POINT_FLAGS, type PointFlag, QUARANTINE_REASONS, type QuarantineReason } from './flags.js';
export { type JsonElement, JsonSplitter, MOST_ELEMENT_CHARACTERS, type SplitFault } from './json-splitter.js';
export { isTooManyMissing, type Merged, mergeRecord, type StoredRecord } from './merge.js';
export { NEAR_TWIN_METRES, NearTwins, type TwinPair } from './near-twins.js';
export {
  countingFields,
  countingOrigins,
  type Edit,
  type Edits,
  MISSING_REASON,
  OPERATOR_SOURCE,
  type Origin,
  type Origins,
  type Standing,
  type StateEdit,
  standingOf,
} from './origins.js';
export {
  type Centre,
  comparedWithPostcode,
  type Fault,
  MOST_METRES_FROM_POSTCODE,
  positionFault,
} from './position.js';
export { type RepairedText, repairText } from './repair-text.js';
export { fromLatin1 } from './windows-1252.js';
