import PdfDocument from 'pdfkit';
import { SSCC_MODULES, ssccBars } from './gs1-bars.js';
import { dayOf, type LabelContent } from './label-content.js';
import { LABEL_WORDS } from './label-words.js';
import { type Layout, layOut } from './layout.js';
import { PAGE } from './sheet.js';
import { fontBytes } from './typeface.js';

const POINTS_PER_MILLIMETRE = 72 / 25.4;

/**
 * The width of the narrowest bar: GS1 asks for 0.495 to 1.016 mm on a logistic label, and 0.508 mm is a whole number
 * of dots at 300 and 600 dpi (6 and 12), so that no bar is rounded to another width than its neighbour.
 */
export const MODULE_MILLIMETRES = 0.508;

/** A page for each label, or four labels on each sheet of A4 to be cut: that is four times A6, but for half a millimetre. */
export type Paper = 'A6' | 'A4';

const A4 = { width: 210, height: 297 } as const;
const QUARTERS = [0, 1, 2, 3].map((at) => ({ x: (at % 2) * (A4.width / 2), y: Math.floor(at / 2) * (A4.height / 2) }));

/**
 * The labels of one parcel or several as a PDF in black, all vectors, with its font embedded. The same labels give the
 * same bytes.
 * @throws Error for no label, a tracking number that is no SSCC, or a day that is none.
 */
export async function drawLabelPdf(labels: readonly LabelContent[], paper: Paper = 'A6'): Promise<Buffer> {
  const [first] = labels;
  if (first === undefined) throw new Error('There is no label to draw.');
  const day = dayOf(first);
  const { width, height } = paper === 'A6' ? PAGE : A4;
  const size: [number, number] = [points(width), points(height)];
  const page = new PdfDocument({
    size,
    margin: 0,
    lang: first.language,
    displayTitle: true,
    // The recipient is on the page and nowhere else: a file's properties are copied where the page is not.
    info: {
      Title: `${LABEL_WORDS[first.language].title} ${labels.length === 1 ? layOut(first).barcode.sscc : `× ${labels.length}`}`,
      Creator: 'Relais',
      CreationDate: day,
      ModDate: day,
    },
  });
  askForFullSize(page);
  page.registerFont('regular', fontBytes('regular'));
  page.registerFont('bold', fontBytes('bold'));
  const places = paper === 'A6' ? QUARTERS.slice(0, 1) : QUARTERS;
  for (const [index, label] of labels.entries()) {
    const place = places[index % places.length] as { x: number; y: number };
    if (index > 0 && index % places.length === 0) page.addPage({ size, margin: 0 });
    page.save().translate(points(place.x), points(place.y));
    draw(page, layOut(label));
    page.restore();
  }
  page.end();
  const chunks: Buffer[] = [];
  for await (const chunk of page) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

function draw(page: PDFKit.PDFDocument, layout: Layout): void {
  for (const rule of layout.rules) page.rect(points(rule.x), points(rule.y), points(rule.width), points(rule.height));
  const { sscc, middle, y, height } = layout.barcode;
  const left = middle - (SSCC_MODULES * MODULE_MILLIMETRES) / 2;
  for (const bar of ssccBars(sscc)) {
    const x = left + bar.start * MODULE_MILLIMETRES;
    page.rect(points(x), points(y), points(bar.width * MODULE_MILLIMETRES), points(height));
  }
  page.fill('black');
  for (const line of layout.lines) {
    page.font(line.weight).fontSize(points(line.size));
    const x = points(line.x) - (line.align === 'CENTRE' ? page.widthOfString(line.text) / 2 : 0);
    page.text(line.text, x, points(line.baseline), { lineBreak: false, baseline: 'alphabetic' });
  }
}

type Catalogue = { data?: { ViewerPreferences?: { data?: Record<string, unknown> } } };

/**
 * Asks the reader's print window for 100 %: "fit to page" is the usual default, and shrinks the bars below what GS1
 * allows. pdfkit has no option for it, but keeps its viewer preferences in the catalogue that it writes.
 */
function askForFullSize(page: PDFKit.PDFDocument): void {
  const root = Reflect.get(page, '_root') as Catalogue | undefined;
  const preferences = root?.data?.ViewerPreferences?.data;
  if (preferences !== undefined) preferences['PrintScaling'] = 'None';
}

function points(millimetres: number): number {
  return millimetres * POINTS_PER_MILLIMETRE;
}
