import type { DiscrepancyCode, InstructionCode, Lang, TextParams } from './state.js';
import { fillText } from './texts.js';

/** What whoever holds the parcel should do about each discrepancy. */
export const instructionFor: Readonly<Record<DiscrepancyCode, InstructionCode>> = {
  UNEXPECTED_SCAN: 'SEND_EARLIER_SCANS',
  GIVER_MISMATCH: 'SEND_EARLIER_SCANS',
  MISROUTED: 'SEND_TO_BOOKED_POINT',
  RECEIPT_AT_UNBOOKED_POINT: 'ASK_FOR_POINT',
  NOT_OWN_SHOP: 'SEND_TO_BOOKED_POINT',
  CODE_NOT_CHECKED: 'CONFIRM_COLLECTION',
  CODE_WRONG: 'CONFIRM_COLLECTION',
  CLOCK: 'CHECK_DEVICE_CLOCK',
  MISSING_SIDE: 'SEND_MISSING_SIDE',
  SCAN_AFTER_FINAL: 'GIVE_BACK_TO_MERCHANT',
  SEEN_WHILE_MISSING: 'SCAN_IT_IN',
  UNEXPECTED_OBSERVATION: 'SCAN_IT_IN',
  CORRECTION_NAMES_NOTHING: 'CHECK_CORRECTION',
};

const texts: Readonly<Record<DiscrepancyCode, Readonly<Record<Lang, string>>>> = {
  UNEXPECTED_SCAN: {
    en: 'The scan “{kind}” does not follow from the state “{state}”.',
    fr: 'Le scan « {kind} » ne fait pas suite à l’état « {state} ».',
  },
  GIVER_MISMATCH: {
    en: 'The scan names {giver} as the giver, but {holder} held the parcel.',
    fr: 'Le scan désigne {giver} comme remettant, mais {holder} détenait le colis.',
  },
  MISROUTED: {
    en: 'The parcel is at point {pointCode}, but it is booked at {bookedPointCode}.',
    fr: 'Le colis est au point {pointCode}, mais il est attendu au point {bookedPointCode}.',
  },
  RECEIPT_AT_UNBOOKED_POINT: {
    en: 'The parcel is at point {pointCode}, and no point is booked for it.',
    fr: 'Le colis est au point {pointCode}, et aucun point n’est réservé pour lui.',
  },
  NOT_OWN_SHOP: {
    en: 'The parcel was made ready at the shop, but it is booked at {bookedPointCode}.',
    fr: 'Le colis a été préparé en boutique, mais il est attendu au point {bookedPointCode}.',
  },
  CODE_NOT_CHECKED: {
    en: 'The parcel was handed over without its pickup code being checked.',
    fr: 'Le colis a été remis sans vérification du code de retrait.',
  },
  CODE_WRONG: {
    en: 'The parcel was handed over against a wrong pickup code.',
    fr: 'Le colis a été remis contre un code de retrait erroné.',
  },
  CLOCK: {
    en: 'The time of “{kind}” is in the future or more than 30 days old.',
    fr: 'L’heure de « {kind} » est dans le futur ou date de plus de 30 jours.',
  },
  MISSING_SIDE: {
    en: 'Only one side recorded “{kind}”; the scan of {party} is missing.',
    fr: 'Une seule partie a enregistré « {kind} » ; il manque le scan de : {party}.',
  },
  SCAN_AFTER_FINAL: {
    en: 'The parcel was scanned (“{kind}”) although it was already “{state}”.',
    fr: 'Le colis a été scanné (« {kind} ») alors qu’il était déjà « {state} ».',
  },
  SEEN_WHILE_MISSING: {
    en: 'The parcel is reported missing, and yet it was seen (“{kind}”).',
    fr: 'Le colis est déclaré perdu, et pourtant il a été vu (« {kind} »).',
  },
  UNEXPECTED_OBSERVATION: {
    en: '“{kind}” was noted where, on record, {holder} holds the parcel.',
    fr: '« {kind} » a été noté alors que, selon le registre, le colis est détenu par : {holder}.',
  },
  CORRECTION_NAMES_NOTHING: {
    en: 'The correction names no earlier entry of this parcel.',
    fr: 'La correction ne désigne aucune entrée antérieure de ce colis.',
  },
};

/** What is wrong, in a sentence for people. What to do about it is `instructionText`. */
export function discrepancyText(code: DiscrepancyCode, lang: Lang, params: TextParams = {}): string {
  return fillText(texts[code][lang], lang, params);
}
