import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Secrets } from '../platform/secrets.js';

/** The person a parcel is for. */
export interface Recipient {
  name: string;
  email: string | null;
  phone: string | null;
}

export interface SealedRecipient {
  wrappedKey: Buffer;
  sealed: Buffer;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts a recipient under a new key of their own, itself encrypted under the installation's (AES-256-GCM both). To
 * forget the person it is enough to destroy the wrapped key (src/privacy does). The parcel's id is bound in, so rows cannot be swapped.
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

function seal(key: Buffer, plain: Buffer, context: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

function open(key: Buffer, sealed: Buffer, context: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES)).setAAD(Buffer.from(context));
  decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
}
