export type Language = 'fr' | 'en';

/** By which numbers, dates and money are written. */
export const LOCALES: Record<Language, string> = { fr: 'fr-FR', en: 'en-GB' };

/** French first: English for those whose page, choice or browser asks for it. */
export function languageOf(asked: string | null | undefined): Language {
  return asked?.toLowerCase().startsWith('en') ? 'en' : 'fr';
}

const CHOICE = 'relais-language';

/** The language of a page of ours: as its address says, as was chosen before, or as the browser prefers. */
export function pageLanguage(): Language {
  const asked = new URLSearchParams(location.search).get('lang') ?? chosen() ?? preferred();
  const language = languageOf(asked);
  document.documentElement.lang = language;
  return language;
}

/** Remembers a choice for the next visit; where a browser keeps nothing it holds for this page. */
export function chooseLanguage(language: Language): void {
  document.documentElement.lang = language;
  try {
    localStorage.setItem(CHOICE, language);
  } catch {
    // Storage is refused or full: the choice is not worth a complaint.
  }
}

function chosen(): string | null {
  try {
    return localStorage.getItem(CHOICE);
  } catch {
    return null;
  }
}

function preferred(): string | undefined {
  return navigator.languages.find((each) => /^(fr|en)\b/i.test(each));
}

/** A text with the values of its `{names}`. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}
