/** The most characters of a point's, chain's or network's code. */
export const CODE_LENGTH = 64;

/** Letters without accents, in capitals. Ligatures and the letters that Unicode does not take apart are spelt out. */
function plainCapitals(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/[ŒÆØŁĐ]/g, (letter) => SPELT[letter] ?? letter);
}

const SPELT: Readonly<Record<string, string>> = { Œ: 'OE', Æ: 'AE', Ø: 'O', Ł: 'L', Đ: 'D' };

function joined(text: string, joint: string): string {
  const words = plainCapitals(text).match(/[A-Z0-9]+/g) ?? [];
  return words.join(joint).slice(0, CODE_LENGTH);
}

/** A point's code out of where it came from: `prix-carburants` and `1000001` are `PRIX-CARBURANTS-1000001`. */
export function pointCodeOf(source: string, ref: string): string {
  return joined(`${source} ${ref}`, '-');
}

/** True for what may be a point's code as it stands: capitals, digits and single hyphens or underscores between. */
export function isPointCode(text: string): boolean {
  return text.length <= CODE_LENGTH && /^[A-Z0-9]+(?:[-_][A-Z0-9]+)*$/.test(text);
}

/** The code of a network: `Mondial Relay` is `MONDIAL_RELAY`. Empty if there is nothing to make it of. */
export function networkCodeOf(name: string): string {
  return joined(name, '_');
}

/** Banners under which a chain runs stores of several sizes, by the code of the chain. */
const BANNERS: Readonly<Record<string, { name: string; banners: readonly string[] }>> = {
  INTERMARCHE: {
    name: 'Intermarché',
    banners: ['INTERMARCHE_SUPER', 'INTERMARCHE_HYPER', 'INTERMARCHE_CONTACT', 'INTERMARCHE_EXPRESS'],
  },
  CARREFOUR: {
    name: 'Carrefour',
    banners: [
      'CARREFOUR_MARKET',
      'CARREFOUR_CITY',
      'CARREFOUR_CONTACT',
      'CARREFOUR_EXPRESS',
      'CARREFOUR_MONTAGNE',
      'CARREFOUR_PROXI',
    ],
  },
  AUCHAN: {
    name: 'Auchan',
    banners: ['AUCHAN_SUPERMARCHE', 'AUCHAN_HYPERMARCHE', 'AUCHAN_PIETON', 'AUCHAN_DRIVE', 'MY_AUCHAN'],
  },
  SYSTEME_U: {
    name: 'Système U',
    banners: ['SUPER_U', 'HYPER_U', 'U_EXPRESS', 'MARCHE_U', 'UTILE', 'U', 'MAGASINS_U', 'COOPERATIVE_U'],
  },
  LECLERC: { name: 'E.Leclerc', banners: ['E_LECLERC', 'ELECLERC', 'CENTRE_LECLERC', 'CENTRE_E_LECLERC'] },
};

const CHAIN_OF_BANNER: ReadonlyMap<string, string> = new Map(
  Object.entries(BANNERS).flatMap(([code, { banners }]) => banners.map((banner) => [banner, code] as const)),
);

/**
 * The chain behind a name as sources spell it, or null for none: `Intermarché`, `INTERMARCHE` and `Intermarché Super`
 * are one chain. Only whole names of known banners are led back to their chain; any other name is a chain of its own.
 */
export function chainOf(name: string): { code: string; name: string } | null {
  const own = joined(name, '_');
  if (own === '') return null;
  const code = CHAIN_OF_BANNER.get(own) ?? own;
  return { code, name: BANNERS[code]?.name ?? name.trim() };
}
