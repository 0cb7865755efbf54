import { define } from './definition.js';

/** Why a point, a place or a day does not suit: answers of the search, of a booking and of the later checks. */
export const POINTS_CODES = define({
  UNKNOWN_PLACE: {
    kind: 'NOT_FOUND',
    en: 'We do not know this place. Check the spelling and the country, or search by postcode.',
    fr: 'Nous ne connaissons pas ce lieu. Vérifiez l’orthographe et le pays, ou cherchez par code postal.',
  },
  UNKNOWN_POINT: {
    kind: 'NOT_FOUND',
    en: 'There is no point with this code. Search again and take a code from the result.',
    fr: 'Aucun point ne porte ce code. Refaites la recherche et prenez un code du résultat.',
  },
  FULL: {
    kind: 'REFUSAL',
    en: 'The point has no free place left. Choose another point, or try again when parcels have been collected.',
    fr: 'Le point n’a plus de place. Choisissez un autre point, ou réessayez quand des colis auront été retirés.',
  },
  POINT_NOT_OPEN: {
    kind: 'REFUSAL',
    en: 'The point has been announced but is not open yet. Choose another point, or wait for its first day.',
    fr: 'Le point est annoncé mais n’est pas encore ouvert. Choisissez-en un autre, ou attendez son premier jour.',
  },
  POINT_SUSPENDED: {
    kind: 'REFUSAL',
    en: 'The point is suspended for a while. Choose another point.',
    fr: 'Le point est suspendu pour un temps. Choisissez un autre point.',
  },
  POINT_CLOSED_FOR_GOOD: {
    kind: 'REFUSAL',
    en: 'The point has closed for good. Choose the point that replaces it, or another one.',
    fr: 'Le point est fermé définitivement. Choisissez celui qui le remplace, ou un autre.',
  },
  TOO_HEAVY: {
    kind: 'REFUSAL',
    en: 'The parcel is heavier than the point accepts. Split it, or choose a point with a higher limit.',
    fr: 'Le colis est plus lourd que ce que le point accepte. Divisez-le, ou choisissez un point plus permissif.',
  },
  TOO_LONG: {
    kind: 'REFUSAL',
    en: 'The parcel’s longest side is more than the point accepts. Repack it, or choose another point.',
    fr: 'Le plus grand côté du colis dépasse ce que le point accepte. Remballez-le, ou choisissez un autre point.',
  },
  TOO_LARGE: {
    kind: 'REFUSAL',
    en: 'The sum of the parcel’s sides is more than the point accepts. Repack it, or choose another point.',
    fr: 'La somme des côtés du colis dépasse ce que le point accepte. Remballez-le, ou choisissez un autre point.',
  },
  NO_SERVICE: {
    kind: 'REFUSAL',
    en: 'The point does not offer a service you asked for. Ask for less, or choose another point.',
    fr: 'Le point n’offre pas un service demandé. Réduisez la demande, ou choisissez un autre point.',
  },
  TEMPERATURE: {
    kind: 'REFUSAL',
    en: 'The point cannot keep the parcel at the temperature it needs. Choose a chilled or frozen point.',
    fr: 'Le point ne peut pas tenir la température requise. Choisissez un point réfrigéré ou congelé.',
  },
  CLOSED_AT: {
    kind: 'REFUSAL',
    en: 'The point is closed at the time you asked for. Ask for another time, or choose another point.',
    fr: 'Le point est fermé à l’heure demandée. Demandez une autre heure, ou choisissez un autre point.',
  },
  HOURS_UNKNOWN: {
    kind: 'REFUSAL',
    en: 'We do not know the point’s hours at that time. Call the point, or search without a time.',
    fr: 'Nous ignorons les horaires du point à ce moment. Appelez-le, ou cherchez sans heure.',
  },
  TOO_FAR: {
    kind: 'REFUSAL',
    en: 'The point is farther than the distance you asked for. Search with a greater distance.',
    fr: 'Le point est au-delà de la distance demandée. Cherchez avec une distance plus grande.',
  },
  WRONG_KIND: {
    kind: 'REFUSAL',
    en: 'The point is not of a kind you asked for. Ask for its kind as well, or choose another point.',
    fr: 'Le point n’est pas d’un genre demandé. Ajoutez son genre, ou choisissez un autre point.',
  },
  WRONG_CHAIN: {
    kind: 'REFUSAL',
    en: 'The point is not of a chain you asked for. Ask for its chain as well, or choose another point.',
    fr: 'Le point n’est pas d’une enseigne demandée. Ajoutez son enseigne, ou choisissez un autre point.',
  },
  NOT_FREE: {
    kind: 'REFUSAL',
    en: 'No programme makes this point free for the merchant. Read the reasons, or ask for priced points too.',
    fr: 'Aucun programme ne rend ce point gratuit pour le commerçant. Lisez les raisons, ou demandez aussi les points payants.',
  },
  NO_PROGRAMME: {
    kind: 'REFUSAL',
    en: 'No programme covers this merchant at this point. Join a programme that does, or choose another point.',
    fr: 'Aucun programme ne couvre ce commerçant à ce point. Rejoignez-en un, ou choisissez un autre point.',
  },
  CHECK_NOT_MADE: {
    kind: 'REFUSAL',
    en: 'The point could not be checked, so nothing was promised. Try again, or choose another point.',
    fr: 'Le point n’a pas pu être vérifié, rien n’est donc promis. Réessayez, ou choisissez un autre point.',
  },
  POINT_CHANGED: {
    kind: 'REFUSAL',
    en: 'The booked point can no longer take this parcel. Book another one with rebookParcel, then print the label.',
    fr: 'Le point réservé ne peut plus prendre ce colis. Réservez-en un autre avec rebookParcel, puis imprimez l’étiquette.',
  },
  CAPACITY_BELOW_USE: {
    kind: 'REFUSAL',
    en: 'More places are in use than the capacity you gave. Move parcels first, or give a higher capacity.',
    fr: 'Il y a plus de places occupées que la capacité donnée. Déplacez des colis, ou donnez une capacité plus grande.',
  },
});
