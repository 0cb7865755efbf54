// Jest in ESM mode: Nest 12 is pure ESM.
//   libs      rules and habits; no database, seconds
//   stories   the API as its users see it, on the embedded database or on the server that DATABASE_URL names
//   postgres  what only a server can show: roles, several instances at once
//   real      the files of RELAIS_TEST_DATA
//   browser   the pages, in Debian's Chromium
const rootDir = new URL('.', import.meta.url).pathname;
const onPostgres = process.env.RELAIS_STORIES_ON === 'postgres';

const shared = {
  rootDir,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        sourceMaps: 'inline',
        module: { type: 'es6' },
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          keepClassNames: true,
        },
      },
    ],
  },
  moduleNameMapper: {
    '^#libs/([^/]+)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  setupFiles: ['<rootDir>/test/support/seeded-chance.mjs'],
};

const withDatabase = {
  ...shared,
  globalSetup: '<rootDir>/test/support/prepare-databases.mjs',
  globalTeardown: '<rootDir>/test/support/forget-databases.mjs',
};

// Specs in test/ that need no database: they are part of the fast check.
const HABITS = ['tidy', 'generated'];
// Specs about the embedded database itself, which a server cannot run.
const EMBEDDED_ONLY = ['start', 'embedded-database'];
const specs = (names) => names.map((name) => `<rootDir>/test/${name}.spec.ts`);

export default {
  projects: [
    {
      ...shared,
      displayName: 'libs',
      testMatch: ['<rootDir>/libs/**/*.spec.ts', '<rootDir>/src/**/*.spec.ts', ...specs(HABITS)],
    },
    {
      ...withDatabase,
      displayName: 'stories',
      testMatch: ['<rootDir>/test/*.spec.ts'],
      testPathIgnorePatterns: specs([...HABITS, ...(onPostgres ? EMBEDDED_ONLY : [])]),
    },
    { ...withDatabase, displayName: 'postgres', testMatch: ['<rootDir>/test/postgres/*.spec.ts'] },
    {
      ...withDatabase,
      displayName: 'real',
      testMatch: ['<rootDir>/test/real/*.spec.ts'],
      setupFiles: [...shared.setupFiles, '<rootDir>/test/support/need-real-files.mjs'],
    },
    { ...withDatabase, displayName: 'browser', testMatch: ['<rootDir>/test/browser/*.spec.ts'] },
  ],
  testTimeout: 60_000,
  maxWorkers: 2,
  // Each story file holds an embedded database of about a gigabyte outside the heap; a worker that has had a few is
  // replaced before they pile up.
  workerIdleMemoryLimit: '300MB',
};
