import type { Reason } from './words.js';
import { REASONS } from './words.js';

/** What a sender asks to have recorded, not yet checked. Instants are milliseconds since 1970. */
export interface HandoverInput {
  idempotencyKey?: string | null;
  kind?: string | null;
  side?: string | null;
  pointCode?: string | null;
  occurredAt?: number | null;
  correctsKey?: string | null;
  shelf?: string | null;
  reason?: string | null;
  /** The carrier's network, where the sender is not that carrier. */
  carrierCode?: string | null;
  bookedPointCode?: string | null;
  deadline?: number | null;
}

const LONGEST_SHELF = 16;

/** The input with blanks as null, a reason from the list, and a shelf short enough not to be a sentence. */
export function normalisedInput(input: HandoverInput) {
  const reason = text(input.reason)?.toUpperCase() ?? null;
  return {
    kind: text(input.kind)?.toUpperCase() ?? '',
    side: text(input.side)?.toUpperCase() ?? null,
    pointCode: text(input.pointCode),
    occurredAt: input.occurredAt ?? null,
    correctsKey: text(input.correctsKey),
    shelf: text(input.shelf)?.slice(0, LONGEST_SHELF) ?? null,
    reason: reason === null ? null : knownReason(reason),
    carrierCode: text(input.carrierCode),
    bookedPointCode: text(input.bookedPointCode),
    deadline: input.deadline ?? null,
  };
}

export type NormalisedInput = ReturnType<typeof normalisedInput>;

/**
 * A canonical string of what was sent, to tell a repetition from a reused key; hashing it is the caller's choice. The
 * key and the label are left out, since keys are compared within one parcel. So is the pickup code: it is short enough
 * to be guessed back from a stored hash.
 */
export function contentFingerprint(input: HandoverInput): string {
  const { kind, side, pointCode, occurredAt, correctsKey, shelf, reason, carrierCode, bookedPointCode, deadline } =
    normalisedInput(input);
  // What `stableJson` would say of it: sorted names, and nothing of what is absent.
  return JSON.stringify({
    bookedPointCode: bookedPointCode ?? undefined,
    carrierCode: carrierCode ?? undefined,
    correctsKey: correctsKey ?? undefined,
    deadline: deadline ?? undefined,
    kind,
    occurredAt: occurredAt ?? undefined,
    pointCode: pointCode ?? undefined,
    reason: reason ?? undefined,
    shelf: shelf ?? undefined,
    side: side ?? undefined,
  });
}

/** JSON with sorted keys and without what is absent, so that equal values give equal strings. */
export function stableJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stableJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value).filter(([, field]) => field !== undefined && field !== null);
  fields.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${stableJson(field)}`).join(',')}}`;
}

function text(value: string | null | undefined): string | null {
  const trimmed = value?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}

/** The ledger holds no free text, and a badly named reason must not cost a physical fact. */
function knownReason(reason: string): Reason {
  return REASONS.find((known) => known === reason) ?? 'OTHER';
}
