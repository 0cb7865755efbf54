import { chooseLanguage, type Language, pageLanguage } from './language.js';

/** The language of this page, to which everything that is said reacts. */
export const page = $state({ language: pageLanguage() });

export function speak(language: Language): void {
  page.language = language;
  chooseLanguage(language);
}
