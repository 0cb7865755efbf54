import 'reflect-metadata';
import type { DynamicModule } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AppModule } from '../../src/app.module.js';
import { readConfig } from '../../src/platform/config.js';
import { Commits } from '../../src/platform/database/commits.js';
import { createLog } from '../../src/platform/log.js';
import { envExample } from '../../src/platform/variables.js';
import { printSchemaOf } from './print-schema.js';

/** The committed files that are printed from the code, by name. A spec fails when one of them is stale. */
export async function generatedFiles(): Promise<Record<string, string>> {
  return {
    'schema.graphql': `# Printed from the code by: npm run generate\n\n${await printSchemaOf(applicationUnopened())}`,
    '.env.example': envExample(),
  };
}

/** The application's modules, of which nothing but the decorators is read. */
export function applicationUnopened(): DynamicModule {
  // The modules want a database to be named; none is opened, since only their decorators are read.
  const dataSource = new DataSource({ type: 'postgres' });
  return AppModule.with({
    config: readConfig({}),
    log: createLog('silent'),
    database: {
      kind: 'EMBEDDED',
      dataSource,
      commits: new Commits(),
      isNew: false,
      migrated: [],
      close: async () => {},
    },
  });
}
