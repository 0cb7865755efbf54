import { FIELD_DEFAULTS, FIELD_NAMES, type FieldName, type PointFields } from './fields.js';

/** Where a field's value came from, and when (RFC 3339). */
export interface Origin {
  source: string;
  at: string;
}

export type Origins = Partial<Record<FieldName, Origin>>;

/** What operators say of a point's life, which goes before what imports say. */
export interface StateEdit {
  state: 'OPEN' | 'SUSPENDED' | 'CLOSED';
  reason: string | null;
  /** When a suspension ends by itself (RFC 3339); null if somebody has to end it. */
  until: string | null;
  replacedByCode: string | null;
}

/** A field as an operator set it. */
export interface Edit<Value> {
  value: Value;
  at: string;
  by: string;
}

/** The fields that operators edited: imports leave them alone until they are released. */
export type Edits = { [Field in Exclude<FieldName, 'state'>]?: Edit<PointFields[Field]> } & { state?: Edit<StateEdit> };

/** The reason of a point that is suspended because the last import of its source no longer had it. */
export const MISSING_REASON = 'MISSING_FROM_IMPORT';

/** The source under which an operator's edit is told. */
export const OPERATOR_SOURCE = 'operator';

export interface Standing {
  state: PointFields['state'];
  reason: string | null;
  replacedByCode: string | null;
}

/**
 * A point's fields as they count: what the imports said, over it what operators edited. State is told apart, by
 * `standingOf`, because absence from an import has a say in it.
 */
export function countingFields(imported: Partial<PointFields>, edits: Edits): PointFields {
  const edited: Record<string, unknown> = {};
  for (const field of FIELD_NAMES) {
    if (field !== 'state' && edits[field]) edited[field] = edits[field].value;
  }
  // The cast: name, position and time zone have no defaults, and no record is kept without them.
  return { ...FIELD_DEFAULTS, ...imported, ...edited } as PointFields;
}

/** A point's state: an operator's word first, then absence from the last import, then what the import said. */
export function standingOf(imported: Partial<PointFields>, edits: Edits, isMissing: boolean): Standing {
  if (edits.state) {
    const { state, reason, replacedByCode } = edits.state.value;
    return { state, reason, replacedByCode };
  }
  const state = imported.state ?? FIELD_DEFAULTS.state;
  if (isMissing && state !== 'CLOSED') return { state: 'SUSPENDED', reason: MISSING_REASON, replacedByCode: null };
  return { state, reason: null, replacedByCode: null };
}

/** Where each field's counting value came from. */
export function countingOrigins(origins: Origins, edits: Edits): { field: FieldName; source: string; at: string }[] {
  return FIELD_NAMES.flatMap((field) => {
    const edit = edits[field];
    if (edit) return [{ field, source: OPERATOR_SOURCE, at: edit.at }];
    const origin = origins[field];
    return origin ? [{ field, source: origin.source, at: origin.at }] : [];
  });
}
