import { define } from './definition.js';

/** Merchants and programmes: registration, enrolment and the reasons why a programme does not apply. */
export const MERCHANTS_CODES = define({
  SIRET_TAKEN: {
    kind: 'REFUSAL',
    en: 'A merchant with this SIRET is registered already. Sign in as that merchant, or ask an operator.',
    fr: 'Un commerçant est déjà inscrit avec ce SIRET. Connectez-vous avec ce compte, ou demandez à un opérateur.',
  },
  MERCHANT_PENDING: {
    kind: 'REFUSAL',
    en: 'The merchant is not approved yet. Prove the e-mail where that is enough, or wait for an operator.',
    fr: 'Le commerçant n’est pas encore approuvé. Confirmez l’e-mail si cela suffit, ou attendez un opérateur.',
  },
  MERCHANT_REFUSED: {
    kind: 'REFUSAL',
    en: 'An operator refused this merchant. Ask the operator why before you go on.',
    fr: 'Un opérateur a refusé ce commerçant. Demandez-lui pourquoi avant de poursuivre.',
  },
  ALREADY_ENROLLED: {
    kind: 'REFUSAL',
    en: 'The merchant is enrolled in this programme already. Nothing more to do until the enrolment ends.',
    fr: 'Le commerçant est déjà inscrit à ce programme. Rien à faire avant la fin de l’inscription.',
  },
  GRANT_USED: {
    kind: 'REFUSAL',
    en: 'The merchant has had this programme’s grant once and it is given once. Look for another programme.',
    fr: 'Le commerçant a déjà reçu cet avantage, accordé une seule fois. Cherchez un autre programme.',
  },
  NOT_ELIGIBLE: {
    kind: 'REFUSAL',
    en: 'The merchant does not meet the programme’s rule. Read the reasons, and correct the record if it is wrong.',
    fr: 'Le commerçant ne remplit pas la règle du programme. Lisez les raisons, et corrigez la fiche si elle est fausse.',
  },
  PROGRAMME_NOT_RUNNING: {
    kind: 'REFUSAL',
    en: 'The programme is not running on that day. Choose a day within its validity, or another programme.',
    fr: 'Le programme n’est pas en cours ce jour-là. Choisissez un jour de sa validité, ou un autre programme.',
  },
  PROGRAMME_CODE_TAKEN: {
    kind: 'REFUSAL',
    en: 'There is a programme with this code already. Choose another code, or change that programme.',
    fr: 'Un programme porte déjà ce code. Choisissez un autre code, ou modifiez ce programme.',
  },
  SECTOR_OUTSIDE: {
    kind: 'REFUSAL',
    en: 'The merchant’s sector is outside the programme. Check the NAF code, or look for another programme.',
    fr: 'Le secteur du commerçant est hors du programme. Vérifiez le code NAF, ou cherchez un autre programme.',
  },
  NAF_OUTSIDE: {
    kind: 'REFUSAL',
    en: 'The merchant’s NAF code is outside the programme. Check the code and its nomenclature.',
    fr: 'Le code NAF du commerçant est hors du programme. Vérifiez le code et sa nomenclature.',
  },
  NO_CARRIER_ACCOUNT: {
    kind: 'REFUSAL',
    en: 'The programme needs an account with a carrier. Open one and add it to the merchant.',
    fr: 'Le programme exige un compte chez un transporteur. Ouvrez-en un et ajoutez-le au commerçant.',
  },
  NOT_LISTED: {
    kind: 'REFUSAL',
    en: 'The programme is for the merchants on its list. Ask its operator to add this one.',
    fr: 'Le programme est réservé aux commerçants de sa liste. Demandez à son opérateur d’y être ajouté.',
  },
  NOT_STARTED: {
    kind: 'REFUSAL',
    en: 'The programme has not started yet. Come back on its first day.',
    fr: 'Le programme n’a pas encore commencé. Revenez à son premier jour.',
  },
  ENDED: {
    kind: 'REFUSAL',
    en: 'The programme has ended. Look for another programme.',
    fr: 'Le programme est terminé. Cherchez un autre programme.',
  },
  NOT_ENROLLED: {
    kind: 'REFUSAL',
    en: 'The merchant is not enrolled in the programme. Enrol first.',
    fr: 'Le commerçant n’est pas inscrit au programme. Inscrivez-le d’abord.',
  },
  ENROLMENT_NOT_STARTED: {
    kind: 'REFUSAL',
    en: 'The merchant’s enrolment starts later. Wait for its first day.',
    fr: 'L’inscription du commerçant commence plus tard. Attendez son premier jour.',
  },
  ENROLMENT_ENDED: {
    kind: 'REFUSAL',
    en: 'The merchant’s enrolment has ended. Enrol again if the programme allows it, or look for another one.',
    fr: 'L’inscription du commerçant est terminée. Réinscrivez-le si le programme le permet, ou cherchez-en un autre.',
  },
  HAS_A_FEE: {
    kind: 'REFUSAL',
    en: 'The programme has a fee, so the point is not free. Ask for priced points too to use it.',
    fr: 'Le programme est payant, le point n’est donc pas gratuit. Demandez aussi les points payants pour l’utiliser.',
  },
  PICKUP_NOT_COVERED: {
    kind: 'REFUSAL',
    en: 'The programme does not cover collection at a point. Use another programme for this parcel.',
    fr: 'Le programme ne couvre pas le retrait en point. Utilisez un autre programme pour ce colis.',
  },
  CHAIN_OUTSIDE: {
    kind: 'REFUSAL',
    en: 'The point’s chain is outside the programme. Choose a point of one of its chains.',
    fr: 'L’enseigne du point est hors du programme. Choisissez un point d’une de ses enseignes.',
  },
  NETWORK_OUTSIDE: {
    kind: 'REFUSAL',
    en: 'The point is in none of the programme’s networks. Choose a point of one of its networks.',
    fr: 'Le point n’est dans aucun réseau du programme. Choisissez un point d’un de ses réseaux.',
  },
  SERVICE_MISSING: {
    kind: 'REFUSAL',
    en: 'The point lacks a service that the programme needs. Choose a point that has it.',
    fr: 'Il manque au point un service exigé par le programme. Choisissez un point qui l’offre.',
  },
  KIND_OUTSIDE: {
    kind: 'REFUSAL',
    en: 'The programme does not take points of this kind. Choose a point of a kind it takes.',
    fr: 'Le programme n’accepte pas ce genre de point. Choisissez un point d’un genre accepté.',
  },
  NOT_OWN_SHOP: {
    kind: 'REFUSAL',
    en: 'The programme is for collection at the merchant’s own shop. Choose that shop as the point.',
    fr: 'Le programme vaut pour le retrait dans le magasin du commerçant. Choisissez ce magasin comme point.',
  },
});
