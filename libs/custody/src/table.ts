import type { CustodianKind, EntryKind, Heading, Role, State } from './words.js';
import { OPEN_STATES, STATES } from './words.js';

/** PHYSICAL entries say who holds the parcel; an ACT changes the plan; an OBSERVATION changes neither. */
export type Nature = 'PHYSICAL' | 'ACT' | 'OBSERVATION';

/** What must be true of the place for a row to apply. */
export type When =
  | 'AT_BOOKED_POINT'
  | 'ELSEWHERE'
  | 'AT_OWN_SHOP'
  | 'NOT_OWN_SHOP'
  | 'REBOOKED_ELSEWHERE'
  | 'REBOOKED_WHERE_HELD';

export interface Row {
  before: readonly (State | 'NOTHING')[];
  /** Null leaves the state as it is. */
  after: State | null;
  when?: When;
}

/** One kind's part of the table. */
export interface KindRule {
  kind: EntryKind;
  nature: Nature;
  /** Who may give; empty when nothing changes hands. */
  from: readonly CustodianKind[];
  to: CustodianKind | null;
  /** Both giver and receiver may record the same moment. */
  twoSided: boolean;
  roles: readonly Role[];
  rows: readonly Row[];
}

export interface Transition extends Omit<KindRule, 'rows'>, Row {}

function physical(
  kind: EntryKind,
  from: readonly CustodianKind[],
  to: CustodianKind,
  roles: readonly Role[],
  rows: readonly Row[],
  twoSided = false,
): KindRule {
  return { kind, nature: 'PHYSICAL', from, to, twoSided, roles, rows };
}

function act(kind: EntryKind, roles: readonly Role[], rows: readonly Row[], to: CustodianKind | null = null): KindRule {
  return { kind, nature: 'ACT', from: [], to, twoSided: false, roles, rows };
}

function observation(kind: EntryKind, roles: readonly Role[]): KindRule {
  return { kind, nature: 'OBSERVATION', from: [], to: null, twoSided: false, roles, rows: [unchanged(STATES)] };
}

function unchanged(before: readonly State[]): Row {
  return { before, after: null };
}

/** The parcel is not yet on its way back, so that its booked point still matters. A missing one may be found. */
const REBOOKABLE: readonly State[] = ['ANNOUNCED', 'DROPPED_OFF', 'IN_TRANSIT', 'MISROUTED', 'AVAILABLE', 'MISSING'];

/**
 * The transition table. MISSING stands before every physical row, because any handover finds a missing parcel.
 * The order of the kinds breaks ties between equal instants, and the order of rows puts the narrower one first.
 */
