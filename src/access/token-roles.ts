/** The roles for which a token is made, and the letters by which a person tells one token from another. */
export const TOKEN_PREFIXES = {
  OPERATOR: 'op',
  MERCHANT: 'me',
  CLERK: 'cl',
  CARRIER: 'ca',
  PUBLISHABLE: 'pk',
} as const;

export type TokenRole = keyof typeof TOKEN_PREFIXES;
