import { instructionFor } from './discrepancies.js';
import { DAY_MS } from './happened-at.js';
import { countedLedger } from './order.js';
import { isOwnShop, merchantOf, pointOf, receiverOf, sameParty } from './parties.js';
import type { Moment } from './sides.js';
import { mergeSides } from './sides.js';
import type { DiscrepancyCode, ParcelState, TextParams } from './state.js';
import type { When } from './table.js';
import { headingOf, pickRow, rulesFor } from './table.js';
import type { Custodian, Entry, ParcelFacts, State } from './words.js';
import { isFinal } from './words.js';

export interface FoldOptions {
  /** Whether a custodian is set up to scan: only then is its missing side a discrepancy. Without it, nobody is. */
  scans?: (party: Custodian) => boolean;
  /** Now, in milliseconds: a side is not missing before a day has passed. Without it, it is missing at once. */
  asOf?: number;
}

interface Draft extends ParcelState {
  parcel: ParcelFacts;
  options: FoldOptions;
  /** The entry that brought the parcel to a point where it is not booked. */
  strayKey: string | null;
}

/**
 * The state of a parcel, from its entries in whatever order they are given. Total: it has an answer for every sequence
 * of entries and never throws. Custody follows the latest physical entry by `happenedAt`.
 */
export function fold(parcel: ParcelFacts, entries: readonly Entry[], options: FoldOptions = {}): ParcelState {
  const ledger = countedLedger(entries);
  const draft = begin(parcel, ledger.entries, options);
  draft.voided = ledger.voided;
  const announcement = ledger.entries.find((entry) => entry.kind === 'ANNOUNCEMENT');
  for (const moment of mergeSides(parcel, ledger.entries)) {
    if (moment.entry !== announcement) step(draft, moment);
  }
  for (const entry of ledger.entries) if (entry.clockFlagged) report(draft, 'CLOCK', entry, { kind: entry.kind });
  for (const entry of ledger.looseCorrections) report(draft, 'CORRECTION_NAMES_NOTHING', entry, {});
  return finish(draft);
}

/**
 * A parcel exists by its announcement, so the fold starts there whatever the clocks say: a scan that a device dates
 * before it is still a scan of an announced parcel.
 */
function begin(parcel: ParcelFacts, entries: readonly Entry[], options: FoldOptions): Draft {
  const announcement = entries.find((entry) => entry.kind === 'ANNOUNCEMENT');
  const since = announcement?.happenedAt ?? null;
  return {
    parcel,
    options,
    strayKey: null,
    state: 'ANNOUNCED',
    custodian: merchantOf(parcel),
    pointCode: null,
    bookedPointCode: announcement?.bookedPointCode ?? parcel.bookedPointCode,
    bookedAtOwnShop: false,
    heading: 'OUTBOUND',
    shelf: null,
    damaged: false,
    deadline: null,
    extensions: 0,
    possessionSince: since,
    stateSince: since,
    newPointReason: null,
    discrepancies: [],
    ignored: [],
    voided: [],
    changesAt: null,
  };
}

function finish(draft: Draft): ParcelState {
  const { parcel, options: _options, strayKey, ...state } = draft;
  state.bookedAtOwnShop = isOwnShop(parcel, state.bookedPointCode);
  // Being at a wrong point is a fact of the present: it is over once the parcel has moved on or was rebooked.
  if (state.state === 'MISROUTED' && strayKey !== null) {
    const code = state.bookedPointCode === null ? 'RECEIPT_AT_UNBOOKED_POINT' : 'MISROUTED';
    const params = { pointCode: state.pointCode, bookedPointCode: state.bookedPointCode };
    state.discrepancies.push({ code, instruction: instructionFor[code], params, entryKey: strayKey });
  }
  return state;
}

function step(draft: Draft, moment: Moment): void {
  switch (rulesFor(moment.entry.kind).nature) {
    case 'PHYSICAL':
      return handOver(draft, moment);
    case 'ACT':
      return act(draft, moment.entry);
    case 'OBSERVATION':
      return observe(draft, moment.entry);
  }
}

function handOver(draft: Draft, moment: Moment): void {
  const { entry } = moment;
  const { kind } = entry;
  const { state, custodian: holder } = draft;
  const receiver = receiverOf(draft.parcel, entry, holder);
  const pick = pickRow(rulesFor(kind), state, draft.heading, (when) => holds(draft, entry, when));
  if (isFinal(state)) report(draft, 'SCAN_AFTER_FINAL', entry, { kind, state });
  else if (!pick?.expected) report(draft, 'UNEXPECTED_SCAN', entry, { kind, state });
  else if (state !== 'MISSING' && entry.from && !sameParty(draft.parcel, entry.from, holder)) {
    report(draft, 'GIVER_MISMATCH', entry, { giver: entry.from, holder });
  }
  reportKind(draft, entry);
  reportMissingSide(draft, moment, entry.from ?? holder, receiver);
  const after = isFinal(state) ? state : (pick?.row.after ?? state);
  moveTo(draft, entry, after, receiver, placeAfter(draft, entry, receiver));
}

