import { define } from './definition.js';

/** Parcels and handovers: what a merchant, a clerk, a carrier or a customer may be told. */
export const PARCELS_CODES = define({
  UNKNOWN_LABEL: {
    kind: 'REFUSAL',
    en: 'No parcel has this label. Scan it again, or type the number under the bars.',
    fr: 'Aucun colis ne porte cette étiquette. Scannez à nouveau, ou saisissez le numéro sous les barres.',
  },
  NOT_ENTITLED: {
    kind: 'REFUSAL',
    en: 'You may not record this for this parcel. Sign in for the point or the network that holds it.',
    fr: 'Vous ne pouvez pas enregistrer cela pour ce colis. Connectez-vous pour le point ou le réseau qui le détient.',
  },
  PLAN_NOT_READY: {
    kind: 'REFUSAL',
    en: 'The plan is not in a state for this. Look at its state: it is committed once it is planned, and given up before.',
    fr: 'Le plan n’est pas dans un état qui le permet. Consultez son état : il se valide une fois établi, et s’abandonne avant.',
  },
  PLAN_IS_FORECAST: {
    kind: 'REFUSAL',
    en: 'A forecast makes no parcels. Plan the parcels themselves, with their recipients, to commit them.',
    fr: 'Une prévision ne crée pas de colis. Planifiez les colis eux-mêmes, avec leurs destinataires, pour les valider.',
  },
  STATE_DOES_NOT_ALLOW: {
    kind: 'REFUSAL',
    en: 'The parcel’s state does not allow this. Look at its state and history, then choose what fits.',
    fr: 'L’état du colis ne le permet pas. Consultez son état et son historique, puis choisissez ce qui convient.',
  },
  CODE_REQUIRED: {
    kind: 'REFUSAL',
    en: 'Ask the customer for the pickup code, or scan their QR, before you hand the parcel over.',
    fr: 'Demandez le code de retrait au client, ou scannez son QR, avant de remettre le colis.',
  },
  CODE_WRONG: {
    kind: 'REFUSAL',
    en: 'This code does not open this parcel. Hand nothing over; ask the customer to read it again.',
    fr: 'Ce code ne correspond pas à ce colis. Ne remettez rien ; demandez au client de le relire.',
  },
  CODE_LOCKED: {
    kind: 'REFUSAL',
    en: 'The code is locked after too many wrong tries. Hand nothing over and call the operator.',
    fr: 'Le code est bloqué après trop d’essais. Ne remettez rien et appelez l’opérateur.',
  },
  PAIRING_CODE_INVALID: {
    kind: 'REFUSAL',
    en: 'This pairing code is wrong, used or too old. Ask for a new one and pair again.',
    fr: 'Ce code d’appairage est faux, déjà utilisé ou trop ancien. Demandez-en un nouveau et recommencez.',
  },
  DEVICE_REVOKED: {
    kind: 'UNAUTHENTICATED',
    en: 'This phone is no longer paired. Pair it again with a new code; its unsent scans are kept.',
    fr: 'Ce téléphone n’est plus appairé. Appairez-le avec un nouveau code ; ses scans non envoyés sont gardés.',
  },
  WAITS_FOR_OPERATOR: {
    kind: 'REFUSAL',
    en: 'This device is no longer signed in. The scan is kept, and the operator decides on it; do not send it again.',
    fr: 'Cet appareil n’est plus connecté. Le scan est gardé et l’opérateur décidera ; ne le renvoyez pas.',
  },
  HELD_SCAN_REJECTED: {
    kind: 'REFUSAL',
    en: 'The operator has looked at this scan and left it out. Ask the operator if it did happen.',
    fr: 'L’opérateur a examiné ce scan et l’a écarté. Adressez-vous à lui si cela a bien eu lieu.',
  },
  TOO_MANY_HELD_SCANS: {
    kind: 'REFUSAL',
    en: 'Too many scans of this device wait for the operator. Keep this one, and send it after the operator has decided.',
    fr: 'Trop de scans de cet appareil attendent l’opérateur. Gardez celui-ci et envoyez-le après sa décision.',
  },
  UNKNOWN_KIND: {
    kind: 'REFUSAL',
    en: 'There is no handover of this kind. Use one of the kinds in the schema.',
    fr: 'Aucune remise de ce genre n’existe. Utilisez un des genres du schéma.',
  },
  REASON_REQUIRED: {
    kind: 'REFUSAL',
    en: 'This needs a reason. Choose one from the list and send it again.',
    fr: 'Une raison est nécessaire. Choisissez-en une dans la liste et renvoyez.',
  },
  POINT_REQUIRED: {
    kind: 'REFUSAL',
    en: 'This needs the point where it happened. Send its code.',
    fr: 'Il faut le point où cela s’est passé. Envoyez son code.',
  },
  UNKNOWN_ENTRY: {
    kind: 'REFUSAL',
    en: 'There is no entry to correct under that key. Look it up in the parcel’s history.',
    fr: 'Aucune entrée à corriger sous cette clé. Cherchez-la dans l’historique du colis.',
  },
  ALREADY_CORRECTED: {
    kind: 'REFUSAL',
    en: 'That entry was corrected already. Look at the parcel’s history; nothing more is needed.',
    fr: 'Cette entrée a déjà été corrigée. Consultez l’historique du colis ; rien de plus à faire.',
  },
  BOOKING_LAPSED: {
    kind: 'REFUSAL',
    en: 'The booking lapsed before a drop-off. Book a point again for this parcel.',
    fr: 'La réservation a expiré avant le dépôt. Réservez à nouveau un point pour ce colis.',
  },
  SAME_POINT: {
    kind: 'REFUSAL',
    en: 'The parcel is booked at this point already. Choose another one, or leave it as it is.',
    fr: 'Le colis est déjà réservé à ce point. Choisissez-en un autre, ou laissez ainsi.',
  },
  EXTENSION_NOT_ALLOWED: {
    kind: 'REFUSAL',
    en: 'The time at the point cannot be extended any more. Collect the parcel before the deadline.',
    fr: 'Le délai au point ne peut plus être prolongé. Retirez le colis avant l’échéance.',
  },
  PARCEL_UNDER_WAY: {
    kind: 'REFUSAL',
    en: 'This parcel is still on its way, and whoever hands it over needs its recipient. Cancel or recall it, or wait for its end.',
    fr: 'Ce colis est encore en route, et qui le remet a besoin de son destinataire. Annulez-le ou rappelez-le, ou attendez sa fin.',
  },
  RECIPIENT_ERASED: {
    kind: 'REFUSAL',
    en: 'This parcel’s recipient was erased, and no label can bear a name any more. Announce a new parcel.',
    fr: 'Le destinataire de ce colis a été effacé ; aucune étiquette ne peut plus porter de nom. Annoncez un nouveau colis.',
  },
  LABEL_NOT_READY: {
    kind: 'REFUSAL',
    en: 'The label is not ready. Wait a moment and ask for it again.',
    fr: 'L’étiquette n’est pas prête. Attendez un instant et redemandez-la.',
  },
  CARRIER_UNAVAILABLE: {
    kind: 'REFUSAL',
    en: 'The carrier does not answer. Nothing was sent twice; try again in a few minutes.',
    fr: 'Le transporteur ne répond pas. Rien n’a été envoyé deux fois ; réessayez dans quelques minutes.',
  },
  CARRIER_REFUSED: {
    kind: 'REFUSAL',
    en: 'The carrier refused the parcel. Read its reason in the details, correct it and try again.',
    fr: 'Le transporteur a refusé le colis. Lisez sa raison dans le détail, corrigez et réessayez.',
  },
  TOO_MANY_WEBHOOKS: {
    kind: 'REFUSAL',
    en: 'There are as many webhooks as one may have. Delete one that is not needed, or change its address.',
    fr: 'Le nombre de webhooks permis est atteint. Supprimez-en un qui ne sert plus, ou changez son adresse.',
  },
  LINK_INVALID: {
    kind: 'UNAUTHENTICATED',
    en: 'This link is wrong, or a newer one has replaced it. Open the last message you received.',
    fr: 'Ce lien est faux, ou un plus récent le remplace. Ouvrez le dernier message reçu.',
  },
});
