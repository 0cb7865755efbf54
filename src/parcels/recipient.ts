import { randomBytes } from 'node:crypto';
import type { Language } from '#libs/refusals';
import { open, seal } from '../platform/seal.js';
import type { Secrets } from '../platform/secrets.js';

/** The person a parcel is for. */
export interface Recipient {
  name: string;
  email: string | null;
  phone: string | null;
  /** In which messages are written; French where nobody said. */
  language?: Language;
}

export interface SealedRecipient {
  wrappedKey: Buffer;
  sealed: Buffer;
}

/**
 * Encrypts a recipient under a new key of their own, itself encrypted under the installation's (AES-256-GCM both). To
 * forget the person it is enough to destroy the wrapped key, which src/privacy does. The parcel's id is bound in, so that
 * rows cannot be swapped.
 */
export function sealRecipient(secrets: Secrets, parcelId: string, recipient: Recipient): SealedRecipient {
  const key = randomBytes(32);
  return {
    wrappedKey: seal(secrets.key('recipient'), key, parcelId),
    sealed: seal(key, Buffer.from(JSON.stringify(recipient)), parcelId),
  };
}

/** The recipient again, or null once their key is gone. */
export function openRecipient(
  secrets: Secrets,
  parcelId: string,
  { wrappedKey, sealed }: { wrappedKey: Buffer | null; sealed: Buffer },
): Recipient | null {
  if (wrappedKey === null) return null;
  const key = open(secrets.key('recipient'), wrappedKey, parcelId);
  return JSON.parse(open(key, sealed, parcelId).toString()) as Recipient;
}
