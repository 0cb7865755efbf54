import type { CommandIo } from '../platform/command.js';

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

type Style = keyof typeof CODES;

/** Prints a story step by step, in colour where the terminal shows colours. */
export class Teller {
  private steps = 0;

  constructor(private readonly io: CommandIo) {}

  /** Begins a step: what happens in words, and by which operation of the API. */
  step(title: string, operation: string): void {
    this.steps += 1;
    const number = String(this.steps).padStart(2);
    this.io.print('');
    this.io.print(`${this.styled('bold', `${number}. ${title}`)}  ${this.styled('cyan', operation)}`);
  }

  /** An essential answer. */
  say(line: string): void {
    this.io.print(`    ${line}`);
  }

  /** A detail that may be skipped. */
  aside(line: string): void {
    this.io.print(`    ${this.styled('dim', line)}`);
  }

  good(line: string): void {
    this.io.print(`    ${this.styled('green', '✓')} ${line}`);
  }

  /** A "no" that was expected. */
  refused(line: string): void {
    this.io.print(`    ${this.styled('yellow', '✗')} ${line}`);
  }

  bad(line: string): void {
    this.io.print(`    ${this.styled('red', `✗ ${line}`)}`);
  }

  private styled(style: Style, text: string): string {
    return this.io.colour ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text;
  }
}
