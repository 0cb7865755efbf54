import { checkPostcode } from '#libs/identifiers';

/** A commune as a person wrote it: `Saint-Denis (974)`, `59000 Lille`, `Lyon 3ème`. */
export interface WrittenCommune {
  folded: string;
  /** Written beside the name, to say which of several communes is meant. */
  postcode: string | null;
  /** Written in parentheses after the name: `974`, `2A`, `59`. */
  departement: string | null;
}

const WORDS: Readonly<Record<string, string>> = { st: 'saint', ste: 'sainte', sts: 'saints', stes: 'saintes' };

const ARRONDISSEMENT = /^(paris|lyon|marseille) 0?([1-9]\d?) ?(?:er|ere|e|eme|ieme|nd|nde)?(?: arr(?:ondissement)?)?$/;

/**
 * The form under which communes are stored and looked for: lower case, no accents, hyphens and apostrophes as spaces,
 * `St` as `saint`, `s/` as `sur`, no `Cedex`, and arrondissements as `paris 15`.
 */
export function foldCommune(name: string): string {
  const plain = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replace(/(^|[\s-])s\/(?=[\s\p{L}])/gu, '$1sur ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/ cedex( \d{1,2})?$/, '');
  return plain.replace(/\bste?s?\b/g, (word) => WORDS[word] ?? word).replace(ARRONDISSEMENT, '$1 $2');
}

/** Takes apart what a person wrote for a commune, so that `Saint-Denis (974)` finds the one that is meant. */
export function readCommune(text: string): WrittenCommune {
  const parts = /^(?:(\d{5})[\s,]+)?(.*?)(?:[\s,]*\((\d{2,3}|2[AB])\)|[\s,]+\(?(\d{5})\)?)?$/iu.exec(text.trim());
  const [, before, name = text, departement, after] = parts ?? [];
  const written = before ?? after ?? null;
  const postcode = written !== null && checkPostcode(written, 'FR').ok ? written : null;
  return { folded: foldCommune(name), postcode, departement: departement?.toUpperCase() ?? null };
}
