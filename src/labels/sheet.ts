import { fit, LINE_HEIGHT, type Room } from './fit.js';
import { printable, type Weight, widthInSizes } from './typeface.js';

/** A6 upright. All lengths on a sheet are millimetres from the upper left corner. */
export const PAGE = { width: 105, height: 148 } as const;

// Most printers leave 4 mm of the edge white, and a label printer's head is 104 mm wide.
export const LEFT = 6;
export const WIDTH = PAGE.width - 2 * LEFT;

/** One line of type. */
export type Line = {
  readonly text: string;
  readonly x: number;
  readonly baseline: number;
  readonly size: number;
  readonly weight: Weight;
  /** CENTRE: `x` is its middle. */
  readonly align: 'LEFT' | 'CENTRE';
};

export type Rule = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

// From the top of the highest letter (É) to the baseline, as a multiple of the size.
const ASCENT = 0.9;

const CAPTION_SIZE = 2.3;

/** Collects what is drawn on a label, in no printer's language yet. */
export class Sheet {
  readonly lines: Line[] = [];
  readonly rules: Rule[] = [];

  /** Sets a text from a corner into its room; answers where it ends, so that the next follows it closely. */
  put(text: string, x: number, y: number, room: Room): { readonly right: number; readonly bottom: number } {
    const { size, lines } = fit(printable(text), room);
    let right = x;
    for (const [index, line] of lines.entries()) {
      const baseline = y + size * (ASCENT + index * LINE_HEIGHT);
      this.lines.push({ text: line, x, baseline, size, weight: room.weight, align: 'LEFT' });
      right = Math.max(right, x + size * widthInSizes(line, room.weight));
    }
    return { right, bottom: y + lines.length * size * LINE_HEIGHT };
  }

  /** The small word above a text that says what it is. */
  caption(text: string, x: number, y: number): void {
    const room = { width: WIDTH, height: CAPTION_SIZE * LINE_HEIGHT, largest: CAPTION_SIZE, smallest: CAPTION_SIZE };
    this.put(text, x, y, { ...room, weight: 'bold' });
  }

  /** One line in the middle of the page, as large as its room allows up to `largest`. */
  centred(text: string, baseline: number, largest: number): void {
    const size = Math.min(largest, WIDTH / widthInSizes(text, 'bold'));
    this.lines.push({ text, x: PAGE.width / 2, baseline, size, weight: 'bold', align: 'CENTRE' });
  }

  rule(y: number, height: number): void {
    this.rules.push({ x: LEFT, y, width: WIDTH, height });
  }
}
