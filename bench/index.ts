// npm run bench -- NAME [OPTIONS]: measures one thing that we claim about speed, beside its peers.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const BENCHES: Record<string, () => Promise<{ run(args: string[]): Promise<void> }>> = {
  assignment: () => import('./assignment/run.js'),
  graphql: () => import('./graphql/run.js'),
  handovers: () => import('./handovers/run.js'),
  promises: () => import('./promises/run.js'),
  routing: () => import('./routing/run.js'),
  search: () => import('./search/run.js'),
  soak: () => import('./soak/run.js'),
};

const here = fileURLToPath(new URL('.', import.meta.url));
const [name = '', ...args] = process.argv.slice(2);
const load = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
if (load === undefined) {
  console.error(`npm run bench -- NAME, which is one of: ${Object.keys(BENCHES).join(', ')}`);
  process.exit(2);
}
// The peers are no part of Relais: they are installed here, by their own lock, when they are first needed.
if (!existsSync(`${here}node_modules`))
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: here, stdio: 'inherit' });
await (await load()).run(args);
process.exit(0);
