import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createCanvas, type ImageData, loadImage } from '@napi-rs/canvas';
import { getDocument, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { prepareZXingModule, type ReadResult, readBarcodes } from 'zxing-wasm/reader';
import type { LabelContent } from './label-content.js';

// What the specs of labels need to print, look and scan: a PDF reader, a canvas and a decoder that are not the ones
// that drew. The decoder's WASM comes from its package, because by default it is fetched from a CDN.
const wasm = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'));
prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer } });

/** A label as most are; each spec says only what is special about its own. */
export function someLabel(special: Partial<LabelContent> = {}): LabelContent {
  return {
    trackingNumber: '095287654321012346',
    from: { name: 'Librairie Le Fil des Pages', street: '12 rue de la Clef', postcode: '59000', city: 'Lille' },
    recipientName: 'Hélène Dœuvre-Łukasik',
    pickupPoint: {
      code: 'ITM-59650-02',
      name: "Intermarché Super Villeneuve-d'Ascq",
      street: '48 avenue de Flandre',
      postcode: '59650',
      city: "Villeneuve-d'Ascq",
      country: 'FR',
    },
    dropOffPointCode: 'ITM-59000-07',
    weightGrams: 1250,
    programmeName: 'Drive Solidaire',
    createdDay: '2026-11-22',
    language: 'fr',
    ...special,
  };
}

/** A label with every text longer than its room. */
export function longLabel(): LabelContent {
  const long =
    'Établissements Żółć-Großmann & Œuvres complètes de la Très Longue Dénomination Sociale et Associés réunis';
  const place = { name: long, street: `${long} ${long}`, postcode: '97419-1234', city: long };
  const code = 'CARREFOUR-MARKET-SAINT-REMY-LES-CHEVREUSE-DRIVE-0001-BIS';
  return someLabel({
    from: place,
    recipientName: `${'W'.repeat(70)} ${long}`,
    pickupPoint: { ...place, code, country: 'RE' },
    dropOffPointCode: code,
    programmeName: long,
    weightGrams: 29_999,
  });
}

export async function openPdf(pdf: Buffer): Promise<PDFDocumentProxy> {
  return getDocument({ data: new Uint8Array(pdf), disableFontFace: true, verbosity: 0 }).promise;
}

/** The first page as pixels, at so many dots an inch. */
export async function printPdf(pdf: Buffer, dotsPerInch: number): Promise<{ pixels: ImageData; png: Buffer }> {
  const document = await openPdf(pdf);
  const page = await document.getPage(1);
  const viewport = page.getViewport({ scale: dotsPerInch / 72 });
  const canvas = createCanvas(Math.round(viewport.width), Math.round(viewport.height));
  const context = canvas.getContext('2d');
  await page.render({ canvas: null, canvasContext: context as unknown as CanvasRenderingContext2D, viewport }).promise;
  await document.destroy();
  return { pixels: context.getImageData(0, 0, canvas.width, canvas.height), png: canvas.toBuffer('image/png') };
}

/** A picture (SVG or PNG) as pixels, drawn to a width. */
export async function showPicture(picture: Buffer, width: number): Promise<ImageData> {
  const image = await loadImage(picture);
  const canvas = createCanvas(width, Math.round((width * image.height) / image.width));
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

/**
 * Everything that a scanner finds on it. The decoder looks at the picture as it is, and not again at a third of its size,
 * in which a module of some dots is none, and what is read there by chance may have the right check character.
 */
export function scan(pixels: ImageData, format: 'Code128' | 'QRCode'): Promise<ReadResult[]> {
  const { width, height, data } = pixels;
  return readBarcodes({ width, height, data, colorSpace: 'srgb' } as globalThis.ImageData, {
    formats: [format],
    textMode: 'Plain',
    maxNumberOfSymbols: 4,
    tryDownscale: false,
  });
}
