import type { LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';

export type { Logger };

/**
 * Structured logs, one JSON object a line. What is logged is named field by field: request bodies, variables, headers
 * and addresses of people never are, so no personal data can reach a log by accident.
 *
 * @param worker - The thread that says so, in a process that has several.
 */
export function createLog(level: string, worker: number | null = null): Logger {
  return pino({ level, base: worker === null ? null : { worker }, timestamp: pino.stdTimeFunctions.isoTime });
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
