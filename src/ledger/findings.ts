import type { Language } from '#libs/refusals';

export const REASONS = [
  'SEQUENCE',
  'LINK',
  'CONTENT',
  'HEAD',
  'SEAL',
  'UNSEALED',
  'CHECKPOINT',
  'ROOT',
  'KEY',
] as const;
export type Reason = (typeof REASONS)[number];

/** Something that does not hold: of one parcel's ledger, or of a checkpoint. */
export interface Finding {
  reason: Reason;
  parcelId: string | null;
  /** Null too where the parcel itself is not there any more. */
  trackingNumber: string | null;
  sequence: number | null;
  checkpoint: number | null;
}

/** Whether it is not known to be wrong, but cannot be checked. */
export const isUnchecked = ({ reason }: Finding): boolean => reason === 'KEY';

const WORDS: Record<Reason, Record<Language, string>> = {
  SEQUENCE: {
    en: 'an entry is missing here, or there twice',
    fr: 'une écriture manque ici, ou y figure deux fois',
  },
  LINK: {
    en: 'the entry does not follow the one before it',
    fr: 'l’écriture ne suit pas la précédente',
  },
  CONTENT: {
    en: 'the entry is not what was recorded',
    fr: 'l’écriture n’est pas celle qui a été enregistrée',
  },
  HEAD: {
    en: 'the ledger does not end where the parcel says: entries were cut off or added',
    fr: 'le registre ne finit pas où le colis le dit : des écritures ont été retirées ou ajoutées',
  },
  SEAL: {
    en: 'a signed checkpoint saw another entry here: this one or one before it was replaced or removed',
    fr: 'un point de contrôle signé a vu ici une autre écriture : celle-ci ou une précédente a été remplacée ou retirée',
  },
  UNSEALED: {
    en: 'the checkpoint that sealed the ledger up to here is gone',
    fr: 'le point de contrôle qui scellait le registre jusqu’ici a disparu',
  },
  CHECKPOINT: {
    en: 'the checkpoint is missing, does not follow the one before it, or its signature is not right',
    fr: 'le point de contrôle manque, ne suit pas le précédent, ou sa signature est fausse',
  },
  ROOT: {
    en: 'the seals of the checkpoint are not those that were signed',
    fr: 'les scellés du point de contrôle ne sont pas ceux qui ont été signés',
  },
  KEY: {
    en: 'the checkpoint is signed with a key that is not known here, so that it cannot be checked',
    fr: 'le point de contrôle est signé avec une clé inconnue ici : il ne peut pas être vérifié',
  },
};

const ADVICE: Record<Language, Record<'KEY' | 'OTHER', string>> = {
  en: {
    KEY: 'Give the public key of that time: relais verify --all --public-key FILE.',
    OTHER:
      'Keep the database as it is, and compare this place with a backup or an exported ledger; look at who could write to the database.',
  },
  fr: {
    KEY: 'Donnez la clé publique d’alors : relais verify --all --public-key FICHIER.',
    OTHER:
      'Gardez la base en l’état, comparez cet endroit à une sauvegarde ou à un registre exporté, et cherchez qui pouvait écrire dans la base.',
  },
};

/** What is wrong. */
export const wordsOf = ({ reason }: Finding, language: Language): string => WORDS[reason][language];

/** What to do about it. */
export const adviceOn = (finding: Finding, language: Language): string =>
  ADVICE[language][isUnchecked(finding) ? 'KEY' : 'OTHER'];
