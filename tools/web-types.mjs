// Writes web/schema.ts, by which the types of every GraphQL document in web/ are inferred from schema.graphql; with
// --check it then checks all types in web/.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { minifyIntrospection, outputIntrospectionFile } from '@gql.tada/internal';
import { buildSchema, introspectionFromSchema } from 'graphql';

const root = new URL('..', import.meta.url);
const schema = buildSchema(readFileSync(new URL('schema.graphql', root), 'utf8'));
const introspection = minifyIntrospection(introspectionFromSchema(schema, { descriptions: false }));
const text = outputIntrospectionFile(introspection, { fileType: '.d.ts', shouldPreprocess: true });
// Without its last lines, which would make this the schema of every document, scalars and all.
writeFileSync(new URL('web/schema.ts', root), text.slice(0, text.indexOf('import * as gqlTada')));

if (process.argv.includes('--check')) {
  const check = ['node_modules/.bin/svelte-check', '--workspace', 'web', '--tsconfig', 'tsconfig.json'];
  const { status } = spawnSync(process.execPath, [...check, '--fail-on-warnings', '--output', 'human'], {
    cwd: fileURLToPath(root),
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
}
