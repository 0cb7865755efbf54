// npm run check: everything that needs no database, side by side. Prints each part's time, and the output of what failed.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const jest = [
  process.execPath,
  '--experimental-vm-modules',
  '--no-warnings',
  'node_modules/jest/bin/jest.js',
  '--selectProjects',
  'libs',
];
const bin = (name, ...args) => [process.execPath, `node_modules/.bin/${name}`, ...args];

// The longest first, so that the short ones fill the gaps.
const PARTS = {
  'fast tests, habits, generated files': jest,
  'types (tsc)': bin('tsc', '--noEmit', '--incremental', '--tsBuildInfoFile', 'node_modules/.cache/check.tsbuildinfo'),
  'types of the pages (svelte-check)': [process.execPath, 'tools/web-types.mjs', '--check'],
  'unused code and dependencies (knip)': bin('knip', '--no-progress'),
  'arrows between folders (dependency-cruiser)': bin('depcruise', 'src', 'libs', 'migrations', 'seeds', 'test', 'web'),
  'format (biome)': bin('biome', 'check'),
  'lint (oxlint)': bin('oxlint', '--deny-warnings'),
};
const AT_ONCE = 3;

function run([command, ...args]) {
  const started = performance.now();
  const child = spawn(command, args, {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { ...process.env, NO_COLOR: '1', PROPERTY_MILLISECONDS: '1000' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  return new Promise((resolve) => {
    const finish = (ok) => resolve({ ok, output, seconds: (performance.now() - started) / 1000 });
    child.once('error', (error) => {
      output += error.message;
      finish(false);
    });
    child.once('close', (code) => finish(code === 0));
  });
}

const started = performance.now();
const waiting = Object.entries(PARTS);
const failed = [];
async function work() {
  for (let part = waiting.shift(); part; part = waiting.shift()) {
    const [name, command] = part;
    const { ok, output, seconds } = await run(command);
    console.log(`${ok ? 'ok  ' : 'FAIL'} ${seconds.toFixed(1).padStart(5)} s  ${name}`);
    if (!ok) failed.push({ name, output });
  }
}
await Promise.all(Array.from({ length: AT_ONCE }, work));
// A property that failed may print a line of many thousand characters.
const crop = (text) => text.trim().replaceAll(/^(.{400}).+$/gm, '$1 …');
for (const { name, output } of failed) console.log(`\n=== ${name}\n${crop(output)}`);
console.log(`\n${((performance.now() - started) / 1000).toFixed(1)} s, ${failed.length} failed`);
process.exit(failed.length === 0 ? 0 : 1);
