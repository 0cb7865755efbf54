import type { INestApplicationContext } from '@nestjs/common';

/** What a command may do with the terminal that it was called from, which may be another process's. */
export interface CommandIo {
  /** A line of the command's result. */
  print(line: string): void;
  /** How far the work is; each text takes the place of the one before. */
  progress(text: string): void;
  /** The folder that paths are relative to. Absolute. */
  cwd: string;
  /** Whether the terminal shows colours. */
  colour?: boolean;
}

/** One command of `relais`, in the feature that it belongs to. */
export interface Command {
  /** One or two words: `doctor`, `import points`. */
  name: string;
  /** What follows the name, for the help. */
  usage: string;
  summary: string;
  /**
   * @returns The exit code: 0 when all went well.
   * @throws CodedError, which is shown as a line with its code.
   */
  run(app: INestApplicationContext, args: string[], io: CommandIo): Promise<number>;
  /**
   * Runs in place of `run` when no service is running, for a command that must work while the application cannot be
   * opened, or that opens the database itself. Null where it needs the application after all.
   */
  runUnopened?(environment: Record<string, string | undefined>, args: string[], io: CommandIo): Promise<number | null>;
  /** The exit code where it fails with an error, for a command whose 1 means something else. 1 unless given. */
  exitOnError?: number;
}

/** The command that the words name, and what is left for it. */
export function findCommand(
  commands: readonly Command[],
  words: readonly string[],
): { command: Command; args: string[] } | null {
  for (const count of [2, 1]) {
    const name = words.slice(0, count).join(' ');
    const command = commands.find((candidate) => candidate.name === name);
    if (command) return { command, args: words.slice(count) };
  }
  return null;
}
