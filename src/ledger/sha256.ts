import { sha256 } from '../platform/secrets.js';

/** SHA-256 as libs/ledger asks for it. */
export const hex = (text: string): string => sha256(text).toString('hex');
