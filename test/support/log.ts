import type { INestApplicationContext } from '@nestjs/common';
import { pino } from 'pino';
import type { Logger } from '../../src/platform/log.js';
import { LOG } from '../../src/platform/platform.module.js';

/** Everything that a service logs from now on, from a level upwards, in place of where it would go. */
export function listenToLog(app: INestApplicationContext, level: 'trace' | 'error'): () => string {
  const heard: string[] = [];
  const stream = { write: (line: string) => heard.push(line) };
  Object.assign(app.get<Logger>(LOG), { [pino.symbols.streamSym]: stream, level });
  return () => heard.join('');
}
