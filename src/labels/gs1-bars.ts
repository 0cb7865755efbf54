import bwipJs from 'bwip-js/node';

/** One bar, in modules (the narrowest bar's width) from the symbol's left edge. */
export type Bar = { readonly start: number; readonly width: number };

/** Start, FNC1, ten pairs of digits and the check symbol at 11 modules, and the stop at 13. */
export const SSCC_MODULES = 13 * 11 + 13;

/** White on either side, in modules: a reader finds the symbol's ends by it. */
export const QUIET_MODULES = 10;

/** The bars of GS1-128 with AI (00), for an SSCC that was checked. */
export function ssccBars(sscc: string): readonly Bar[] {
  // Through the default export: the named export `raw` is a kind of bar code in the library's ESM build.
  const [symbol] = bwipJs.raw({ bcid: 'gs1-128', text: `(00)${sscc}` });
  if (symbol === undefined || !('sbs' in symbol)) throw new Error('The bar code library gave no bars.');
  const bars: Bar[] = [];
  let start = 0;
  for (const [index, width] of symbol.sbs.entries()) {
    // Bars and spaces take turns, and a bar comes first.
    if (index % 2 === 0) bars.push({ start, width });
    start += width;
  }
  if (start !== SSCC_MODULES) throw new Error(`An SSCC has ${SSCC_MODULES} modules, and ${start} were drawn.`);
  return bars;
}
