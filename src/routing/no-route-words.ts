import type { Language } from '#libs/refusals';
import type { NoWayReason } from '#libs/routing';
import type { Ends } from './journeys.js';
import type { NoRouteReason } from './route-plan.inputs.js';
import type { CarrierNetwork } from './timetables.js';

/** A reason in the reader's language, with hours as the clocks at its point show them. */
export function toldReason(
  reason: NoWayReason,
  network: CarrierNetwork,
  ends: Ends,
  language: Language,
): NoRouteReason {
  const closed = closedStops(reason, network);
  if (closed.length > 0) {
    const names = closed.map((id) => network.stops.get(id)?.name ?? id).join(', ');
    return {
      code: 'STOP_CLOSED',
      networkCode: network.code,
      detail: `${language === 'fr' ? 'fermé :' : 'closed:'} ${names}`,
    };
  }
  const detail = WORDS[language](reason, network, {
    there: (seconds) => hourText(seconds, ends.to.timeZone, language),
    here: (seconds) => hourText(seconds, ends.from.timeZone, language),
    kilograms: (grams) => (grams / 1000).toLocaleString(language, { maximumFractionDigits: 2 }),
  });
  return { code: reason.code, networkCode: network.code, detail };
}

/** The stops for whose closing, and not for want of room, trips take nothing along; empty where a vehicle is full. */
function closedStops(reason: NoWayReason, { disrupted, planner }: CarrierNetwork): string[] {
  if (reason.code !== 'NO_ROOM') return [];
  const closed = reason.trips.map(({ tripId, date }) => {
    const number = planner.network.runNumber(tripId, date);
    const calls = number === null ? [] : (planner.network.runs[number]?.trip.stopTimes ?? []);
    return disrupted.closedStops(date).filter((id) => calls.some(({ stopId }) => stopId === id));
  });
  return closed.some((stops) => stops.length === 0) ? [] : [...new Set(closed.flat())];
}

interface Writer {
  here: (seconds: number | null) => string;
  there: (seconds: number | null) => string;
  kilograms: (grams: number) => string;
}

type Words = (reason: NoWayReason, network: CarrierNetwork, writer: Writer) => string;

const WORDS: Readonly<Record<Language, Words>> = { en: english, fr: french };

function english(reason: NoWayReason, network: CarrierNetwork, { here, there, kilograms }: Writer): string {
  switch (reason.code) {
    case 'AFTER_CUT_OFF':
      return `it would have had to be handed in by ${here(reason.untilSeconds)}`;
    case 'TOO_HEAVY':
      return `too heavy for ${linesOf(reason, network)}, which takes up to ${kilograms(reason.maxWeightGrams)} kg`;
    case 'WEIGHT_NOT_SAID':
      return `say what it weighs: ${linesOf(reason, network)} takes up to ${kilograms(reason.maxWeightGrams)} kg`;
    case 'NO_ROOM':
      return `no room left on ${tripsOf(reason)}`;
    case 'CANCELLED':
      return `cancelled: ${tripsOf(reason)}`;
    case 'DROP_OFF_CLOSED':
      return reason.opensSeconds === null
        ? 'the drop-off point does not open'
        : `the drop-off point opens ${here(reason.opensSeconds)}`;
    case 'COLLECTION_CLOSED':
      return reason.opensSeconds === null
        ? 'the pickup point does not open'
        : `the pickup point opens ${there(reason.opensSeconds)}`;
    case 'NO_LINE_ON_DAY':
      return 'no line goes there in time';
    case 'NO_LINE':
      return 'no line goes there in the coming weeks';
  }
}

function french(reason: NoWayReason, network: CarrierNetwork, { here, there, kilograms }: Writer): string {
  switch (reason.code) {
    case 'AFTER_CUT_OFF':
      return `il aurait fallu le déposer avant le ${here(reason.untilSeconds)}`;
    case 'TOO_HEAVY':
      return `trop lourd pour ${linesOf(reason, network)}, limité à ${kilograms(reason.maxWeightGrams)} kg`;
    case 'WEIGHT_NOT_SAID':
      return `indiquez le poids : ${linesOf(reason, network)} est limité à ${kilograms(reason.maxWeightGrams)} kg`;
    case 'NO_ROOM':
      return `plus de place dans ${tripsOf(reason)}`;
    case 'CANCELLED':
      return `supprimé : ${tripsOf(reason)}`;
    case 'DROP_OFF_CLOSED':
      return reason.opensSeconds === null
        ? 'le point de dépôt n’ouvre pas'
        : `le point de dépôt ouvre le ${here(reason.opensSeconds)}`;
    case 'COLLECTION_CLOSED':
      return reason.opensSeconds === null
        ? 'le point de retrait n’ouvre pas'
        : `le point de retrait ouvre le ${there(reason.opensSeconds)}`;
    case 'NO_LINE_ON_DAY':
      return 'aucune ligne n’y va à temps';
    case 'NO_LINE':
      return 'aucune ligne n’y va dans les semaines à venir';
  }
}

function linesOf({ lineIds }: { lineIds: readonly string[] }, { lineNames }: CarrierNetwork): string {
  return lineIds.map((id) => lineNames.get(id) ?? id).join(', ');
}

function tripsOf({ trips }: { trips: readonly { tripId: string; date: string }[] }): string {
  return trips.map(({ tripId, date }) => `${tripId} (${date})`).join(', ');
}

const CLOCKS = new Map<string, Intl.DateTimeFormat>();

/** An instant as the clocks of a zone show it, with its weekday. */
export function hourText(seconds: number | null, timeZone: string, language: Language): string {
  if (seconds === null) return '';
  const key = `${language} ${timeZone}`;
  let clock = CLOCKS.get(key);
  if (clock === undefined) {
    const day = { weekday: 'long', day: 'numeric', month: 'long' } as const;
    const locale = language === 'fr' ? 'fr-FR' : 'en-GB';
    clock = new Intl.DateTimeFormat(locale, { ...day, hour: '2-digit', minute: '2-digit', timeZone });
    CLOCKS.set(key, clock);
  }
  return clock.format(seconds * 1000);
}
