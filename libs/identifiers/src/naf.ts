import { type Checked, good, problem, quoted, withoutSeparators } from './checked.js';
import { NAF_2025_SECTORS, NAF_REV2_SECTORS, type Sector } from './sectors.js';

/** NAF rév. 2 has been in force since 2008; NAF 2025 follows NACE Rev. 2.1 and replaces it in 2027. */
export const NAF_NOMENCLATURES = ['NAF_REV2', 'NAF_2025'] as const;

export type NafNomenclature = (typeof NAF_NOMENCLATURES)[number];

const SECTORS_BY_NOMENCLATURE = { NAF_REV2: NAF_REV2_SECTORS, NAF_2025: NAF_2025_SECTORS } as const;

// A class that is not divided ends in Z in NAF rév. 2 and in Y in NAF 2025, which tells the two apart on sight.
const LETTER_OF_THE_OTHER = { NAF_REV2: 'Y', NAF_2025: 'Z' } as const;

const OTHER_NOMENCLATURE = { NAF_REV2: 'NAF_2025', NAF_2025: 'NAF_REV2' } as const;

/**
 * An activity code (INSEE): `4761Z`, `47.61z` and `47 61 Z` all give `47.61Z`. Fails when the letter shows that the
 * code belongs to the other nomenclature, because the same digits mean different trades there.
 */
export function checkNaf(text: string, nomenclature: NafNomenclature): Checked {
  const compact = withoutSeparators(text).toUpperCase();
  if (compact === '') return problem('EMPTY', 'The NAF code is empty: give it as in 47.61Z.');
  if (!/^[0-9]{4}[A-Z]$/.test(compact)) {
    return problem('WRONG_SHAPE', `A NAF code is four digits and a letter, as in 47.61Z, and not ${quoted(text)}.`);
  }
  const code = `${compact.slice(0, 2)}.${compact.slice(2)}`;
  if (!code.endsWith(LETTER_OF_THE_OTHER[nomenclature])) return good(code);
  return problem(
    'WRONG_NOMENCLATURE',
    `${code} is a code of ${OTHER_NOMENCLATURE[nomenclature]}: say so, or give the one of ${nomenclature}.`,
  );
}

/** True if a code is, or lies under, a code or prefix of the same nomenclature: `47.2` takes in `47.21Z`. */
export function nafWithin(code: string, prefix: string): boolean {
  const compact = withoutSeparators(prefix).toUpperCase();
  return compact !== '' && withoutSeparators(code).toUpperCase().startsWith(compact);
}

/** What a merchant sells. Never fails: a code that is unknown, doubtful or of the other nomenclature is OTHER. */
export function sectorOf(code: string, nomenclature: NafNomenclature): Sector {
  const checked = checkNaf(code, nomenclature);
  if (!checked.ok) return 'OTHER';
  const table = SECTORS_BY_NOMENCLATURE[nomenclature];
  // The longest prefix wins: a subclass says more than its class.
  for (let length = checked.value.length; length >= 4; length -= 1) {
    const sector = table.get(checked.value.slice(0, length));
    if (sector !== undefined) return sector;
  }
  return 'OTHER';
}
