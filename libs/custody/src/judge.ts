import type { Caller, Question } from './entitlement.js';
import { actorOf, isEntitled, naturalSide } from './entitlement.js';
import type { HandoverInput, NormalisedInput } from './fingerprint.js';
import { contentFingerprint, normalisedInput } from './fingerprint.js';
import type { FoldOptions } from './fold.js';
import { fold } from './fold.js';
import { happenedAtOf } from './happened-at.js';
import { customerOf, holderAt, merchantOf } from './parties.js';
import type { Discrepancy, ParcelState } from './state.js';
import { rulesFor } from './table.js';
import type { Custodian, Entry, ParcelFacts, Side } from './words.js';
import { isEntryKind, SIDES } from './words.js';

/** How the pickup code was found by whoever can check it. */
export type CodeOutcome = 'RIGHT' | 'WRONG' | 'ABSENT' | 'OFFLINE_UNCHECKED';

export const WRONG_TRIES_BEFORE_LOCK = 5;
const LAST_KEPT_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

export interface ProposedHandover {
  input: HandoverInput;
  /** Now, in milliseconds since 1970. */
  recordedAt: number;
  /** When it reached us, where it waited for somebody's decision since: it has not happened later than that. */
  receivedAt?: number;
  /** The device's clock minus ours in milliseconds, measured at sync. */
  clockOffsetMs?: number | null;
  /** Whether the sender waits for the answer before acting. What already happened cannot be refused for its state. */
  online: boolean;
  codeOutcome?: CodeOutcome;
  /** Wrong codes already tried for this parcel, this one not counted. */
  wrongTries?: number;
  /** What to compare and store instead of `contentFingerprint(input)`, such as its hash. */
  fingerprint?: string;
}

export type RefusalCode =
  | 'BAD_INPUT'
  | 'FORBIDDEN'
  | 'KEY_REUSED'
  | 'CODE_REQUIRED'
  | 'CODE_WRONG'
  | 'CODE_LOCKED'
  | 'STATE_DOES_NOT_ALLOW';

export interface Refused {
  outcome: 'REFUSED';
  refusal: RefusalCode;
  details: Readonly<Record<string, string | number>>;
}

export interface Recorded {
  outcome: 'RECORDED';
  /** To be appended to the ledger as it is. */
  entry: Entry;
  /** The discrepancies that this entry brought up, and those that it settled. */
  opened: Discrepancy[];
  closed: Discrepancy[];
  /** The state without it. */
  before: ParcelState;
  state: ParcelState;
}

export type Judgement = Refused | Recorded | { outcome: 'DUPLICATE'; entry: Entry; state: ParcelState };

/**
 * Judges one incoming handover of a parcel that exists. Whatever is physical and sent by someone entitled is recorded;
 * refused are only malformed input (BAD_INPUT), callers who are not entitled (FORBIDDEN), a key with other content
 * (KEY_REUSED), collections attempted online without the right code (CODE_REQUIRED, CODE_WRONG, CODE_LOCKED), and acts
 * asked for online that the state does not allow (STATE_DOES_NOT_ALLOW).
 */
export function judge(
  parcel: ParcelFacts,
  entries: readonly Entry[],
  proposed: ProposedHandover,
  caller: Caller,
  options: FoldOptions = {},
): Judgement {
  const input = normalisedInput(proposed.input);
  const { kind } = input;
  const side = SIDES.find((known) => known === input.side) ?? null;
  if (!isEntryKind(kind)) return refused('BAD_INPUT', { field: 'kind' });
  if (side !== input.side) return refused('BAD_INPUT', { field: 'side' });
  const before = fold(parcel, entries, options);
  const question: Question = { parcel, entries, before, caller, kind, side, input };
  if (!isEntitled(question) && !wasEntitled(question, proposed))
    return refused('FORBIDDEN', { kind, role: caller.role });
  const entry = buildEntry(question, proposed);
  const known = entries.find((other) => other.idempotencyKey === entry.idempotencyKey);
  if (known !== undefined) {
    if (known.fingerprint === entry.fingerprint) return { outcome: 'DUPLICATE', entry: known, state: before };
    return refused('KEY_REUSED', { idempotencyKey: known.idempotencyKey });
  }
  const field = badField(entry);
  if (field !== null) return refused('BAD_INPUT', { field });
  const codeRefusal = kind === 'COLLECTION' && proposed.online ? judgeCode(proposed, caller) : null;
  if (codeRefusal !== null) return codeRefusal;
  const after = fold(parcel, [...entries, entry], options);
  if (proposed.online && !fits(entry, entries, after)) return refused('STATE_DOES_NOT_ALLOW', { state: before.state });
  return {
    outcome: 'RECORDED',
    entry,
    opened: without(after.discrepancies, before.discrepancies),
    closed: without(before.discrepancies, after.discrepancies),
    before,
    state: after,
  };
}

