import type { Instruction, InstructionCode, Lang, ParcelState, TextParams } from './state.js';
import { fillText } from './texts.js';

const texts: Readonly<Record<InstructionCode, Readonly<Record<Lang, string>>>> = {
  NOTHING: { en: 'Nothing to do.', fr: 'Rien à faire.' },
  DROP_OFF_PARCEL: {
    en: 'Drop the parcel off at a point, or hand it to the carrier, for point {bookedPointCode}.',
    fr: 'Déposez le colis dans un point, ou remettez-le au transporteur, pour le point {bookedPointCode}.',
  },
  MAKE_READY: {
    en: 'Prepare the parcel in the shop and record it as ready.',
    fr: 'Préparez le colis en boutique et enregistrez-le comme prêt.',
  },
  HAND_TO_CARRIER: {
    en: 'Keep the parcel for the carrier, who takes it to point {bookedPointCode}.',
    fr: 'Gardez le colis pour le transporteur, qui l’emporte au point {bookedPointCode}.',
  },
  DELIVER_TO_BOOKED_POINT: {
    en: 'Deliver the parcel to point {bookedPointCode}.',
    fr: 'Livrez le colis au point {bookedPointCode}.',
  },
  SEND_TO_BOOKED_POINT: {
    en: 'Send the parcel on to point {bookedPointCode}: it is awaited there.',
    fr: 'Réexpédiez le colis au point {bookedPointCode} : il y est attendu.',
  },
  ASK_FOR_POINT: {
    en: 'Keep the parcel and ask the operator for a new point.',
    fr: 'Gardez le colis et demandez un nouveau point à l’opérateur.',
  },
  HAND_TO_CUSTOMER: {
    en: 'Keep the parcel for its customer, and hand it over against the pickup code.',
    fr: 'Gardez le colis pour son client, et remettez-le contre le code de retrait.',
  },
  RETURN_TO_MERCHANT: {
    en: 'Set the parcel aside: it goes back to its merchant, by the carrier or in person.',
    fr: 'Mettez le colis de côté : il retourne au commerçant, par le transporteur ou en main propre.',
  },
  RECORD_TAKE_BACK: {
    en: 'Record that you take the parcel back.',
    fr: 'Enregistrez que vous reprenez le colis.',
  },
  DELIVER_TO_MERCHANT: { en: 'Deliver the parcel to its merchant.', fr: 'Livrez le colis à son commerçant.' },
  GIVE_BACK_TO_MERCHANT: {
    en: 'Do not hand the parcel to a customer: give it back to its merchant.',
    fr: 'Ne remettez pas le colis à un client : rendez-le à son commerçant.',
  },
  SEARCH: {
    en: 'Search for the parcel, and scan it as soon as it is found.',
    fr: 'Recherchez le colis, et scannez-le dès qu’il est retrouvé.',
  },
  SEND_EARLIER_SCANS: {
    en: 'Keep the parcel. Whoever handed it over should send the scans that are missing.',
    fr: 'Gardez le colis. Celui qui l’a remis doit envoyer les scans manquants.',
  },
  SEND_MISSING_SIDE: {
    en: 'Ask {party} to send the missing scan.',
    fr: 'Demandez le scan manquant à : {party}.',
  },
  CONFIRM_COLLECTION: {
    en: 'Have the operator confirm with the customer that the parcel was received.',
    fr: 'Faites confirmer par l’opérateur que le client a bien reçu le colis.',
  },
  CHECK_DEVICE_CLOCK: {
    en: 'Check the clock of the device that scanned.',
    fr: 'Vérifiez l’horloge de l’appareil qui a scanné.',
  },
  CHECK_CORRECTION: {
    en: 'Check which entry was to be corrected, and correct it again.',
    fr: 'Vérifiez quelle entrée devait être corrigée, puis corrigez-la à nouveau.',
  },
  SCAN_IT_IN: {
    en: 'If you hold the parcel, scan it in.',
    fr: 'Si vous détenez le colis, scannez sa réception.',
  },
};

/** What to do, in a sentence for people. */
export function instructionText(code: InstructionCode, lang: Lang, params: TextParams = {}): string {
  return fillText(texts[code][lang], lang, params);
}

/** What whoever holds the parcel now should do next, discrepancies aside. */
export function nextInstruction(state: ParcelState): Instruction {
  const { bookedPointCode, pointCode } = state;
  return { code: nextCode(state), params: { bookedPointCode, pointCode } };
}

function nextCode(state: ParcelState): InstructionCode {
  switch (state.state) {
    case 'ANNOUNCED':
      if (state.bookedPointCode === null) return 'ASK_FOR_POINT';
      return state.bookedAtOwnShop ? 'MAKE_READY' : 'DROP_OFF_PARCEL';
    case 'DROPPED_OFF':
      return state.bookedPointCode === null ? 'ASK_FOR_POINT' : 'HAND_TO_CARRIER';
    case 'IN_TRANSIT':
      return state.newPointReason !== null || state.bookedPointCode === null
        ? 'ASK_FOR_POINT'
        : 'DELIVER_TO_BOOKED_POINT';
    case 'MISROUTED':
      return state.bookedPointCode === null ? 'ASK_FOR_POINT' : 'SEND_TO_BOOKED_POINT';
    case 'AVAILABLE':
      return state.pointCode === state.bookedPointCode ? 'HAND_TO_CUSTOMER' : 'SEND_TO_BOOKED_POINT';
    case 'COLLECTED':
      return 'NOTHING';
    case 'RETURN_DUE':
      return state.custodian.kind === 'MERCHANT' ? 'RECORD_TAKE_BACK' : 'RETURN_TO_MERCHANT';
    case 'RETURNING':
      return 'DELIVER_TO_MERCHANT';
    case 'RETURNED':
    case 'CANCELLED':
      return state.custodian.kind === 'MERCHANT' ? 'NOTHING' : 'GIVE_BACK_TO_MERCHANT';
    case 'MISSING':
      return 'SEARCH';
  }
}