export const rules: readonly KindRule[] = [
  act('ANNOUNCEMENT', ['MERCHANT', 'OPERATOR', 'SYSTEM'], [{ before: ['NOTHING'], after: 'ANNOUNCED' }], 'MERCHANT'),
  physical(
    'DROP_OFF',
    ['MERCHANT'],
    'POINT',
    ['CLERK', 'OPERATOR', 'SYSTEM'],
    [
      { when: 'AT_BOOKED_POINT', before: ['ANNOUNCED', 'MISSING'], after: 'AVAILABLE' },
      { when: 'ELSEWHERE', before: ['ANNOUNCED', 'MISSING'], after: 'DROPPED_OFF' },
    ],
  ),
  physical(
    'READY_AT_SHOP',
    ['MERCHANT'],
    'MERCHANT',
    ['MERCHANT', 'CLERK', 'OPERATOR'],
    [
      { when: 'AT_OWN_SHOP', before: ['ANNOUNCED', 'MISSING'], after: 'AVAILABLE' },
      { when: 'NOT_OWN_SHOP', before: ['ANNOUNCED', 'MISSING'], after: 'ANNOUNCED' },
    ],
  ),
  physical(
    'CARRIER_PICKUP',
    ['MERCHANT', 'POINT'],
    'CARRIER',
    ['MERCHANT', 'CLERK', 'CARRIER', 'OPERATOR', 'SYSTEM'],
    [
      { when: 'REBOOKED_ELSEWHERE', before: ['AVAILABLE'], after: 'IN_TRANSIT' },
      { before: ['ANNOUNCED', 'DROPPED_OFF', 'MISROUTED', 'MISSING'], after: 'IN_TRANSIT' },
      { before: ['RETURN_DUE', 'MISSING'], after: 'RETURNING' },
    ],
    true,
  ),
  physical(
    'CARRIER_TRANSFER',
    ['CARRIER'],
    'CARRIER',
    ['CARRIER', 'OPERATOR', 'SYSTEM'],
    [
      { before: ['IN_TRANSIT', 'MISSING'], after: 'IN_TRANSIT' },
      { before: ['RETURNING', 'MISSING'], after: 'RETURNING' },
    ],
    true,
  ),
  physical(
    'STORE_RECEIPT',
    ['CARRIER'],
    'POINT',
    ['CLERK', 'CARRIER', 'OPERATOR', 'SYSTEM'],
    [
      { when: 'AT_BOOKED_POINT', before: ['IN_TRANSIT', 'MISSING'], after: 'AVAILABLE' },
      { when: 'ELSEWHERE', before: ['IN_TRANSIT', 'MISSING'], after: 'MISROUTED' },
    ],
    true,
  ),
  physical(
    'STORE_REFUSAL',
    ['CARRIER'],
    'CARRIER',
    ['CLERK', 'CARRIER', 'OPERATOR', 'SYSTEM'],
    [{ before: ['IN_TRANSIT', 'MISSING'], after: 'IN_TRANSIT' }],
  ),
  act(
    'REBOOKING',
    ['MERCHANT', 'CUSTOMER', 'OPERATOR', 'SYSTEM'],
    [
      // Otherwise a parcel that was rebooked to where it lies would never be announced to its customer.
      { when: 'REBOOKED_WHERE_HELD', before: ['DROPPED_OFF', 'MISROUTED'], after: 'AVAILABLE' },
      unchanged(REBOOKABLE),
    ],
  ),
  act('EXTENSION', ['MERCHANT', 'CLERK', 'CUSTOMER', 'OPERATOR', 'SYSTEM'], [unchanged(['AVAILABLE'])]),
  // What was promised cannot be kept: nobody decides that, and everybody is told.
  act('EXPECTATION', ['SYSTEM'], [unchanged(['ANNOUNCED', 'DROPPED_OFF', 'IN_TRANSIT', 'MISROUTED'])]),
  physical(
    'COLLECTION',
    ['POINT', 'MERCHANT'],
    'CUSTOMER',
    ['MERCHANT', 'CLERK', 'OPERATOR', 'SYSTEM'],
    [{ before: ['AVAILABLE', 'MISSING'], after: 'COLLECTED' }],
  ),
  act(
    'CUSTOMER_REFUSAL',
    ['MERCHANT', 'CLERK', 'CUSTOMER', 'OPERATOR'],
    [{ before: ['AVAILABLE'], after: 'RETURN_DUE' }],
  ),
  act('RETENTION_OVER', ['OPERATOR', 'SYSTEM'], [{ before: ['AVAILABLE'], after: 'RETURN_DUE' }]),
  act('RECALL', ['MERCHANT', 'OPERATOR'], [{ before: ['AVAILABLE', 'DROPPED_OFF'], after: 'RETURN_DUE' }]),
  physical(
    'MERCHANT_TAKE_BACK',
    ['POINT', 'MERCHANT'],
    'MERCHANT',
    ['MERCHANT', 'CLERK', 'OPERATOR'],
    [{ before: ['RETURN_DUE', 'MISSING'], after: 'RETURNED' }],
  ),
  physical(
    'RETURN_RECEIPT',
    ['CARRIER'],
    'MERCHANT',
    ['MERCHANT', 'CARRIER', 'OPERATOR', 'SYSTEM'],
    [{ before: ['RETURNING', 'MISSING'], after: 'RETURNED' }],
  ),
  physical(
    'CUSTOMER_RETURN',
    ['CUSTOMER'],
    'POINT',
    ['MERCHANT', 'CLERK', 'OPERATOR', 'SYSTEM'],
    [{ before: ['COLLECTED', 'MISSING'], after: 'RETURN_DUE' }],
  ),
  act(
    'LOSS_REPORT',
    ['MERCHANT', 'CLERK', 'CARRIER', 'OPERATOR', 'SYSTEM'],
    [{ before: OPEN_STATES, after: 'MISSING' }],
  ),
  act('CANCELLATION', ['MERCHANT', 'OPERATOR', 'SYSTEM'], [{ before: ['ANNOUNCED'], after: 'CANCELLED' }]),
  act('CORRECTION', ['MERCHANT', 'CLERK', 'CARRIER', 'OPERATOR'], [unchanged(STATES)]),
  observation('HUB_ARRIVAL', ['CARRIER', 'OPERATOR', 'SYSTEM']),
  observation('HUB_DEPARTURE', ['CARRIER', 'OPERATOR', 'SYSTEM']),
  observation('SHELVED', ['MERCHANT', 'CLERK', 'OPERATOR']),
  observation('DAMAGE_NOTED', ['MERCHANT', 'CLERK', 'CARRIER', 'OPERATOR', 'SYSTEM']),
];

/** The same table, one line for each state change. */
export const transitions: readonly Transition[] = rules.flatMap(({ rows, ...rule }) =>
  rows.map((row) => ({ ...rule, ...row })),
);

const rulesByKind = new Map<string, KindRule>(rules.map((rule) => [rule.kind, rule]));
const placesInTable = new Map<string, number>(rules.map((rule, place) => [rule.kind, place]));

/** The table's part for one kind. A kind that a later version wrote has none. */
export function rulesFor(kind: EntryKind): KindRule;
export function rulesFor(kind: string): KindRule | undefined;
export function rulesFor(kind: string): KindRule | undefined {
  return rulesByKind.get(kind);
}

/** Whether a role may record a kind at all. Where it may do so is the business of `judge`. */
export function mayRecord(role: Role, kind: EntryKind): boolean {
  return rulesFor(kind).roles.includes(role);
}

export function placeInTable(kind: EntryKind): number {
  return placesInTable.get(kind) ?? rules.length;
}

/**
 * The row that an entry takes, and whether the table expects it in that state. Where the state is not listed, a
 * physical entry still takes its kind's row, so the choice falls on the one that keeps the parcel's heading.
 */
export function pickRow(
  rule: KindRule,
  state: State,
  heading: Heading,
  holds: (when: When) => boolean,
): { row: Row; expected: boolean } | null {
  const possible = rule.rows.filter((row) => row.when === undefined || holds(row.when));
  const expected = possible.filter((row) => row.before.includes(state));
  const candidates = expected.length > 0 ? expected : possible;
  const row = candidates.find(({ after }) => after === null || headingOf(after, heading) === heading) ?? candidates[0];
  return row === undefined ? null : { row, expected: expected.length > 0 };
}

/** Where a parcel in this state is heading. A missing one keeps the heading it had. */
export function headingOf(state: State, previous: Heading): Heading {
  if (state === 'MISSING') return previous;
  return state === 'RETURN_DUE' || state === 'RETURNING' || state === 'RETURNED' ? 'RETURN' : 'OUTBOUND';
}
