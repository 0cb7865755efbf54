import { define } from './definition.js';

/** Codes that any request can meet, whatever it asks for. */
export const REQUEST_CODES = define({
  BAD_INPUT: {
    kind: 'BAD_INPUT',
    en: 'Something in the request is not valid. Read the field and the details, correct it and send it again.',
    fr: 'Une donnée de la demande n’est pas valide. Lisez le champ et le détail, corrigez puis renvoyez.',
  },
  NOT_FOUND: {
    kind: 'NOT_FOUND',
    en: 'There is nothing here under that id. Check the id, or list what you can see.',
    fr: 'Rien n’existe ici sous cet identifiant. Vérifiez-le, ou consultez la liste de ce que vous pouvez voir.',
  },
  FORBIDDEN: {
    kind: 'FORBIDDEN',
    en: 'Your account may not do this. Ask an operator for the role or the scope that allows it.',
    fr: 'Votre compte n’a pas ce droit. Demandez à un opérateur le rôle ou le périmètre nécessaire.',
  },
  UNAUTHENTICATED: {
    kind: 'UNAUTHENTICATED',
    en: 'Sign in first: send a valid token in the Authorization header.',
    fr: 'Identifiez-vous : envoyez un jeton valide dans l’en-tête Authorization.',
  },
  TOKEN_EXPIRED: {
    kind: 'UNAUTHENTICATED',
    en: 'This token has expired or was withdrawn. Ask for a new one and send the request again.',
    fr: 'Ce jeton a expiré ou a été retiré. Demandez-en un nouveau et renvoyez la demande.',
  },
  ORIGIN_NOT_ALLOWED: {
    kind: 'FORBIDDEN',
    en: 'This publishable key is not bound to the page that used it. Add the page’s origin to the key.',
    fr: 'Cette clé publique n’est pas liée à la page qui l’emploie. Ajoutez l’origine de la page à la clé.',
  },
  RATE_LIMITED: {
    kind: 'RATE_LIMITED',
    en: 'Too many requests. Wait for the time given in the details, then send it again.',
    fr: 'Trop de demandes. Attendez le délai indiqué dans le détail, puis renvoyez.',
  },
  SIGN_IN_LINK_INVALID: {
    kind: 'UNAUTHENTICATED',
    en: 'This link signs in once, for a short time, and this one no longer does. Ask for a new one with your e-mail address.',
    fr: 'Ce lien ne connecte qu’une fois et peu de temps, et celui-ci ne sert plus. Demandez-en un nouveau avec votre adresse e-mail.',
  },
  OIDC_FAILED: {
    kind: 'UNAUTHENTICATED',
    en: 'The sign-in service did not confirm your e-mail address. Try again, or ask for a link by e-mail.',
    fr: 'Le service de connexion n’a pas confirmé votre adresse e-mail. Réessayez, ou demandez un lien par e-mail.',
  },
  NO_ACCOUNT: {
    kind: 'UNAUTHENTICATED',
    en: 'No account has this e-mail address. Register as a merchant, or ask an operator to invite you.',
    fr: 'Aucun compte n’a cette adresse e-mail. Inscrivez-vous comme commerçant, ou demandez une invitation à un opérateur.',
  },
  OIDC_NOT_CONFIGURED: {
    kind: 'NOT_FOUND',
    en: 'This installation has no sign-in service. Ask for a link by e-mail, or have RELAIS_OIDC_ISSUER set.',
    fr: 'Cette installation n’a pas de service de connexion. Demandez un lien par e-mail, ou faites définir RELAIS_OIDC_ISSUER.',
  },
  TOO_MANY_ITEMS: {
    kind: 'BAD_INPUT',
    en: 'There are too many items in one request. Send them in smaller lots.',
    fr: 'Trop d’éléments dans une seule demande. Envoyez-les en plusieurs lots.',
  },
  RANGE_TOO_LONG: {
    kind: 'BAD_INPUT',
    en: 'The time asked for is longer than the limit in the details. Ask for it in several parts.',
    fr: 'La période demandée dépasse la limite du détail. Demandez-la en plusieurs parties.',
  },
  QUERY_TOO_COSTLY: {
    kind: 'BAD_INPUT',
    en: 'This query asks for too much at once. Ask for fewer fields, fewer levels or a smaller page.',
    fr: 'Cette requête demande trop à la fois. Demandez moins de champs, de niveaux ou une page plus courte.',
  },
  DOCUMENT_NOT_LISTED: {
    kind: 'BAD_INPUT',
    en: 'This service answers only the GraphQL documents of its list. Send one of them, or have the operator add yours with “relais documents”.',
    fr: 'Ce service ne répond qu’aux documents GraphQL de sa liste. Envoyez l’un d’eux, ou faites ajouter le vôtre par l’opérateur avec « relais documents ».',
  },
  DOCUMENT_IDS_UNUSED: {
    kind: 'BAD_INPUT',
    en: 'This service keeps no list of GraphQL documents, so that an identifier names none. Send the document’s text as “query”, or have the operator set RELAIS_DOCUMENTS.',
    fr: 'Ce service ne tient pas de liste de documents GraphQL : un identifiant n’en désigne aucun. Envoyez le texte dans « query », ou faites définir RELAIS_DOCUMENTS par l’opérateur.',
  },
  CURSOR_INVALID: {
    kind: 'BAD_INPUT',
    en: 'This cursor is not one of ours or belongs to another list. Start again without it.',
    fr: 'Ce curseur n’est pas le nôtre ou vient d’une autre liste. Recommencez sans lui.',
  },
  KEY_REUSED: {
    kind: 'REFUSAL',
    en: 'This idempotency key was already used with other content. Use a new key, or send the first content again.',
    fr: 'Cette clé d’idempotence a déjà servi avec un autre contenu. Prenez une nouvelle clé, ou renvoyez le premier contenu.',
  },
  CHANGED_MEANWHILE: {
    kind: 'REFUSAL',
    en: 'Someone changed this in the meantime. Load it again, check it and repeat your change.',
    fr: 'Quelqu’un a modifié cela entre-temps. Rechargez, vérifiez et refaites votre modification.',
  },
  GEOCODER_UNAVAILABLE: {
    kind: 'REFUSAL',
    en: 'Places cannot be looked up right now. Try again in a minute, or search by postcode or coordinates.',
    fr: 'La recherche de lieux est indisponible. Réessayez dans une minute, ou cherchez par code postal ou coordonnées.',
  },
  NOT_UP_TO_DATE: {
    kind: 'INTERNAL',
    en: 'The database has not answered for some seconds, and an older answer could be wrong. Try again in a moment; if it lasts, check that the database runs.',
    fr: 'La base de données ne répond plus depuis quelques secondes, et une réponse plus ancienne pourrait être fausse. Réessayez dans un instant ; si cela dure, vérifiez que la base tourne.',
  },
  INTERNAL: {
    kind: 'INTERNAL',
    en: 'Something failed on our side and was logged. Try again; if it lasts, send us the id in the details.',
    fr: 'Une erreur de notre côté a été enregistrée. Réessayez ; si elle dure, envoyez-nous l’identifiant du détail.',
  },
});