/**
 * Whether the caller was entitled when it happened: what it did then is not undone by what has been booked or recorded
 * since. What is asked for now is judged by what holds now.
 */
function wasEntitled(question: Question, proposed: ProposedHandover): boolean {
  const { parcel, entries, input } = question;
  const { online, clockOffsetMs, recordedAt, receivedAt = recordedAt } = proposed;
  if (online) return false;
  const { happenedAt } = happenedAtOf({ occurredAt: input.occurredAt, clockOffsetMs, recordedAt: receivedAt });
  const then = entries.filter((entry) => entry.happenedAt <= happenedAt);
  // Whose an entry is that it corrects does not depend on when it claims to have happened.
  return isEntitled({ ...question, before: fold(parcel, then) });
}

function refused(refusal: RefusalCode, details: Refused['details'] = {}): Refused {
  return { outcome: 'REFUSED', refusal, details };
}

/** Whether an act asked for online has any effect. Physical entries and observations always fit. */
function fits(entry: Entry, entries: readonly Entry[], after: ParcelState): boolean {
  const { kind, idempotencyKey: key } = entry;
  if (kind === 'ANNOUNCEMENT') return !entries.some((other) => other.kind === 'ANNOUNCEMENT');
  if (kind !== 'CORRECTION') return !after.ignored.includes(key);
  return !after.discrepancies.some(({ code, entryKey }) => code === 'CORRECTION_NAMES_NOTHING' && entryKey === key);
}

/** A locked code is for the operator to settle, who still needs the right one. */
function judgeCode({ codeOutcome, wrongTries = 0 }: ProposedHandover, caller: Caller): Refused | null {
  if (wrongTries >= WRONG_TRIES_BEFORE_LOCK && caller.role !== 'OPERATOR') return refused('CODE_LOCKED');
  if (codeOutcome === 'RIGHT') return null;
  if (codeOutcome !== 'WRONG') return refused('CODE_REQUIRED');
  return refused('CODE_WRONG', { triesLeft: Math.max(0, WRONG_TRIES_BEFORE_LOCK - wrongTries - 1) });
}

/** What no clock shows, before 1970 or after 9999, is no more than flagged: not every database keeps such a time. */
function keptTime(occurredAt: number | null): number | null {
  return occurredAt !== null && (occurredAt < 0 || occurredAt > LAST_KEPT_MS) ? null : occurredAt;
}

function buildEntry(question: Question, proposed: ProposedHandover): Entry {
  const { entries, caller, kind, input } = question;
  const { recordedAt, receivedAt = recordedAt, clockOffsetMs, online, codeOutcome } = proposed;
  // An act asked for online takes effect now: an earlier time would rewrite what has happened since.
  const occurredAt = online && rulesFor(kind).nature === 'ACT' ? null : input.occurredAt;
  const { happenedAt, flagged } = happenedAtOf({ occurredAt, clockOffsetMs, recordedAt: receivedAt });
  const pointCode = input.pointCode ?? ownPlace(question);
  const side = sideOf(question);
  return {
    sequence: entries.reduce((latest, entry) => Math.max(latest, entry.sequence), 0) + 1,
    kind,
    side,
    idempotencyKey: proposed.input.idempotencyKey?.trim() ?? '',
    happenedAt,
    occurredAt: keptTime(input.occurredAt),
    recordedAt,
    clockFlagged: flagged,
    actor: actorOf(caller),
    ...partiesOf(question, side, pointCode),
    pointCode,
    reason: input.reason,
    shelf: input.shelf,
    correctsKey: kind === 'CORRECTION' ? input.correctsKey : null,
    bookedPointCode: kind === 'REBOOKING' || kind === 'ANNOUNCEMENT' ? input.bookedPointCode : null,
    deadline: kind === 'EXTENSION' || kind === 'EXPECTATION' ? input.deadline : null,
    codeChecked: kind === 'COLLECTION' ? codeChecked(codeOutcome) : null,
    fingerprint: proposed.fingerprint ?? contentFingerprint(proposed.input),
  };
}

