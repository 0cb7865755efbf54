/** A number as sources write it, with a point or a comma; NaN for anything else, `NaN` and `1e5` included. */
export function numberOf(cell: string): number {
  const text = cell.trim().replace(/^\u2212/, '-');
  return /^[+-]?\d{1,15}(?:[.,]\d{1,20})?$/.test(text) ? Number(text.replace(',', '.')) : Number.NaN;
}

/** A whole number, with or without zeros after its point; NaN for anything else. */
export function wholeNumberOf(cell: string): number {
  const value = numberOf(cell);
  return Number.isInteger(value) ? value : Number.NaN;
}

const YES = new Set(['1', 'true', 'yes', 'oui', 'vrai', 'y', 'o', 'x']);
const NO = new Set(['', '0', 'false', 'no', 'non', 'faux', 'n']);

/** Yes or no as spreadsheets say it; null for anything else. An empty cell is no. */
export function yesOrNo(cell: string): boolean | null {
  const text = cell.trim().toLowerCase();
  if (YES.has(text)) return true;
  return NO.has(text) ? false : null;
}

/** The words of a list in one cell. */
export function listOf(cell: string): string[] {
  return cell
    .split(/[,;|\s]+/)
    .map((word) => word.trim())
    .filter((word) => word !== '');
}
