import type { Discrepancy, Lang, ParcelState, TextParams } from './state.js';
import { fillText } from './texts.js';
import type { Custodian, State } from './words.js';

/** What an operator has to look at, the most urgent first. */
export const EXCEPTION_KINDS = [
  'MISSING',
  'MISROUTED',
  'NEEDS_POINT',
  'POINT_NOT_OPEN',
  'NO_WAY',
  'CODE_LOCKED',
  'OVERDUE',
  'SILENT',
  'DISCREPANCY',
] as const;
export type ExceptionKind = (typeof EXCEPTION_KINDS)[number];

/** After so many days in the same hands a parcel that should move on is asked after. */
export const LATE_DAYS = 7;
const LATE_MS = LATE_DAYS * 86_400_000;

/** The states in which a parcel is on its way, so that nothing being heard of it for days means something. */
export const MOVING_STATES: readonly State[] = ['DROPPED_OFF', 'IN_TRANSIT', 'MISROUTED', 'RETURNING'];

/** The states in which it still matters whether the booked point can be reached. */
export const BOUND_STATES: readonly State[] = ['ANNOUNCED', 'DROPPED_OFF', 'IN_TRANSIT', 'MISROUTED', 'AVAILABLE'];

/** The states in which it still has a way to its point before it. */
export const WAY_STATES: readonly State[] = ['ANNOUNCED', 'DROPPED_OFF', 'IN_TRANSIT', 'MISROUTED'];

/** What is known of a parcel that an operator may have to look at. Instants are milliseconds since 1970. */
export interface Watched {
  state: State;
  custodian: Custodian;
  /** Where it lies; null with a carrier, a customer or a merchant, and while it is missing. */
  pointCode: string | null;
  bookedPointCode: string;
  needsPoint: boolean;
  isBookedPointOpen: boolean;
  /** Whether a place is kept for it there: an announced parcel that has lost its own is nobody's business any more. */
  isBooked: boolean;
  /** Whether no line of a carrier leads to its point any more. */
  hasNoWay: boolean;
  isCodeLocked: boolean;
  possessionSince: number;
  deadline: number | null;
  discrepancies: readonly Discrepancy[];
}

/** Whether a point has refused the parcel, so that whoever holds it waits for a new one. */
export function needsPoint(state: Pick<ParcelState, 'state' | 'newPointReason'>): boolean {
  return state.state === 'IN_TRANSIT' && state.newPointReason !== null;
}

/** What about a parcel is not as it should be, the most urgent first; empty for nearly all. */
export function exceptionsOf(parcel: Watched, now: number): ExceptionKind[] {
  const { state, possessionSince, deadline } = parcel;
  const isBound = state !== 'ANNOUNCED' || parcel.isBooked;
  const isLate = possessionSince <= now - LATE_MS;
  const holds: Record<ExceptionKind, boolean> = {
    MISSING: state === 'MISSING',
    MISROUTED: state === 'MISROUTED',
    NEEDS_POINT: parcel.needsPoint,
    POINT_NOT_OPEN: isBound && BOUND_STATES.includes(state) && !parcel.isBookedPointOpen,
    NO_WAY: isBound && WAY_STATES.includes(state) && parcel.hasNoWay,
    CODE_LOCKED: state === 'AVAILABLE' && parcel.isCodeLocked,
    OVERDUE: (state === 'AVAILABLE' && deadline !== null && deadline <= now) || (state === 'RETURN_DUE' && isLate),
    SILENT: MOVING_STATES.includes(state) && isLate,
    DISCREPANCY: parcel.discrepancies.length > 0,
  };
  return EXCEPTION_KINDS.filter((kind) => holds[kind]);
}

type Words = Readonly<Record<Lang, { is: string; todo: string }>>;

const texts: Readonly<Record<Exclude<ExceptionKind, 'DISCREPANCY'>, Words>> = {
  MISSING: {
    en: { is: 'Reported missing; {holder} had it last.', todo: 'Have it searched for there. Any scan finds it again.' },
    fr: {
      is: 'Déclaré perdu ; dernier détenteur connu : {holder}.',
      todo: 'Faites-le rechercher là-bas. Tout scan le retrouve.',
    },
  },
  MISROUTED: {
    en: {
      is: 'It lies at {pointCode}, and is awaited at {bookedPointCode}.',
      todo: 'Have it sent on, or book it where it lies if that suits its customer.',
    },
    fr: {
      is: 'Il se trouve au point {pointCode}, et il est attendu au point {bookedPointCode}.',
      todo: 'Faites-le réexpédier, ou réservez-le là où il est si cela convient au client.',
    },
  },
  NEEDS_POINT: {
    en: {
      is: 'Point {bookedPointCode} has refused it; {holder} keeps it until a new one is booked.',
      todo: 'Choose one of the proposed points, and book it.',
    },
    fr: {
      is: 'Le point {bookedPointCode} l’a refusé ; en attente d’un nouveau point chez : {holder}.',
      todo: 'Choisissez l’un des points proposés, et réservez-le.',
    },
  },
  POINT_NOT_OPEN: {
    en: {
      is: 'It is bound for point {bookedPointCode}, which is not open.',
      todo: 'Look at the moves proposed for that point, and book them.',
    },
    fr: {
      is: 'Il est destiné au point {bookedPointCode}, qui n’est pas ouvert.',
      todo: 'Consultez les déplacements proposés pour ce point, et réservez-les.',
    },
  },
  NO_WAY: {
    en: {
      is: 'No line leads to point {bookedPointCode} any more from where it is ({holder}), or none that has room.',
      todo: 'Book another point that can be reached, give vehicles more room, or end what disrupts its way.',
    },
    fr: {
      is: 'Plus aucune ligne, ou aucune qui ait de la place, ne mène au point {bookedPointCode} depuis là où il est ({holder}).',
      todo: 'Réservez un autre point qui soit desservi, donnez plus de place aux véhicules, ou mettez fin à ce qui perturbe son trajet.',
    },
  },
  CODE_LOCKED: {
    en: {
      is: 'Its pickup code was given wrongly too often, and is locked.',
      todo: 'Ask the customer for their code or QR, and record the collection yourself.',
    },
    fr: {
      is: 'Son code de retrait a été saisi faux trop souvent, et il est bloqué.',
      todo: 'Demandez au client son code ou son QR, et enregistrez le retrait vous-même.',
    },
  },
  OVERDUE: {
    en: {
      is: 'It should have left {holder} by now.',
      todo: 'Have it fetched for its merchant, or agree on a later day.',
    },
    fr: {
      is: 'Il devrait déjà avoir quitté : {holder}.',
      todo: 'Faites-le reprendre pour son commerçant, ou convenez d’un délai.',
    },
  },
  SILENT: {
    en: {
      is: `Nothing has been heard of it for ${LATE_DAYS} days; {holder} has it.`,
      todo: 'Ask there. If it is not found, report it as missing.',
    },
    fr: {
      is: `Aucune nouvelle depuis ${LATE_DAYS} jours ; détenteur : {holder}.`,
      todo: 'Renseignez-vous là-bas. S’il n’est pas retrouvé, déclarez-le perdu.',
    },
  },
};

/** What is wrong, and what an operator does about it, in sentences. A discrepancy has texts of its own. */
export function exceptionTexts(
  kind: Exclude<ExceptionKind, 'DISCREPANCY'>,
  lang: Lang,
  params: TextParams,
): { is: string; todo: string } {
  const { is, todo } = texts[kind][lang];
  return { is: fillText(is, lang, params), todo: fillText(todo, lang, params) };
}