function codeChecked(outcome: CodeOutcome | undefined): boolean | null {
  if (outcome === 'RIGHT') return true;
  return outcome === 'WRONG' ? false : null;
}

function sideOf({ caller, kind, side }: Question): Side | null {
  if (!rulesFor(kind).twoSided) return null;
  // A carrier that reports a transfer without saying more has taken the parcel, else it would have nothing to scan.
  return side ?? naturalSide(caller.role, kind) ?? (caller.role === 'CARRIER' ? 'RECEIVER' : null);
}

/** The place that a sender need not name: a clerk's point, and a merchant's own shop. */
function ownPlace({ caller, kind, before }: Question): string | null {
  if (caller.role === 'CLERK') return caller.pointCode;
  const atShop = kind === 'READY_AT_SHOP' || kind === 'COLLECTION' || kind === 'CUSTOMER_RETURN' || kind === 'SHELVED';
  return caller.role === 'MERCHANT' && atShop && before.bookedAtOwnShop ? before.bookedPointCode : null;
}

/** The parties as far as the sender knows them; a giver it only supposes is left out. */
function partiesOf(question: Question, side: Side | null, pointCode: string | null): Pick<Entry, 'from' | 'to'> {
  const { parcel, caller, kind, input } = question;
  const merchant = merchantOf(parcel);
  const holder = pointCode === null ? null : holderAt(parcel, pointCode);
  const point: Custodian | null = pointCode === null ? null : { kind: 'POINT', id: pointCode };
  const carrier = carrierOf(caller, input);
  switch (kind) {
    case 'ANNOUNCEMENT':
      return { from: null, to: merchant };
    case 'DROP_OFF':
      return { from: merchant, to: point };
    case 'READY_AT_SHOP':
      return { from: merchant, to: merchant };
    case 'CARRIER_PICKUP':
      return { from: holder ?? (caller.role === 'MERCHANT' ? merchant : null), to: carrier };
    case 'CARRIER_TRANSFER':
      return side === 'GIVER' ? { from: carrier, to: null } : { from: null, to: carrier };
    case 'STORE_RECEIPT':
      return { from: carrier, to: point };
    case 'STORE_REFUSAL':
      return { from: carrier, to: carrier };
    case 'COLLECTION':
      return { from: holder, to: customerOf(parcel) };
    case 'MERCHANT_TAKE_BACK':
      return { from: holder, to: merchant };
    case 'RETURN_RECEIPT':
      return { from: carrier, to: merchant };
    case 'CUSTOMER_RETURN':
      return { from: customerOf(parcel), to: point };
    default:
      return { from: null, to: null };
  }
}

function carrierOf(caller: Caller, input: NormalisedInput): Custodian | null {
  const id = caller.role === 'CARRIER' ? caller.networkCode : input.carrierCode;
  return id === null ? null : { kind: 'CARRIER', id };
}

/** The first field that is malformed, or without which an entry of this kind says nothing. */
function badField(entry: Entry): string | null {
  const { kind, occurredAt, deadline } = entry;
  if (entry.idempotencyKey === '') return 'idempotencyKey';
  if (typeof occurredAt === 'number' && !Number.isFinite(occurredAt)) return 'occurredAt';
  if (rulesFor(kind).to === 'POINT' && !entry.to) return 'pointCode';
  if (kind === 'REBOOKING' && !entry.bookedPointCode) return 'bookedPointCode';
  if (kind === 'EXTENSION' && !Number.isFinite(deadline)) return 'deadline';
  if (kind === 'CORRECTION' && !entry.correctsKey) return 'correctsKey';
  return kind === 'SHELVED' && !entry.shelf ? 'shelf' : null;
}

function without(discrepancies: readonly Discrepancy[], others: readonly Discrepancy[]): Discrepancy[] {
  return discrepancies.filter(
    ({ code, entryKey }) => !others.some((other) => other.code === code && other.entryKey === entryKey),
  );
}
