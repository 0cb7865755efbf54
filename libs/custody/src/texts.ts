import type { Lang, TextParams } from './state.js';
import type { Custodian, EntryKind, State } from './words.js';

type Words = Readonly<Record<Lang, string>>;

const stateWords: Readonly<Record<State, Words>> = {
  ANNOUNCED: { en: 'announced', fr: 'annoncé' },
  DROPPED_OFF: { en: 'dropped off', fr: 'déposé' },
  IN_TRANSIT: { en: 'in transit', fr: 'en transport' },
  MISROUTED: { en: 'at a wrong point', fr: 'mal acheminé' },
  AVAILABLE: { en: 'available', fr: 'disponible' },
  COLLECTED: { en: 'collected', fr: 'retiré' },
  RETURN_DUE: { en: 'to be returned', fr: 'à retourner' },
  RETURNING: { en: 'on its way back', fr: 'en retour' },
  RETURNED: { en: 'returned', fr: 'retourné' },
  MISSING: { en: 'missing', fr: 'perdu' },
  CANCELLED: { en: 'cancelled', fr: 'annulé' },
};

const kindWords: Readonly<Record<EntryKind, Words>> = {
  ANNOUNCEMENT: { en: 'announcement', fr: 'annonce' },
  DROP_OFF: { en: 'drop-off', fr: 'dépôt' },
  READY_AT_SHOP: { en: 'ready at the shop', fr: 'prêt en boutique' },
  CARRIER_PICKUP: { en: 'carrier pickup', fr: 'enlèvement par le transporteur' },
  CARRIER_TRANSFER: { en: 'carrier transfer', fr: 'transfert entre transporteurs' },
  STORE_RECEIPT: { en: 'store receipt', fr: 'réception au point' },
  STORE_REFUSAL: { en: 'store refusal', fr: 'refus par le point' },
  REBOOKING: { en: 'rebooking', fr: 'changement de point' },
  EXTENSION: { en: 'extension', fr: 'prolongation' },
  EXPECTATION: { en: 'later than promised', fr: 'plus tard que promis' },
  COLLECTION: { en: 'collection', fr: 'retrait par le client' },
  CUSTOMER_REFUSAL: { en: 'customer refusal', fr: 'refus par le client' },
  RETENTION_OVER: { en: 'retention over', fr: 'fin du délai de garde' },
  RECALL: { en: 'recall', fr: 'rappel par le commerçant' },
  MERCHANT_TAKE_BACK: { en: 'merchant takes it back', fr: 'reprise par le commerçant' },
  RETURN_RECEIPT: { en: 'return receipt', fr: 'réception du retour' },
  CUSTOMER_RETURN: { en: 'customer return', fr: 'retour par le client' },
  LOSS_REPORT: { en: 'loss report', fr: 'déclaration de perte' },
  CANCELLATION: { en: 'cancellation', fr: 'annulation' },
  CORRECTION: { en: 'correction', fr: 'correction' },
  HUB_ARRIVAL: { en: 'hub arrival', fr: 'arrivée à l’agence' },
  HUB_DEPARTURE: { en: 'hub departure', fr: 'départ de l’agence' },
  SHELVED: { en: 'shelved', fr: 'mise en rayon' },
  DAMAGE_NOTED: { en: 'damage noted', fr: 'dommage constaté' },
};

export function stateText(state: State, lang: Lang): string {
  return stateWords[state][lang];
}

export function kindText(kind: EntryKind, lang: Lang): string {
  return kindWords[kind][lang];
}

/** A custodian in words. Merchants and customers are not named: their ids would mean nothing to the reader. */
export function custodianText(custodian: Custodian, lang: Lang): string {
  switch (custodian.kind) {
    case 'MERCHANT':
      return lang === 'fr' ? 'le commerçant' : 'the merchant';
    case 'CUSTOMER':
      return lang === 'fr' ? 'le client' : 'the customer';
    case 'POINT':
      return `${lang === 'fr' ? 'le point' : 'point'} ${custodian.id}`;
    case 'CARRIER':
      return `${lang === 'fr' ? 'le transporteur' : 'carrier'} ${custodian.id}`;
  }
}

/** Fills `{name}` in a text; what is not known reads as a question mark and never as a hole. */
export function fillText(template: string, lang: Lang, params: TextParams): string {
  const words: Record<string, string | null | undefined> = {
    state: params.state && stateText(params.state, lang),
    kind: params.kind && kindText(params.kind, lang),
    giver: params.giver && custodianText(params.giver, lang),
    holder: params.holder && custodianText(params.holder, lang),
    party: params.party && custodianText(params.party, lang),
    pointCode: params.pointCode,
    bookedPointCode: params.bookedPointCode,
  };
  return template.replace(/\{(\w+)\}/g, (_, name: string) => words[name] ?? '?');
}
