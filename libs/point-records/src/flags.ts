/** What an import found odd in a record that it kept all the same. Stored with the point and counted in the report. */
export const POINT_FLAGS = [
  /** Another record of the same chain and source lies within 60 m: often a store and its petrol pump. */
  'NEAR_TWIN',
  'HOURS_UNKNOWN',
  /** Hours were stated in a notation that could not be read, and are unknown for that. */
  'HOURS_UNREADABLE',
  /** The record had no name, and is called after its chain and town. */
  'NAME_MADE',
  /** UTF-8 that had been read as another encoding, put right where there was only one way to read it. */
  'ENCODING_REPAIRED',
  /** Characters were lost before the text came here, and nothing says which. */
  'ENCODING_DAMAGED',
  /** Capitals made by a program that knows ASCII only (`LèS`), made whole. */
  'CASE_REPAIRED',
  /** A leading zero that a spreadsheet had taken from a postcode. */
  'POSTCODE_REPAIRED',
  /** No postcode, or no town. */
  'ADDRESS_INCOMPLETE',
  /** Nothing was known that the position could be checked against: an unmade check is not a passed one. */
  'POSITION_UNCHECKED',
  /** The file gave another code than the point has had since it first came; a code never changes. */
  'CODE_KEPT',
] as const;

export type PointFlag = (typeof POINT_FLAGS)[number];

/** Why a record was not taken. */
export const QUARANTINE_REASONS = [
  'CELLS_MISCOUNTED',
  'REF_MISSING',
  'REF_TWICE',
  'NAME_MISSING',
  'POSITION_MISSING',
  'POSITION_NOT_NUMBERS',
  'POSITION_IMPOSSIBLE',
  'POSITION_ZERO',
  'POSITION_SWAPPED',
  'POSITION_FAR_FROM_POSTCODE',
  'POSITION_OUTSIDE_COUNTRY',
  'POSTCODE_INVALID',
  'COUNTRY_UNKNOWN',
  'TIME_ZONE_UNKNOWN',
  'VALUE_INVALID',
  'CODE_TAKEN',
  'NETWORK_NUMBER_TAKEN',
  'OTHER_CHAIN',
] as const;

export type QuarantineReason = (typeof QUARANTINE_REASONS)[number];
