import type { CleanRecord } from './clean.js';
import { FIELD_DEFAULTS, FIELD_NAMES, type FieldName, type PointFields } from './fields.js';
import type { PointFlag } from './flags.js';
import { countingFields, type Edits, type Origins, type Standing, standingOf } from './origins.js';

/** What is stored of a point that came by an import before. */
export interface StoredRecord {
  imported: Partial<PointFields>;
  edits: Edits;
  origins: Origins;
  flags: readonly string[];
  isMissing: boolean;
}

/** What a record makes of a point. */
export interface Merged {
  outcome: 'ADDED' | 'CHANGED' | 'UNCHANGED';
  /** The fields whose imported value is another than before; empty for an added point. */
  changed: FieldName[];
  /** False if everything that would be stored is stored already. */
  isStale: boolean;
  imported: Partial<PointFields>;
  origins: Origins;
  flags: string[];
  /** The fields that count, an operator's edits over the import's. */
  fields: PointFields;
  standing: Standing;
}

/**
 * Lays a record over what is stored, field by field: only fields that the file states and that differ change, and with
 * them their origin. What an operator edited keeps counting, and the import's word is kept beneath it.
 *
 * @param origin - The source, and the instant (RFC 3339) of the import.
 */
export function mergeRecord(
  stored: StoredRecord | null,
  record: Pick<CleanRecord, 'fields' | 'flags'>,
  origin: { source: string; at: string },
): Merged {
  const imported: Record<string, unknown> = { ...stored?.imported };
  const origins: Origins = { ...stored?.origins };
  const changed: FieldName[] = [];
  for (const field of FIELD_NAMES) {
    const value = record.fields[field];
    if (value === undefined || (stored !== null && isSame(value, importedValue(stored, field)))) continue;
    imported[field] = value;
    origins[field] = origin;
    if (stored !== null) changed.push(field);
  }
  const edits = stored?.edits ?? {};
  const fields = countingFields(imported, edits);
  const flags = flagsOf(record.flags, fields, stored?.flags ?? []);
  return {
    outcome: stored === null ? 'ADDED' : changed.length > 0 ? 'CHANGED' : 'UNCHANGED',
    changed,
    isStale: stored === null || changed.length > 0 || stored.isMissing || !isSame(flags, [...stored.flags].sort()),
    imported,
    origins,
    flags,
    fields,
    standing: standingOf(imported, edits, false),
  };
}

function importedValue({ imported }: StoredRecord, field: FieldName): unknown {
  return imported[field] ?? (FIELD_DEFAULTS as Partial<PointFields>)[field] ?? null;
}

/** The flags of a point, sorted. Twins are known only when the whole file is read, so that one is left as it was. */
function flagsOf(found: readonly PointFlag[], fields: PointFields, before: readonly string[]): string[] {
  const flags = new Set<string>(found);
  if (fields.hours === null) flags.add('HOURS_UNKNOWN' satisfies PointFlag);
  if (before.includes('NEAR_TWIN' satisfies PointFlag)) flags.add('NEAR_TWIN');
  return [...flags].sort();
}

/** Equal as JSON, whatever the order of keys: the database gives objects back in an order of its own. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [Object.entries(a), b as Record<string, unknown>];
  return left.length === Object.keys(right).length && left.every(([key, value]) => isSame(value, right[key]));
}

/** Whether so many points of a source are gone at once that it is the file which is doubted. */
export function isTooManyMissing(missing: number, ofSource: number): boolean {
  return missing * 10 > ofSource;
}
