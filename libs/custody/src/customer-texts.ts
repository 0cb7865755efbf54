import type { Lang, ParcelState } from './state.js';
import type { State } from './words.js';

type Words = Readonly<Record<Lang, string>>;

const texts: Readonly<Record<State, Words>> = {
  ANNOUNCED: {
    en: 'The merchant is preparing your parcel. Nothing to do: you will be told when it can be collected.',
    fr: 'Le commerçant prépare votre colis. Rien à faire : vous serez prévenu dès qu’il pourra être retiré.',
  },
  DROPPED_OFF: {
    en: 'Your parcel was handed in and waits for the carrier. Nothing to do.',
    fr: 'Votre colis a été déposé et attend le transporteur. Rien à faire.',
  },
  IN_TRANSIT: {
    en: 'Your parcel is on its way to your point. Nothing to do.',
    fr: 'Votre colis est en route vers votre point. Rien à faire.',
  },
  MISROUTED: {
    en: 'Your parcel was brought to another point by mistake, and is being sent on. Nothing to do.',
    fr: 'Votre colis a été livré par erreur à un autre point ; il est réacheminé. Rien à faire.',
  },
  AVAILABLE: {
    en: 'Your parcel waits for you. Show the QR at the counter, or say the code.',
    fr: 'Votre colis vous attend. Présentez le QR au comptoir, ou donnez le code.',
  },
  COLLECTED: { en: 'You have collected your parcel.', fr: 'Vous avez retiré votre colis.' },
  RETURN_DUE: {
    en: 'Your parcel goes back to the merchant. For anything else, ask the merchant.',
    fr: 'Votre colis retourne au commerçant. Pour toute question, adressez-vous au commerçant.',
  },
  RETURNING: {
    en: 'Your parcel is on its way back to the merchant. For anything else, ask the merchant.',
    fr: 'Votre colis est en route vers le commerçant. Pour toute question, adressez-vous au commerçant.',
  },
  RETURNED: {
    en: 'The merchant has the parcel back. For anything else, ask the merchant.',
    fr: 'Le commerçant a repris le colis. Pour toute question, adressez-vous au commerçant.',
  },
  MISSING: {
    en: 'Your parcel cannot be found at the moment and is being searched for. The merchant can tell you more.',
    fr: 'Votre colis est introuvable pour l’instant ; il est recherché. Le commerçant peut vous en dire plus.',
  },
  CANCELLED: {
    en: 'The merchant has cancelled this parcel. For anything else, ask the merchant.',
    fr: 'Le commerçant a annulé ce colis. Pour toute question, adressez-vous au commerçant.',
  },
};

const TO_BE_MOVED: Words = {
  en: 'Your point could not take your parcel. You can choose another point; otherwise one will be chosen for you.',
  fr: 'Votre point n’a pas pu prendre votre colis. Vous pouvez en choisir un autre ; sinon on le fera pour vous.',
};
const TO_BE_SENT_ON: Words = {
  en: 'Your parcel waits to be sent on to the point that you chose. Nothing to do.',
  fr: 'Votre colis attend d’être réacheminé vers le point que vous avez choisi. Rien à faire.',
};

/** What the customer has to know and do, in a sentence. They hold nothing, and are told nothing that is not for them. */
export function customerText(state: ParcelState, lang: Lang): string {
  if (state.newPointReason !== null && state.state === 'IN_TRANSIT') return TO_BE_MOVED[lang];
  if (state.state === 'AVAILABLE' && state.pointCode !== state.bookedPointCode) return TO_BE_SENT_ON[lang];
  return texts[state.state][lang];
}

const returnTexts = {
  BRING_IT: {
    en: 'Bring the parcel, with its label, to one of these points. The clerk scans it, and it goes back to the merchant.',
    fr: 'Apportez le colis, avec son étiquette, à l’un de ces points. Il y est scanné, puis repart chez le commerçant.',
  },
  NO_POINT: {
    en: 'No point near you takes it back at the moment. Look further away, try again later, or ask the merchant.',
    fr: 'Aucun point proche ne le reprend pour l’instant. Cherchez plus loin, réessayez, ou demandez au commerçant.',
  },
  TOO_LATE: {
    en: 'The time for giving it back at a point is over. Ask the merchant.',
    fr: 'Le délai pour le rendre dans un point est passé. Adressez-vous au commerçant.',
  },
  NOT_TAKEN: {
    en: 'It cannot be given back at a point. Ask the merchant.',
    fr: 'Il ne peut pas être rendu dans un point. Adressez-vous au commerçant.',
  },
} as const satisfies Record<string, Words>;

/** How a customer gives a collected parcel back, or why they cannot. */
export function customerReturnText(outcome: keyof typeof returnTexts, lang: Lang): string {
  return returnTexts[outcome][lang];
}
