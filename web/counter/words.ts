import type { Language } from '../lib/language.js';
import { en } from './words-en.js';
import { fr, type Words } from './words-fr.js';

export type { Words };

export const WORDS: Record<Language, Words> = { fr, en };
