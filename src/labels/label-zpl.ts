import { SSCC_MODULES } from './gs1-bars.js';
import type { LabelContent } from './label-content.js';
import { type Layout, layOut } from './layout.js';
import { type Line, PAGE } from './sheet.js';

/** 203 dpi, the resolution of most desktop label printers, is 8 dots a millimetre exactly. */
export const DOTS_PER_MILLIMETRE = 8;

/** Four dots are 0.5 mm: the first width at 203 dpi that GS1 allows on a logistic label (0.495 mm or more). */
const MODULE_DOTS = 4;

// A four-inch printer's head has 832 dots; asking for A6's 840 makes some of them refuse or shift the label.
const HEAD_DOTS = 832;

/**
 * A parcel's label in ZPL II for A6 paper (105 × 148 mm) on a printer of 203 dpi, in plain ASCII: everything else is
 * escaped, so that no driver or browser on the way can spoil the accents. Needs a firmware that knows `^CI28` (UTF-8).
 *
 * Text is set line by line where it was measured, in the printer's own font 0, which is bold and condensed, narrower
 * than the one that was measured; so what fits on the PDF fits here. Nothing is left to the printer's own wrapping.
 * @throws Error for a tracking number that is no SSCC, or a day that is none.
 */
export function drawLabelZpl(label: LabelContent): string {
  const layout = layOut(label);
  return [
    '^XA',
    '^CI28',
    `^PW${HEAD_DOTS}`,
    `^LL${dots(PAGE.height)}`,
    '^LH0,0',
    ...layout.rules.map((rule) => {
      const thickness = dots(rule.height);
      return `^FO${dots(rule.x)},${dots(rule.y)}^GB${dots(rule.width)},${thickness},${thickness}^FS`;
    }),
    ...layout.lines.map(text),
    barcode(layout.barcode),
    '^PQ1',
    '^XZ',
    '',
  ].join('\n');
}

function text(line: Line): string {
  const font = `^A0N,${dots(line.size)}`;
  const data = `^FH_^FD${escape(line.text)}^FS`;
  const baseline = dots(line.baseline);
  if (line.align === 'LEFT') return `^FT${dots(line.x)},${baseline}${font}${data}`;
  // A block of one line as wide as the page is how ZPL centres.
  return `^FT0,${baseline}${font}^FB${2 * dots(line.x)},1,0,C${data}`;
}

/**
 * `>;` starts in code set C and `>8` is FNC1, which makes it GS1-128; then come the digits of AI (00) and the SSCC in
 * pairs. Mode N says exactly which symbols are drawn, on every firmware, where mode D leaves that to the printer.
 */
function barcode({ sscc, middle, y, height }: Layout['barcode']): string {
  const left = dots(middle) - (SSCC_MODULES * MODULE_DOTS) / 2;
  return `^FO${left},${dots(y)}^BY${MODULE_DOTS}^BCN,${dots(height)},N,N,N,N^FD>;>800${sscc}^FS`;
}

/** The commands' own characters and all that is not ASCII, as `_` and two hexadecimal digits for each byte. */
function escape(drawn: string): string {
  let escaped = '';
  for (const byte of Buffer.from(drawn)) {
    const character = String.fromCharCode(byte);
    const plain = byte >= 0x20 && byte < 0x7f && !'^~_'.includes(character);
    escaped += plain ? character : `_${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return escaped;
}

/** At least one dot: the thinnest rule has to be seen. */
function dots(millimetres: number): number {
  return Math.max(1, Math.round(millimetres * DOTS_PER_MILLIMETRE));
}
