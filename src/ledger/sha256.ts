import { hash } from 'node:crypto';

/** SHA-256 as libs/ledger asks for it, in one call: a check of everything needs millions. */
export const hex = (text: string): string => hash('sha256', text, 'hex');
