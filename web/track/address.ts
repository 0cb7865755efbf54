import type { PointOnPage } from './documents.js';

export function addressText({ address: { street, postcode, city } }: Pick<PointOnPage, 'address'>): string {
  return [street, `${postcode} ${city}`.trim()].filter(Boolean).join(', ');
}
