// Runs once before the stories, in a process of its own: an embedded database leaves a gigabyte behind.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export function runTypeScript(path, ...args) {
  return execFileSync(process.execPath, ['--import', './tools/typescript.mjs', path, ...args], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  }).trim();
}

/** On a server, the workers clone the template that is made here; they find its name in the environment. */
export default function prepare() {
  // The demo shop is one of the pages.
  execFileSync(process.execPath, ['tools/build-web.mjs'], { cwd: root, stdio: 'inherit' });
  process.env.RELAIS_STORIES_TEMPLATE = runTypeScript('test/support/databases.ts', 'prepare');
}
