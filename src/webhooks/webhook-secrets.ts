import { randomBytes } from 'node:crypto';
import { open, seal } from '../platform/seal.js';
import type { Secrets } from '../platform/secrets.js';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** A new secret for an endpoint, in the form that the libraries of Standard Webhooks take. */
export function newSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString('base64');
}

/** Encrypted and not hashed, since every delivery is signed with it. Bound to its endpoint. */
export function sealSecret(secrets: Secrets, webhookId: string, secret: string): Buffer {
  return seal(secrets.key('webhook-secret'), Buffer.from(secret), webhookId);
}

export function openSecret(secrets: Secrets, webhookId: string, sealed: Buffer): string {
  return open(secrets.key('webhook-secret'), sealed, webhookId).toString();
}
