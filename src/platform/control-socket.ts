import { chmodSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { INestApplicationContext } from '@nestjs/common';
import { CodedError } from '#libs/refusals';
import { type Command, type CommandIo, findCommand } from './command.js';
import { controlSocketPath } from './database/folder-lock.js';

type Answer = { print: string } | { progress: string } | { exit: number };

/** The longest request line, in characters: arguments and a path. */
const MOST_REQUEST = 100_000;

/**
 * Lets the command line work on a data folder that a running service holds: it sends its words over a local socket,
 * the service runs the command and sends back what to print. Only the folder's owner can open the socket.
 */
export async function serveCommands(
  app: INestApplicationContext,
  dataDir: string,
  commands: readonly Command[],
): Promise<{ close(): Promise<void> }> {
  const path = controlSocketPath(dataDir);
  if (process.platform !== 'win32') rmSync(path, { force: true });
  const open = new Set<Socket>();
  const server: Server = createServer((socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    void answer(app, commands, socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  if (process.platform !== 'win32') chmodSync(path, 0o600);
  return {
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

async function answer(app: INestApplicationContext, commands: readonly Command[], socket: Socket): Promise<void> {
  const send = (message: Answer) => socket.writable && socket.write(`${JSON.stringify(message)}\n`);
  const line = await firstLine(socket);
  if (line === null) return;
  const { words, cwd, colour } = JSON.parse(line) as { words: string[]; cwd: string; colour: boolean };
  const io: CommandIo = {
    cwd,
    colour,
    print: (text) => send({ print: text }),
    progress: (text) => send({ progress: text }),
  };
  send({ exit: await runCommand(app, commands, words, io) });
  socket.end();
}

function firstLine(socket: Socket): Promise<string | null> {
  return new Promise((resolve) => {
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      text += chunk;
      if (text.length > MOST_REQUEST) socket.destroy();
      else if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
    });
    socket.once('close', () => resolve(null));
  });
}

/** Runs a command and tells its errors as a person wants to read them. */
export async function runCommand(
  app: INestApplicationContext,
  commands: readonly Command[],
  words: readonly string[],
  io: CommandIo,
): Promise<number> {
  const found = findCommand(commands, words);
  if (found === null) {
    io.print(`There is no command "${words.join(' ')}". See: relais help`);
    return 2;
  }
  try {
    return await found.command.run(app, found.args, io);
  } catch (error) {
    io.print(tellError(error));
    return found.command.exitOnError ?? 1;
  }
}

export function tellError(error: unknown): string {
  if (error instanceof CodedError) return `${error.code}: ${error.field ? `${error.field}: ` : ''}${error.message}`;
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
    ? `BAD_INPUT: ${error.message}`
    : `INTERNAL: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

/**
 * Sends a command to the service that holds the data folder.
 *
 * @returns Its exit code, or null when no service listens there.
 */
export function callService(dataDir: string, words: readonly string[], io: CommandIo): Promise<number | null> {
  return new Promise((resolve) => {
    const socket = connect(controlSocketPath(dataDir));
    let exit: number | null = null;
    socket.once('error', () => resolve(null));
    socket.once('connect', () => {
      socket.write(`${JSON.stringify({ words, cwd: io.cwd, colour: io.colour === true })}\n`);
      const lines = createInterface({ input: socket });
      lines.on('line', (line) => {
        const message = JSON.parse(line) as Answer;
        if ('print' in message) io.print(message.print);
        else if ('progress' in message) io.progress(message.progress);
        else exit = message.exit;
      });
      lines.once('close', () => {
        if (exit === null) io.print('The service stopped before the command ended. Look at its log, then try again.');
        resolve(exit ?? 1);
      });
    });
  });
}
