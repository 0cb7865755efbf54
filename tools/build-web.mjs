// Builds web/ into web/dist, unless what lies there was built from the same files: npm run build.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { trimOutlines } from './trim-outlines.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const web = join(root, 'web');
const stamp = join(web, 'dist', 'built-from');

/** Everything that a build depends on: the sources, the libs that they use, the packages, and this file. */
function inputs() {
  const hash = createHash('sha256');
  const folders = ['web', 'libs'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => !path.startsWith(join(web, 'dist')) && !path.endsWith('.spec.ts')),
  );
  const tools = [import.meta.url, new URL('trim-outlines.mjs', import.meta.url)].map((url) => fileURLToPath(url));
  for (const path of [...folders.sort(), join(root, 'package-lock.json'), ...tools]) {
    hash.update(path.slice(root.length)).update('\0').update(readFileSync(path));
  }
  return hash.digest('hex');
}

/** The pages, and then the picker by itself, so that it carries nothing that only a page needs. */
async function build() {
  const [{ build: viteBuild }, { svelte }] = await Promise.all([
    import('vite'),
    import('@sveltejs/vite-plugin-svelte'),
  ]);
  const PAGES = readdirSync(web).filter((name) => existsSync(join(web, name, 'main.ts')));
  const common = {
    root: web,
    configFile: false,
    base: '/web/',
    logLevel: 'warn',
    // The module that asks for a chunk stands beside it, on whatever origin a shop has loaded it from.
    experimental: { renderBuiltUrl: (_, { hostType }) => (hostType === 'js' ? { relative: true } : undefined) },
    resolve: { alias: [{ find: /^#libs\/([^/]+)$/, replacement: join(root, 'libs/$1/src/index.ts') }] },
  };
  const output = (input, entryFileNames, folder) => ({
    target: 'es2022',
    // light-dark() follows the page around the picker, which no older spelling can.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    outDir: 'dist',
    emptyOutDir: false,
    assetsDir: folder,
    // MapLibre is one piece of that size, loaded where a map is wanted.
    chunkSizeWarningLimit: 1200,
    modulePreload: { polyfill: false },
    rolldownOptions: { input, output: { entryFileNames, chunkFileNames: `${folder}/[name]-[hash].js` } },
  });
  rmSync(join(web, 'dist'), { recursive: true, force: true });
  const inputsOf = (names, file) => Object.fromEntries(names.map((name) => [name, join(web, name, file)]));
  await viteBuild({
    ...common,
    plugins: [trimOutlines, svelte({ configFile: join(web, 'svelte.config.js') })],
    build: output(inputsOf(PAGES, 'index.html'), 'assets/[name]-[hash].js', 'assets'),
  });
  await viteBuild({
    ...common,
    publicDir: false,
    plugins: [trimOutlines],
    build: output(inputsOf(['picker'], 'picker.ts'), '[name].js', 'picker'),
  });
}

/** Every file that gets smaller by it also as .gz, so that nothing is compressed while somebody waits. */
function compress() {
  const files = readdirSync(join(web, 'dist'), { recursive: true, withFileTypes: true });
  for (const file of files.filter((each) => each.isFile())) {
    const path = join(file.parentPath, file.name);
    const text = readFileSync(path);
    const gz = gzipSync(text, { level: 9 });
    if (gz.length < text.length * 0.9) writeFileSync(`${path}.gz`, gz);
  }
}

const from = inputs();
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== from) {
  const startedAt = performance.now();
  await build();
  // The demo shop is one file that is served as it stands.
  cpSync(join(web, 'shop'), join(web, 'dist', 'shop'), { recursive: true });
  compress();
  writeFileSync(stamp, from);
  console.log(`web/ built in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}
