import type { ParcelState } from './state.js';
import type { Entry, State } from './words.js';

/** What the world outside is told of a parcel. A name, once published, is never given another meaning. */
export const EVENT_TYPES = [
  'parcel.announced',
  'parcel.dropped_off',
  'parcel.in_transit',
  'parcel.misrouted',
  'parcel.available',
  'parcel.collected',
  'parcel.return_due',
  'parcel.returning',
  'parcel.returned',
  'parcel.missing',
  'parcel.cancelled',
  'parcel.rebooked',
  'parcel.extended',
  'parcel.delayed',
  'parcel.corrected',
  'parcel.recorded',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

const ENTERED: Record<State, EventType> = {
  ANNOUNCED: 'parcel.announced',
  DROPPED_OFF: 'parcel.dropped_off',
  IN_TRANSIT: 'parcel.in_transit',
  MISROUTED: 'parcel.misrouted',
  AVAILABLE: 'parcel.available',
  COLLECTED: 'parcel.collected',
  RETURN_DUE: 'parcel.return_due',
  RETURNING: 'parcel.returning',
  RETURNED: 'parcel.returned',
  MISSING: 'parcel.missing',
  CANCELLED: 'parcel.cancelled',
};

/**
 * What an entry means to others: the state or the place that it brought the parcel to, else what was decided. What did
 * neither (an observation, the second side of a moment, a scan that came too late to matter) is merely recorded. Every
 * entry is exactly one event, so that a parcel's events are numbered without gaps, like its ledger.
 *
 * @param before - The state before the entry was recorded; null before the announcement.
 */
export function eventTypeOf(
  before: Pick<ParcelState, 'state' | 'pointCode'> | null,
  { kind }: Pick<Entry, 'kind'>,
  after: Pick<ParcelState, 'state' | 'pointCode'>,
): EventType {
  if (kind === 'CORRECTION') return 'parcel.corrected';
  const isElsewhere =
    before?.state !== after.state || (after.pointCode !== null && before.pointCode !== after.pointCode);
  if (isElsewhere) return ENTERED[after.state];
  if (kind === 'REBOOKING') return 'parcel.rebooked';
  if (kind === 'EXTENSION') return 'parcel.extended';
  if (kind === 'EXPECTATION') return 'parcel.delayed';
  return 'parcel.recorded';
}
