import { type Checked, good, problem, quoted } from './checked.js';

/**
 * ISO 3166-1, alpha-2 and alpha-3: Europe, and the French territories that have codes of their own. Mirakl writes
 * three letters; everything else here writes two.
 */
const PAIRS =
  'AD AND,AL ALB,AM ARM,AT AUT,AX ALA,AZ AZE,BA BIH,BE BEL,BG BGR,BY BLR,CH CHE,CY CYP,CZ CZE,DE DEU,DK DNK,EE EST,' +
  'ES ESP,FI FIN,FO FRO,FR FRA,GB GBR,GE GEO,GG GGY,GI GIB,GR GRC,HR HRV,HU HUN,IE IRL,IM IMN,IS ISL,IT ITA,JE JEY,' +
  'LI LIE,LT LTU,LU LUX,LV LVA,MC MCO,MD MDA,ME MNE,MK MKD,MT MLT,NL NLD,NO NOR,PL POL,PT PRT,RO ROU,RS SRB,RU RUS,' +
  'SE SWE,SI SVN,SJ SJM,SK SVK,SM SMR,TR TUR,UA UKR,VA VAT,' +
  'GP GLP,MQ MTQ,GF GUF,RE REU,YT MYT,PM SPM,BL BLM,MF MAF,NC NCL,PF PYF,WF WLF,TF ATF';

const ALPHA3_BY_ALPHA2: ReadonlyMap<string, string> = new Map(
  PAIRS.split(',').map((pair) => [pair.slice(0, 2), pair.slice(3)] as const),
);
const ALPHA2_BY_ALPHA3: ReadonlyMap<string, string> = new Map(
  Array.from(ALPHA3_BY_ALPHA2, ([alpha2, alpha3]) => [alpha3, alpha2] as const),
);

const FRENCH_TERRITORIES: ReadonlySet<string> = new Set([
  'GP',
  'MQ',
  'GF',
  'RE',
  'YT',
  'PM',
  'BL',
  'MF',
  'NC',
  'PF',
  'WF',
  'TF',
]);

/** The two-letter codes we know, in byte order. */
export const COUNTRY_CODES: readonly string[] = [...ALPHA3_BY_ALPHA2.keys()].sort();

/**
 * A country as two capital letters, from two or three letters of either case. `UK` and `EL` are taken for GB and GR,
 * as the European Union writes them.
 */
export function checkCountry(text: string): Checked {
  const letters = text.trim().toUpperCase();
  if (letters === '') return problem('EMPTY', 'The country is empty: give two letters, as in FR.');
  const meant = letters === 'UK' ? 'GB' : letters === 'EL' ? 'GR' : letters;
  const alpha2 = ALPHA3_BY_ALPHA2.has(meant) ? meant : ALPHA2_BY_ALPHA3.get(meant);
  if (alpha2 !== undefined) return good(alpha2);
  return problem(
    'UNKNOWN_COUNTRY',
    `${quoted(text)} is no country we know: give two or three letters, as in FR or FRA.`,
  );
}

/** The three letters of a country given in two or three, for marketplaces that write them. */
export function toAlpha3(text: string): Checked {
  const alpha2 = checkCountry(text);
  return alpha2.ok ? good(ALPHA3_BY_ALPHA2.get(alpha2.value) ?? alpha2.value) : alpha2;
}

/**
 * The country whose postcodes an address uses: FR for Réunion (RE), Guadeloupe (GP) and the other French territories,
 * because France overseas is part of France; itself otherwise. Expects what `checkCountry` gives.
 */
export function postalCountryOf(alpha2: string): string {
  return FRENCH_TERRITORIES.has(alpha2) ? 'FR' : alpha2;
}
