import type { WorkerOptions } from 'node:worker_threads';

/** Under tests there is no build, and a thread has to be told how to read TypeScript. */
const IS_SOURCE = import.meta.url.endsWith('.ts');

/**
 * The file that a thread runs, and how.
 *
 * @param name - Without its ending, beside the module whose address is given.
 */
export function threadFile(name: string, beside: string): { file: URL; options: WorkerOptions } {
  const file = new URL(`./${name}.${IS_SOURCE ? 'ts' : 'js'}`, beside);
  if (!IS_SOURCE) return { file, options: {} };
  return { file, options: { execArgv: ['--import', new URL('../../tools/typescript.mjs', import.meta.url).href] } };
}
