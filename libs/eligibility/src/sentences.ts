import { SECTOR_NAMES } from '#libs/identifiers';
import type { FactsByCode, ReasonCode } from './reason-facts.js';

type Sentence = { readonly en: string; readonly fr: string };

type Sentences = { readonly [Code in ReasonCode]: (facts: FactsByCode[Code], programme: string) => Sentence };

const NOMENCLATURE_NAMES = { NAF_REV2: 'NAF rév. 2', NAF_2025: 'NAF 2025' } as const;

/** One sentence for each code, without a full stop, so that it also stands after `NOT_FREE` in a list. */
export const SENTENCES: Sentences = {
  SECTOR_OUTSIDE: ({ sector }, programme) => ({
    en: `merchant's sector ${sector} is outside ${programme}`,
    fr: `le secteur du commerçant (${SECTOR_NAMES[sector].fr}) est hors de ${programme}`,
  }),
  NAF_OUTSIDE: ({ nafCode, nomenclature }, programme) => ({
    en: `merchant's activity ${nafCode ?? '(none)'} of ${NOMENCLATURE_NAMES[nomenclature]} is outside ${programme}`,
    fr: `l’activité ${nafCode ?? '(aucune)'} du commerçant, en ${NOMENCLATURE_NAMES[nomenclature]}, est hors de ${programme}`,
  }),
  NO_CARRIER_ACCOUNT: ({ wanted }, programme) => ({
    en: `${programme} needs an account with ${wanted.join(' or ')}, and the merchant has none`,
    fr: `${programme} exige un compte chez ${wanted.join(' ou ')}, et le commerçant n’en a pas`,
  }),
  NOT_LISTED: (_, programme) => ({
    en: `merchant is not on the list of ${programme}`,
    fr: `le commerçant n’est pas sur la liste de ${programme}`,
  }),
  NOT_STARTED: ({ day }, programme) => ({
    en: `${programme} starts on ${day}`,
    fr: `${programme} commence le ${day}`,
  }),
  ENDED: ({ day }, programme) => ({
    en: `${programme} ended, its last day was ${day}`,
    fr: `${programme} est terminé, son dernier jour était le ${day}`,
  }),
  NOT_ENROLLED: (_, programme) => ({
    en: `merchant is not enrolled in ${programme}`,
    fr: `le commerçant n’est pas inscrit à ${programme}`,
  }),
  ENROLMENT_NOT_STARTED: ({ day }, programme) => ({
    en: `merchant's enrolment in ${programme} starts on ${day}`,
    fr: `l’inscription du commerçant à ${programme} commence le ${day}`,
  }),
  ENROLMENT_ENDED: ({ day }, programme) => ({
    en: `merchant's enrolment in ${programme} ended, its last day was ${day}`,
    fr: `l’inscription du commerçant à ${programme} est terminée, son dernier jour était le ${day}`,
  }),
  ALREADY_ENROLLED: ({ lastDay }, programme) => ({
    en: `merchant is enrolled in ${programme} already${lastDay === null ? '' : `, until ${lastDay}`}`,
    fr: `le commerçant est déjà inscrit à ${programme}${lastDay === null ? '' : `, jusqu’au ${lastDay}`}`,
  }),
  GRANT_USED: ({ day }, programme) => ({
    en: `merchant has had the grant of ${programme}, until ${day}, and it is given once`,
    fr: `le commerçant a déjà eu l’avantage de ${programme}, jusqu’au ${day}, et il n’est accordé qu’une fois`,
  }),
  MERCHANT_PENDING: ({ awaits }, programme) => ({
    en:
      awaits === 'EMAIL'
        ? `merchant is pending: ${programme} accepts a proved e-mail or an operator's approval`
        : `merchant is pending: ${programme} needs an operator's approval`,
    fr:
      awaits === 'EMAIL'
        ? `le commerçant est en attente : ${programme} accepte un e-mail confirmé ou l’accord d’un opérateur`
        : `le commerçant est en attente : ${programme} exige l’accord d’un opérateur`,
  }),
  MERCHANT_REFUSED: (_, programme) => ({
    en: `merchant was refused by an operator, for ${programme} as for all`,
    fr: `le commerçant a été refusé par un opérateur, pour ${programme} comme pour tous`,
  }),
  HAS_A_FEE: ({ feeCents, currency }, programme) => ({
    en: `${programme} costs ${(feeCents / 100).toFixed(2)} ${currency} a parcel`,
    fr: `${programme} coûte ${(feeCents / 100).toFixed(2).replace('.', ',')} ${currency} par colis`,
  }),
  PICKUP_NOT_COVERED: (_, programme) => ({
    en: `${programme} does not cover collection at a point`,
    fr: `${programme} ne couvre pas le retrait en point`,
  }),
  CHAIN_OUTSIDE: ({ chain }, programme) => ({
    en: chain === null ? `point is of no chain of ${programme}` : `point's chain ${chain} is outside ${programme}`,
    fr:
      chain === null
        ? `le point n’est d’aucune enseigne de ${programme}`
        : `l’enseigne ${chain} du point est hors de ${programme}`,
  }),
  NETWORK_OUTSIDE: ({ wanted }, programme) => ({
    en: `point is not in the network ${wanted.join(' or ')} that ${programme} uses`,
    fr: `le point n’est pas dans le réseau ${wanted.join(' ou ')} de ${programme}`,
  }),
  SERVICE_MISSING: ({ service }, programme) => ({
    en: `point lacks the service ${service} that ${programme} needs`,
    fr: `il manque au point le service ${service} exigé par ${programme}`,
  }),
  KIND_OUTSIDE: ({ kind }, programme) => ({
    en: `point's kind ${kind} is outside ${programme}`,
    fr: `le genre ${kind} du point est hors de ${programme}`,
  }),
  NOT_OWN_SHOP: (_, programme) => ({
    en: `point is not the merchant's own shop, which ${programme} asks for`,
    fr: `le point n’est pas le magasin du commerçant, que ${programme} demande`,
  }),
};
