import type { INestApplicationContext } from '@nestjs/common';
import { type Command, findCommand } from '../../src/platform/command.js';
import { runCommand } from '../../src/platform/control-socket.js';

/** Runs a command of `relais` in a story's own service, and gives what it printed. */
export async function relaisCommand(
  app: INestApplicationContext,
  commands: readonly Command[],
  cwd: string,
  words: readonly string[],
): Promise<{ exit: number; text: string }> {
  const lines: string[] = [];
  const io = { cwd, print: (line: string) => void lines.push(line), progress: () => {} };
  if (findCommand(commands, words) === null) throw new Error(`There is no command ${words.join(' ')}.`);
  const exit = await runCommand(app, commands, words, io);
  return { exit, text: lines.join('\n') };
}
