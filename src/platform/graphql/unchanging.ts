/** Where an object that never changes has what an operation wrote of it last. */
export const WRITTEN = Symbol('WRITTEN');

/** The longest text that is kept with an object, in characters; a point with all its fields has some thousand. */
const MOST_CHARACTERS = 2000;

/** What the writer of that number wrote. A number, so that an object keeps no operation in memory. */
export class Written {
  by = -1;
  text = '';

  keep(by: number, text: string): void {
    if (text.length > MOST_CHARACTERS) return;
    // Asking for a letter has the pieces that the text is made of put together, so that they need not be kept.
    text.charCodeAt(0);
    this.by = by;
    this.text = text;
  }
}

/**
 * Promises that an object, with all that is in it, will never change: it is frozen, and its JSON is kept with it. For
 * objects that are shown again and again; whoever makes them makes another when there is something new to show.
 */
export function unchanging<Value extends object>(value: Value): Value {
  Object.defineProperty(value, WRITTEN, { value: new Written() });
  freeze(value);
  return value;
}

function freeze(value: unknown): void {
  if (value === null || typeof value !== 'object' || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const inside of Object.values(value)) freeze(inside);
}
