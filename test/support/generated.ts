import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { AppModule } from '../../src/app.module.js';
import { envExample, readConfig } from '../../src/platform/config.js';
import { createLog } from '../../src/platform/log.js';
import { printSchemaOf } from './print-schema.js';

/** The committed files that are printed from the code, by name. A spec fails when one of them is stale. */
export async function generatedFiles(): Promise<Record<string, string>> {
  // The modules want a database to be named; none is opened, since only their decorators are read.
  const dataSource = new DataSource({ type: 'postgres' });
  const app = AppModule.with({
    config: readConfig({}),
    log: createLog('silent'),
    database: {
      kind: 'EMBEDDED',
      dataSource,
      commits: { count: 0 },
      isNew: false,
      migrated: [],
      close: async () => {},
    },
  });
  return {
    'schema.graphql': `# Printed from the code by: npm run generate\n\n${await printSchemaOf(app)}`,
    '.env.example': envExample(),
  };
}
