import type { LabelContent } from './label-content.js';

type Words = {
  readonly from: string;
  readonly point: string;
  readonly recipient: string;
  readonly dropOff: string;
  readonly weight: string;
  readonly day: string;
  readonly programme: string;
  readonly title: string;
};

/** The captions, in capitals because they are the smallest type on the label. */
export const LABEL_WORDS: Readonly<Record<LabelContent['language'], Words>> = {
  fr: {
    from: 'EXPÉDITEUR',
    point: 'POINT DE RETRAIT',
    recipient: 'DESTINATAIRE',
    dropOff: 'DÉPÔT',
    weight: 'POIDS',
    day: 'DATE',
    programme: 'PROGRAMME',
    title: 'Étiquette',
  },
  en: {
    from: 'FROM',
    point: 'PICKUP POINT',
    recipient: 'FOR',
    dropOff: 'DROP-OFF',
    weight: 'WEIGHT',
    day: 'DATE',
    programme: 'PROGRAMME',
    title: 'Label',
  },
};

// British English, because the rest of the label is European: 22 Nov 2026.
const LOCALES: Readonly<Record<LabelContent['language'], string>> = { fr: 'fr-FR', en: 'en-GB' };

/** `22 nov. 2026`, `22 Nov 2026`: the month is a word, so that nobody takes it for the day. */
export function dayInWords(day: Date, language: LabelContent['language']): string {
  const parts = { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(LOCALES[language], parts).format(day);
}

/** `850 g`, `1,25 kg`: exact to the gram. */
export function weightInWords(weightGrams: number, language: LabelContent['language']): string {
  const format = new Intl.NumberFormat(LOCALES[language], { maximumFractionDigits: 3 });
  return weightGrams < 1000 ? `${format.format(weightGrams)} g` : `${format.format(weightGrams / 1000)} kg`;
}

/** The country in capitals, as the postal union asks for the last line of an address; an unknown code as it is. */
export function countryInWords(country: string, language: LabelContent['language']): string {
  const names = new Intl.DisplayNames(LOCALES[language], { type: 'region', fallback: 'code' });
  const known = /^[A-Za-z]{2}$/.test(country) ? (names.of(country.toUpperCase()) ?? country) : country;
  return known.toLocaleUpperCase(LOCALES[language]);
}
