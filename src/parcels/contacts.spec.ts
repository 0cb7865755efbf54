import { Secrets } from '../platform/secrets.js';
import { contactIndex, contactKey, hasContact } from './contacts.js';

const secrets = new Secrets('a secret that only the specs use, long enough');
const finds = (contact: string, recipient: { email: string | null; phone: string | null }) =>
  contactIndex(secrets, recipient).some((key) => key.equals(contactKey(secrets, contact))) &&
  hasContact(recipient, contact);

describe('a contact', () => {
  it.each([
    ['jeanne@example.org', 'Jeanne@Example.ORG '],
    ['06 12 34 56 78', '+33612345678'],
    ['+33 6 12 34 56 78', '0033612345678'],
    ['+33 6 12 34 56 78', '06.12.34.56.78'],
  ])('%s is found as %s', (stored, asked) => {
    const isEmail = stored.includes('@');
    expect(finds(asked, { email: isEmail ? stored : null, phone: isEmail ? null : stored })).toBe(true);
  });

  it.each([
    ['+33 6 12 34 56 78', '+32 6 12 34 56 78'],
    ['06 12 34 56 78', '06 12 34 56 79'],
    ['jeanne@example.org', 'jean@example.org'],
  ])('%s is not found as %s', (stored, asked) => {
    const isEmail = stored.includes('@');
    expect(finds(asked, { email: isEmail ? stored : null, phone: isEmail ? null : stored })).toBe(false);
  });
});
