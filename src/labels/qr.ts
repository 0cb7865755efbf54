import { toBuffer, toSVG } from 'bwip-js/node';

// About 60 mm on a phone's screen stays easy to read up to here; the customer's token and link are far below.
const MOST_BYTES = 800;

// The library draws a module two units wide, and counts its padding in units.
const UNITS_IN_A_MODULE = 2;
const QUIET_MODULES = 4;

// Level M restores 15 % of the symbol.
function options(text: string, modulePixels: number) {
  const bytes = Buffer.byteLength(text);
  if (bytes === 0 || bytes > MOST_BYTES) {
    throw new Error(`A QR code holds 1 to ${MOST_BYTES} bytes here, and this text has ${bytes}.`);
  }
  const padding = QUIET_MODULES * UNITS_IN_A_MODULE;
  const scale = modulePixels / UNITS_IN_A_MODULE;
  return { bcid: 'qrcode', text, eclevel: 'M', scale, padding, backgroundcolor: 'FFFFFF' };
}

/**
 * A text as a QR code, for a page: an `<svg>` with a view box and no size, black on white whatever the page's theme.
 * @throws Error when the text is empty or longer than 800 bytes in UTF-8.
 */
export function qrSvg(text: string): string {
  return toSVG(options(text, UNITS_IN_A_MODULE)).replace('<svg ', '<svg shape-rendering="crispEdges" ');
}

/**
 * The same as a PNG of 8 pixels a module, for e-mail, whose readers do not show SVG.
 * @throws Error when the text is empty or longer than 800 bytes in UTF-8.
 */
export function qrPng(text: string): Promise<Buffer> {
  return toBuffer(options(text, 8));
}
