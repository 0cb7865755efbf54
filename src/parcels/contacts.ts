import type { Secrets } from '../platform/secrets.js';
import type { Recipient } from './recipient.js';

/** Telephone numbers are compared by their last digits, which are the same with a country's prefix and without. */
const COMPARED_DIGITS = 9;

type Contacts = Pick<Recipient, 'email' | 'phone'>;

/** Keyed hashes by which one person's parcels are found, while no contact can be read without the secret. */
export function contactIndex(secrets: Secrets, { email, phone }: Contacts): Buffer[] {
  return [email, phone].flatMap((contact) => (contact === null ? [] : contactKey(secrets, contact)));
}

/** The hash of an e-mail address or a telephone number, in whatever way it is written. */
export function contactKey(secrets: Secrets, contact: string): Buffer {
  return secrets.mac('recipient-contact', isEmail(contact) ? emailOf(contact) : phoneOf(contact).last);
}

/** Whether a contact is this recipient's. Two numbers with different prefixes are two, though their last digits agree. */
export function hasContact({ email, phone }: Contacts, contact: string): boolean {
  if (isEmail(contact)) return email !== null && emailOf(email) === emailOf(contact);
  if (phone === null) return false;
  const [one, other] = [phoneOf(phone), phoneOf(contact)];
  return one.last === other.last && (one.full === null || other.full === null || one.full === other.full);
}

function isEmail(contact: string): boolean {
  return contact.includes('@');
}

function emailOf(contact: string): string {
  return contact.trim().toLowerCase();
}

/** The last digits, and the whole number where it is written with its country's prefix. */
function phoneOf(contact: string): { last: string; full: string | null } {
  const digits = contact.replaceAll(/\D/g, '');
  const isFull = contact.trim().startsWith('+') || digits.startsWith('00');
  return { last: digits.slice(-COMPARED_DIGITS), full: isFull ? digits.replace(/^00/, '') : null };
}