function moveTo(draft: Draft, entry: Entry, state: State, receiver: Custodian, pointCode: string | null): void {
  const moved = pointCode !== draft.pointCode;
  const changedHands = receiver.kind !== draft.custodian.kind || receiver.id !== draft.custodian.id;
  if (changedHands) draft.possessionSince = entry.happenedAt;
  if (moved || changedHands) draft.shelf = null;
  if (moved || state !== draft.state) Object.assign(draft, { deadline: null, extensions: 0 });
  draft.shelf = entry.shelf ?? draft.shelf;
  draft.custodian = receiver;
  if (entry.kind === 'STORE_REFUSAL') draft.newPointReason = entry.reason ?? 'OTHER';
  else if (receiver.kind !== 'CARRIER') draft.newPointReason = null;
  if (state === 'MISROUTED') draft.strayKey = entry.idempotencyKey;
  enter(draft, state, entry, moved);
  draft.pointCode = pointCode;
}

function enter(draft: Draft, state: State, entry: Entry, moved = false): void {
  if (moved || state !== draft.state) draft.stateSince = entry.happenedAt;
  draft.state = state;
  draft.heading = headingOf(state, draft.heading);
}

function act(draft: Draft, entry: Entry): void {
  const pick = pickRow(rulesFor(entry.kind), draft.state, draft.heading, (when) => holds(draft, entry, when));
  if (!pick?.expected || !hasItsObject(entry)) {
    draft.ignored.push(entry.idempotencyKey);
    return;
  }
  if (entry.kind === 'REBOOKING') {
    draft.bookedPointCode = entry.bookedPointCode ?? null;
    draft.newPointReason = null;
  }
  if (entry.kind === 'EXTENSION') {
    draft.deadline = entry.deadline ?? null;
    draft.extensions += 1;
  }
  enter(draft, pick.row.after ?? draft.state, entry);
}

function hasItsObject(entry: Entry): boolean {
  if (entry.kind === 'REBOOKING') return typeof entry.bookedPointCode === 'string';
  return entry.kind !== 'EXTENSION' || typeof entry.deadline === 'number';
}

function observe(draft: Draft, entry: Entry): void {
  const { kind } = entry;
  const { custodian: holder } = draft;
  if (draft.state === 'MISSING') return report(draft, 'SEEN_WHILE_MISSING', entry, { kind });
  if (kind === 'DAMAGE_NOTED') {
    draft.damaged = true;
    return;
  }
  const observer = kind === 'SHELVED' ? (entry.pointCode ?? draft.pointCode) : null;
  const inPlace = kind === 'SHELVED' ? observer !== null && observer === draft.pointCode : holder.kind === 'CARRIER';
  if (!inPlace) return report(draft, 'UNEXPECTED_OBSERVATION', entry, { kind, holder });
  if (kind === 'SHELVED') draft.shelf = entry.shelf ?? null;
}

function holds(draft: Draft, entry: Entry, when: When): boolean {
  const { parcel, bookedPointCode: booked } = draft;
  const point = pointOf(entry);
  const atBooked = booked !== null && point === booked;
  const atOwnShop = isOwnShop(parcel, booked) && (point === null || atBooked);
  switch (when) {
    case 'AT_BOOKED_POINT':
      return atBooked;
    case 'ELSEWHERE':
      return !atBooked;
    case 'AT_OWN_SHOP':
      return atOwnShop;
    case 'NOT_OWN_SHOP':
      return !atOwnShop;
    case 'REBOOKED_ELSEWHERE':
      return booked !== null && booked !== draft.pointCode;
    case 'REBOOKED_WHERE_HELD':
      return draft.pointCode !== null && entry.bookedPointCode === draft.pointCode;
  }
}

function placeAfter(draft: Draft, entry: Entry, receiver: Custodian): string | null {
  if (receiver.kind === 'POINT') return receiver.id;
  return entry.kind === 'READY_AT_SHOP' && holds(draft, entry, 'AT_OWN_SHOP') ? draft.bookedPointCode : null;
}

function reportKind(draft: Draft, entry: Entry): void {
  if (entry.kind === 'READY_AT_SHOP' && holds(draft, entry, 'NOT_OWN_SHOP')) {
    report(draft, 'NOT_OWN_SHOP', entry, { bookedPointCode: draft.bookedPointCode });
  }
  if (entry.kind !== 'COLLECTION' || entry.codeChecked === true) return;
  report(draft, entry.codeChecked === false ? 'CODE_WRONG' : 'CODE_NOT_CHECKED', entry, {});
}

function reportMissingSide(draft: Draft, moment: Moment, giver: Custodian, receiver: Custodian): void {
  const { entry } = moment;
  const { scans, asOf } = draft.options;
  const twoSided = rulesFor(entry.kind).twoSided && (entry.kind !== 'CARRIER_PICKUP' || giver.kind === 'POINT');
  if (!twoSided || moment.bothSides || !entry.side) return;
  const party = entry.side === 'GIVER' ? receiver : giver;
  if (!scans?.(party)) return;
  const missingFrom = entry.happenedAt + DAY_MS + 1;
  if (asOf === undefined || asOf >= missingFrom) {
    return report(draft, 'MISSING_SIDE', entry, { kind: entry.kind, party });
  }
  draft.changesAt = Math.min(draft.changesAt ?? missingFrom, missingFrom);
}

function report(draft: Draft, code: DiscrepancyCode, entry: Entry, params: TextParams): void {
  draft.discrepancies.push({ code, instruction: instructionFor[code], params, entryKey: entry.idempotencyKey });
}
