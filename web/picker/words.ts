import type { Language } from '../lib/language.js';
import { words as english } from './words-en.js';
import { words as french } from './words-fr.js';

export type Words = typeof french;
export type TroubleCode = keyof Words['troubles'];

/** A language, and what the picker says in it. */
export interface Speech {
  language: Language;
  words: Words;
}

export function speechOf(language: Language): Speech {
  return { language, words: language === 'en' ? english : french };
}
