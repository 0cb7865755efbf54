import { sign, timingSafeEqual, verify } from 'node:crypto';
import type { CodeOutcome } from '#libs/custody';
import type { Secrets } from '../platform/secrets.js';

/** Which code of which parcel: the version goes up when an operator replaces a locked one. */
export interface CodeOwner {
  parcelId: string;
  trackingNumber: string;
  codeVersion: number;
}

const CODE_DIGITS = 6;
const QR_PREFIX = 'RELAIS1';

/** The code that the customer says at the counter: derived, so that it can be shown again and is never stored. */
export function pickupCode(secrets: Secrets, { parcelId, codeVersion }: CodeOwner): string {
  // 48 bits of the MAC: the bias of the remainder is below one in 10^8.
  const number = secrets.mac('pickup-code', parcelId, codeVersion).readUIntBE(0, 6);
  return String(number % 10 ** CODE_DIGITS).padStart(CODE_DIGITS, '0');
}

/** The text of the customer's QR: signed with Ed25519, so that a paired phone checks it with no network. */
export function pickupQr(secrets: Secrets, owner: CodeOwner): string {
  const claim = claimOf(owner);
  const signature = sign(null, Buffer.from(claim), secrets.signingPair().privateKey);
  return `${claim}.${signature.toString('base64url')}`;
}

/** What a code or QR that was typed or scanned is worth for a parcel. */
export function checkPickupCode(secrets: Secrets, owner: CodeOwner, given: string | null): CodeOutcome {
  const text = given?.trim() ?? '';
  if (text === '') return 'ABSENT';
  if (text.startsWith(`${QR_PREFIX}.`)) return isGenuineQr(secrets, owner, text) ? 'RIGHT' : 'WRONG';
  const expected = Buffer.from(pickupCode(secrets, owner));
  const typed = Buffer.from(text.replaceAll(/\s/g, ''));
  return typed.length === expected.length && timingSafeEqual(typed, expected) ? 'RIGHT' : 'WRONG';
}

function isGenuineQr(secrets: Secrets, owner: CodeOwner, text: string): boolean {
  const claim = claimOf(owner);
  if (!text.startsWith(`${claim}.`)) return false;
  const signature = Buffer.from(text.slice(claim.length + 1), 'base64url');
  return verify(null, Buffer.from(claim), secrets.signingPair().publicKey, signature);
}

function claimOf({ trackingNumber, codeVersion }: CodeOwner): string {
  return `${QR_PREFIX}.${trackingNumber}.${codeVersion}`;
}
