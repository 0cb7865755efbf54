#!/usr/bin/env node
import { commands } from './commands.js';
import { type Command, type CommandIo, findCommand } from './platform/command.js';
import { type Config, readConfig } from './platform/config.js';
import { callService, runCommand, tellError } from './platform/control-socket.js';
import { openDatabase } from './platform/database/database.js';
import { buildApp } from './service.js';

const NAME_WIDTH = 16;

function help(): string {
  const lines = commands.map(
    ({ name, usage, summary }) =>
      `  ${name.padEnd(NAME_WIDTH)}${summary}\n  ${''.padEnd(NAME_WIDTH)}relais ${name} ${usage}`,
  );
  return `relais COMMAND …\n\n${lines.join('\n')}\n  ${'help'.padEnd(NAME_WIDTH)}This text.`;
}

function terminal(): CommandIo {
  let shown = 0;
  const wipe = () => {
    if (shown > 0) process.stderr.write(`\r${' '.repeat(shown)}\r`);
    shown = 0;
  };
  return {
    cwd: process.cwd(),
    colour: process.stdout.isTTY === true && !process.env.NO_COLOR,
    print: (line) => {
      wipe();
      process.stdout.write(`${line}\n`);
    },
    progress: (text) => {
      if (!process.stderr.isTTY) return;
      wipe();
      process.stderr.write(text);
      shown = text.length;
    },
  };
}

/** Null where the environment is wrong: a command that diagnoses has to start all the same. */
function configIfValid(environment: Record<string, string | undefined>): Config | null {
  try {
    return readConfig(environment);
  } catch {
    return null;
  }
}

async function main(words: string[]): Promise<number> {
  const io = terminal();
  if (words.length === 0 || words[0] === 'help' || words.includes('--help')) {
    io.print(help());
    return words.length === 0 ? 2 : 0;
  }
  const found = findCommand(commands, words);
  if (found === null) return runCommand(undefined as never, commands, words, io);
  try {
    return await run(found, words, io);
  } catch (error) {
    console.error(tellError(error));
    return found.command.exitOnError ?? 1;
  }
}

async function run(found: { command: Command; args: string[] }, words: string[], io: CommandIo): Promise<number> {
  const environment = { ...process.env, RELAIS_LOG_LEVEL: process.env.RELAIS_LOG_LEVEL ?? 'warn' };
  const valid = configIfValid(environment);
  if (valid?.databaseUrl === null) {
    const exit = await callService(valid.dataDir, words, io);
    if (exit !== null) return exit;
  }
  const unopened = await found.command.runUnopened?.(environment, found.args, io);
  if (typeof unopened === 'number') return unopened;
  const config = valid ?? readConfig(environment);
  const database = await openDatabase(config);
  const app = await buildApp(config, database);
  try {
    return await runCommand(app, commands, words, io);
  } finally {
    await app.close();
    await database.close();
  }
}

main(process.argv.slice(2)).then(
  (exit) => process.exit(exit),
  (error: unknown) => {
    console.error(tellError(error));
    process.exit(1);
  },
);
