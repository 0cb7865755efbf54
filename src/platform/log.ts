import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger };

/**
 * Structured logs, one JSON object a line. What is logged is named field by field: request bodies, variables, headers
 * and addresses of people never are, so no personal data can reach a log by accident.
 *
 * @param worker - The thread that says so, in a process that has several.
 */
export function createLog(level: string, worker: number | null = null): Logger {
  const options = { level, base: worker === null ? null : { worker }, timestamp: pino.stdTimeFunctions.isoTime };
  output ??= togetherInTurn();
  return pino(options, output);
}

type Output = DestinationStream & { flushSync(): void };

/** Of this thread. */
let output: Output | null = null;

/** The most characters that wait to be written. */
const MOST_WAITING = 8192;

/**
 * Standard output, for lines: those of one turn of the event loop are written together at its end, since each writing
 * takes as long as a search. What ends the process in an orderly way, an error that nobody caught too, writes them first.
 */
function togetherInTurn(): Output {
  const lines = pino.destination({ dest: 1, sync: true, minLength: MOST_WAITING });
  let isWaiting = false;
  const flushSync = () => {
    isWaiting = false;
    lines.flushSync();
  };
  process.once('exit', flushSync);
  const write = (line: string) => {
    lines.write(line);
    if (isWaiting) return;
    isWaiting = true;
    setImmediate(flushSync);
  };
  return { write, flushSync };
}

/** Nest's own messages through the same log; its start-up chatter is of use only to a developer. */
export function nestLog(log: Logger): LoggerService {
  return {
    log: (message: unknown) => log.debug(String(message)),
    debug: (message: unknown) => log.debug(String(message)),
    verbose: (message: unknown) => log.trace(String(message)),
    warn: (message: unknown) => log.warn(String(message)),
    error: (message: unknown, stack?: unknown) => log.error({ stack }, String(message)),
    fatal: (message: unknown) => log.fatal(String(message)),
  };
}

/**
 * The stack of an error, for the log. Of a data exception (SQLSTATE class 22) PostgreSQL quotes the value that it could
 * not take, which may be anybody's name: its message is left out.
 */
export function stackOf(error: unknown): string | undefined {
  const { stack, message = '', code = '' } = error as { stack?: string; message?: string; code?: unknown };
  return String(code).startsWith('22') ? stack?.replace(message, `SQLSTATE ${code}`) : stack;
}
