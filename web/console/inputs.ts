/** Where somebody wants a parcel, as they type it: a postcode of France, or the name of a town. */
export function nearOf(text: string) {
  const typed = text.trim();
  return /^\d{5}$/.test(typed) ? { postcode: { code: typed } } : { commune: { name: typed } };
}

/** Grams of what a person types: `450`, `450 g`, `1,2 kg`. Null where it is none. */
export function gramsOf(text: string): number | null {
  const [, number, unit] = /^\s*(\d+(?:[.,]\d+)?)\s*(k?g)?\s*$/i.exec(text) ?? [];
  if (number === undefined) return null;
  const grams = Math.round(Number(number.replace(',', '.')) * (unit?.toLowerCase() === 'kg' ? 1000 : 1));
  return grams > 0 ? grams : null;
}

export function recipientOf(name: string, contact: string, language: string) {
  const reach = contact.includes('@') ? { email: contact.trim() } : { phone: contact.trim() };
  return { name: name.trim(), language, ...reach };
}

/** Boxes that shops have at hand, by what fits into them: points have limits, and ask for all three sides. Millimetres. */
export const SIZES = {
  ENVELOPE: { lengthMillimetres: 350, widthMillimetres: 250, heightMillimetres: 30 },
  SHOEBOX: { lengthMillimetres: 400, widthMillimetres: 300, heightMillimetres: 200 },
  LARGE: { lengthMillimetres: 600, widthMillimetres: 400, heightMillimetres: 400 },
} as const;
export type Size = keyof typeof SIZES;
