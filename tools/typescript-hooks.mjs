// Module hooks: `#libs/<name>` is found in the sources, `./x.js` beside `./x.ts` too, and swc strips the types.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { transform } from '@swc/core';

const root = new URL('../', import.meta.url);
const options = JSON.parse(readFileSync(new URL('.swcrc', root), 'utf8'));
delete options.exclude;

export function resolve(specifier, context, next) {
  const lib = /^#libs\/([^/]+)$/.exec(specifier)?.[1];
  const url = lib ? new URL(`libs/${lib}/src/index.ts`, root) : besideImporter(specifier, context.parentURL);
  return url && existsSync(url) ? { url: url.href, format: 'module', shortCircuit: true } : next(specifier, context);
}

function besideImporter(specifier, importer) {
  const isOurs = importer?.endsWith('.ts') && /^\.\.?\/.*\.js$/.test(specifier);
  return isOurs ? new URL(specifier.replace(/\.js$/, '.ts'), importer) : null;
}

export async function load(url, context, next) {
  if (!url.startsWith(root.href) || !url.endsWith('.ts')) return next(url, context);
  const path = fileURLToPath(url);
  const { code } = await transform(readFileSync(path, 'utf8'), {
    ...options,
    $schema: undefined,
    swcrc: false,
    filename: path,
    sourceMaps: 'inline',
  });
  return { format: 'module', source: code, shortCircuit: true };
}
