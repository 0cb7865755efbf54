import type { HoursErrorCode } from './model.js';

/** What stops the reading of a text; never leaves `parseOsm`. */
export class OsmProblem extends Error {
  constructor(
    readonly code: HoursErrorCode,
    message: string,
    readonly position: number,
  ) {
    super(message);
  }
}

/** `value` is minutes for a TIME, the number for a NUMBER and 0 otherwise; `text` is in lower case. */
export interface Token {
  kind: 'TIME' | 'NUMBER' | 'WORD' | 'COMMENT' | 'ALWAYS' | 'SYMBOL' | 'END';
  text: string;
  value: number;
  position: number;
}

/** The constructs of OSM's syntax that the model cannot hold, by the word or sign that gives them away. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  sh: 'school holidays',
  easter: 'days counted from Easter',
  week: 'week numbers',
  sunrise: 'times of the sun',
  sunset: 'times of the sun',
  dawn: 'times of the sun',
  dusk: 'times of the sun',
  '(': 'times of the sun',
  '[': 'the nth weekday of a month',
  '||': 'fallback rules',
  '+': 'an open end, or days counted from another',
  '/': 'repetition',
};

// A time is written 9:30, 09h30, 09.30 or 9h: each is met in real data, and none can be anything else.
const PATTERNS: readonly [Token['kind'], RegExp][] = [
  ['COMMENT', /"[^"]*"/y],
  ['ALWAYS', /24\s*\/\s*7(?!\d)/y],
  ['TIME', /\d{1,2}[:hH.]\d{2}(?!\d)|\d{1,2}[hH](?![\p{L}\d])/uy],
  ['NUMBER', /\d+/y],
  ['WORD', /\p{L}+/uy],
  ['SYMBOL', /\|\||[,;:+/[\]()-]/y],
];

function valueOf(kind: Token['kind'], text: string, position: number): number {
  if (kind === 'NUMBER') return Number(text);
  if (kind !== 'TIME') return 0;
  const [hours = 0, minutes = 0] = text.split(/[:hH.]/).map(Number);
  const total = hours * 60 + minutes;
  if (minutes > 59 || total > 48 * 60) throw new OsmProblem('HOURS_BAD_TIME', `there is no time ${text}`, position);
  return total;
}

/** Splits a text into tokens, the last of them END. Throws OsmProblem. */
export function tokenise(text: string): Token[] {
  // En and em dashes come from word processors, and keep the text's length when replaced.
  const source = text.replace(/[\u2010-\u2015]/g, '-');
  const tokens: Token[] = [];
  let position = 0;
  while (position < source.length) {
    if (/\s/.test(source.charAt(position))) {
      position += 1;
      continue;
    }
    const token = tokenAt(source, position);
    tokens.push(token);
    position += token.text.length;
  }
  return [...tokens, { kind: 'END', text: '', value: 0, position }];
}

function tokenAt(source: string, position: number): Token {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = position;
    const text = pattern.exec(source)?.[0];
    if (text !== undefined) return { kind, text: text.toLowerCase(), value: valueOf(kind, text, position), position };
  }
  const found = source.charAt(position);
  throw new OsmProblem('OSM_SYNTAX', found === '"' ? 'a comment has no end' : `${found} means nothing here`, position);
}

/** Reads tokens one after the other. */
export class TokenReader {
  private index = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  /** The next token, or one further on, without taking it; past the end it is END. */
  peek(ahead = 0): Token {
    const token = this.tokens[Math.min(this.index + ahead, this.tokens.length - 1)];
    return token ?? { kind: 'END', text: '', value: 0, position: 0 };
  }

  take(): Token {
    const token = this.peek();
    this.index += 1;
    return token;
  }

  /** Takes the next token when it is this sign, and tells whether it was. */
  takeSymbol(text: string): boolean {
    const token = this.peek();
    if (token.kind !== 'SYMBOL' || token.text !== text) return false;
    this.index += 1;
    return true;
  }

  /** Refuses the next token: as unsupported when it is a construct we know of, else as bad syntax. */
  refuse(expected: string): never {
    const { kind, text, position } = this.peek();
    const construct = kind === 'COMMENT' ? undefined : UNSUPPORTED[text];
    if (construct !== undefined) {
      throw new OsmProblem('OSM_UNSUPPORTED', `${construct} ("${text}") cannot be held`, position);
    }
    const found = kind === 'END' ? 'the text ends' : `found ${kind === 'COMMENT' ? 'a comment' : `"${text}"`}`;
    throw new OsmProblem('OSM_SYNTAX', `expected ${expected}, but ${found}`, position);
  }
}
