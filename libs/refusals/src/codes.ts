import type { Language, RefusalDefinition, RefusalKind } from './definition.js';
import { IMPORTS_CODES } from './imports.js';
import { INSTALLATION_CODES } from './installation.js';
import { MERCHANTS_CODES } from './merchants.js';
import { PARCELS_CODES } from './parcels.js';
import { POINTS_CODES } from './points.js';
import { REQUEST_CODES } from './request.js';

/** The one list of codes of the whole API. A code, once published, is never given another meaning. */
export const REFUSALS = {
  ...REQUEST_CODES,
  ...POINTS_CODES,
  ...MERCHANTS_CODES,
  ...PARCELS_CODES,
  ...IMPORTS_CODES,
  ...INSTALLATION_CODES,
} satisfies Record<string, RefusalDefinition>;

export type RefusalCode = keyof typeof REFUSALS;

export const REFUSAL_CODES = Object.keys(REFUSALS) as readonly RefusalCode[];

/** True if `text` is on the list. A plain `in` would also accept `toString`. */
export function isRefusalCode(text: unknown): text is RefusalCode {
  return typeof text === 'string' && Object.hasOwn(REFUSALS, text);
}

export function kindOf(code: RefusalCode): RefusalKind {
  return REFUSALS[code].kind;
}

/** The default text of a code: one or two sentences that say what to do next. */
export function messageOf(code: RefusalCode, language: Language = 'en'): string {
  return REFUSALS[code][language];
}
