export interface JsonElement {
  /** Where it begins, counted from 1. */
  line: number;
  text: string;
}

export type SplitFault = 'TRUNCATED' | 'NOT_JSON' | 'ELEMENT_TOO_LARGE';

/** The arrays whose elements are records, by the key under which a file's one object holds them. */
const FORMAT_OF_KEY: Readonly<Record<string, 'GEOJSON' | 'OVERPASS'>> = { features: 'GEOJSON', elements: 'OVERPASS' };

/** The most characters of one element; a coastline has fewer. */
export const MOST_ELEMENT_CHARACTERS = 4_000_000;

/**
 * Cuts the elements out of `{"features": [ … ]}` or `{"elements": [ … ]}` while the text comes in pieces, so that a
 * file of any length is read in the memory of its largest element. What an element holds is for JSON.parse to judge.
 */
export class JsonSplitter {
  format: 'GEOJSON' | 'OVERPASS' | null = null;
  fault: SplitFault | null = null;
  /** Where the fault is, or how far the reading has come. */
  line = 1;
  private depth = 0;
  private isInString = false;
  private isEscaped = false;
  /** The string that is being read at the first level, which may turn out to be a key. */
  private key = '';
  private isInRecords = false;
  private element: { line: number; text: string } | null = null;
  private hasBegun = false;

  push(chunk: string): JsonElement[] {
    const found: JsonElement[] = [];
    // Where in this chunk the element under way goes on; what came before is in `element`.
    let from = 0;
    for (let at = 0; at < chunk.length && this.fault === null; at += 1) {
      const letter = chunk[at] as string;
      if (letter === '\n') this.line += 1;
      const wasInElement = this.element !== null;
      this.read(letter);
      if (!wasInElement && this.element !== null) from = at;
      if (wasInElement && this.depth === 2 && !this.isInString && letter === '}') {
        const { line, text } = this.element as JsonElement;
        found.push({ line, text: text + chunk.slice(from, at + 1) });
        this.element = null;
      }
    }
    if (this.element !== null) this.keep(chunk.slice(from));
    return found;
  }

  /** Tells that the text is at its end. */
  end(): void {
    if (this.fault === null && (this.depth > 0 || this.isInString)) this.fault = 'TRUNCATED';
    if (this.fault === null && !this.hasBegun) this.fault = 'NOT_JSON';
  }

  private keep(text: string): void {
    const element = this.element as { line: number; text: string };
    element.text += text;
    if (element.text.length <= MOST_ELEMENT_CHARACTERS) return;
    this.fault = 'ELEMENT_TOO_LARGE';
    this.line = element.line;
  }

  private read(letter: string): void {
    if (this.isInString) this.readInString(letter);
    else if (letter === '"') {
      this.isInString = true;
      if (this.depth === 1) this.key = '';
    } else if (letter === '{' || letter === '[') this.open(letter);
    else if (letter === '}' || letter === ']') this.close();
    else if (this.depth === 0 && letter.trim() !== '' && letter !== '\ufeff') this.fault = 'NOT_JSON';
  }

  private readInString(letter: string): void {
    if (this.isEscaped) this.isEscaped = false;
    else if (letter === '\\') this.isEscaped = true;
    else if (letter === '"') this.isInString = false;
    else if (this.depth === 1 && this.key.length < 20) this.key += letter;
  }

  private open(letter: '{' | '['): void {
    if (this.depth === 0 && (this.hasBegun || letter === '[')) {
      this.fault = 'NOT_JSON';
      return;
    }
    this.hasBegun = true;
    // Own keys only: a file may well have a member named "constructor".
    const format = Object.hasOwn(FORMAT_OF_KEY, this.key) ? FORMAT_OF_KEY[this.key] : undefined;
    if (this.depth === 1 && letter === '[' && format !== undefined) {
      this.isInRecords = true;
      this.format = format;
    }
    if (this.depth === 2 && letter === '{' && this.isInRecords) this.element = { line: this.line, text: '' };
    this.depth += 1;
  }

  private close(): void {
    this.depth -= 1;
    if (this.depth < 0) this.fault = 'NOT_JSON';
    if (this.depth === 1) {
      this.isInRecords = false;
      this.key = '';
    }
  }
}
