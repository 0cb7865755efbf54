/** Three-digit départements and territories overseas; 984 (southern lands) and 989 (Clipperton) have no customers. */
const OVERSEAS: ReadonlySet<string> = new Set([
  '971',
  '972',
  '973',
  '974',
  '975',
  '976',
  '977',
  '978',
  '984',
  '986',
  '987',
  '988',
  '989',
]);

// Saint-Barthélemy and Saint-Martin left Guadeloupe in 2007 and kept their postcodes in 971.
const POSTCODES_THAT_STAYED: ReadonlyMap<string, string> = new Map([
  ['97133', '977'],
  ['97150', '978'],
]);

/** Every département in use: 01 to 95 with 2A and 2B for 20, then those overseas. */
export const DEPARTEMENTS: readonly string[] = [
  ...Array.from({ length: 95 }, (_, index) => String(index + 1).padStart(2, '0')).flatMap((code) =>
    code === '20' ? ['2A', '2B'] : [code],
  ),
  ...OVERSEAS,
];

const KNOWN: ReadonlySet<string> = new Set(DEPARTEMENTS);

/**
 * The département (or overseas territory) of a five-digit French postcode, or null if there is none, as for Monaco
 * (980xx). A postcode is the delivering post office's: a handful of communes on a border are served from next door.
 */
export function departementOfPostcode(postcode: string): string | null {
  if (!/^[0-9]{5}$/.test(postcode)) return null;
  const stayed = POSTCODES_THAT_STAYED.get(postcode);
  if (stayed !== undefined) return stayed;
  if (postcode.startsWith('20')) return corsicanDepartement(postcode);
  const code = postcode.slice(0, postcode >= '97000' ? 3 : 2);
  return KNOWN.has(code) ? code : null;
}

// 200xx and 201xx are Corse-du-Sud; 202xx to 206xx are Haute-Corse.
function corsicanDepartement(postcode: string): string | null {
  const third = Number(postcode[2]);
  if (third <= 1) return '2A';
  return third <= 6 ? '2B' : null;
}

/** The département of a commune's INSEE code, where Corsica and overseas are written out: `2A004`, `97411`. */
export function departementOfCommune(inseeCode: string): string | null {
  const upper = inseeCode.trim().toUpperCase();
  if (!/^[0-9][0-9AB][0-9]{3}$/.test(upper)) return null;
  const code = upper.slice(0, upper.startsWith('97') || upper.startsWith('98') ? 3 : 2);
  return KNOWN.has(code) ? code : null;
}

/** What the postcodes of a département begin with: `59` for 59, `200` and `201` for 2A. Empty if it is unknown. */
export function postcodePrefixesOf(departement: string): readonly string[] {
  const code = departement.trim().toUpperCase().padStart(2, '0');
  if (code === '2A') return ['200', '201'];
  if (code === '2B') return ['202', '203', '204', '205', '206'];
  if (code === '977') return ['97133'];
  if (code === '978') return ['97150'];
  return KNOWN.has(code) ? [code] : [];
}

export function isOverseas(departement: string): boolean {
  return OVERSEAS.has(departement);
}
