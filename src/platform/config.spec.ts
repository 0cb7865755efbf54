import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodedError } from '#libs/refusals';
import { readConfig } from './config.js';
import { envExample, VARIABLES } from './variables.js';

function problemsOf(environment: Record<string, string>): string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    return (error as CodedError).details.problems as string[];
  }
}

describe('the configuration', () => {
  it('needs nothing', () => {
    expect(readConfig({})).toMatchObject({ port: 3000, host: '127.0.0.1', databaseUrl: null, demo: true });
  });

  it('takes an empty variable for an absent one, as container files leave them', () => {
    expect(readConfig({ DATABASE_URL: '', PORT: '' })).toMatchObject({ databaseUrl: null, port: 3000 });
  });

  it('names every bad variable at once, and never a value', () => {
    const problems = problemsOf({ PORT: '-1', RELAIS_DEMO: 'yes', RELAIS_SECRET: 'hunter2', RELAIS_SSCC_PREFIX: '12' });
    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'PORT',
      'RELAIS_SECRET',
      'RELAIS_DEMO',
      'RELAIS_SSCC_PREFIX',
    ]);
    expect(problems.join()).not.toContain('hunter2');
  });

  it('wants the service’s own database beside the one to migrate', () => {
    expect(problemsOf({ DATABASE_MIGRATION_URL: 'postgresql://owner@db/relais' })).toEqual([
      expect.stringContaining('DATABASE_MIGRATION_URL'),
    ]);
  });

  it('starts several workers only on a server, and with a connection for each thread', () => {
    const server = { DATABASE_URL: 'postgresql://relais@db/relais' };
    expect(problemsOf({ RELAIS_WORKERS: '2' })).toEqual([expect.stringMatching(/^RELAIS_WORKERS: .*DATABASE_URL/)]);
    expect(problemsOf({ ...server, RELAIS_WORKERS: '10' })).toEqual([expect.stringMatching(/^DATABASE_POOL_SIZE: /)]);
    expect(problemsOf({ ...server, RELAIS_WORKERS: '65' })).toEqual([expect.stringMatching(/^RELAIS_WORKERS: /)]);
    expect(readConfig({ ...server, RELAIS_WORKERS: '9' }).workers).toBe(9);
    expect(readConfig({ RELAIS_WORKERS: '1' }).workers).toBe(1);
  });

  it('prints an example of every variable, whose values are those that it would take by itself', () => {
    const example = envExample();
    for (const name of Object.keys(VARIABLES)) expect(example).toContain(`# ${name}=`);
    expect(example).not.toMatch(/^[^#\n]/m);
  });
});

describe('an address of the database in a file', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'relais-config-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  it('is read without the line’s end', () => {
    const path = file('url', 'postgresql://relais:secret@db:5432/relais\n');
    expect(readConfig({ DATABASE_URL_FILE: path }).databaseUrl).toBe('postgresql://relais:secret@db:5432/relais');
  });

  it('is refused, without its content, when there is no file, no address in it, or an address beside it', () => {
    expect(problemsOf({ DATABASE_URL_FILE: join(folder, 'nowhere') })).toEqual([
      'DATABASE_URL_FILE: cannot be read (ENOENT)',
    ]);
    expect(problemsOf({ DATABASE_URL_FILE: file('bad', 'hunter2') })).toEqual([
      'DATABASE_URL_FILE: the file holds no URL of PostgreSQL',
    ]);
    const path = file('good', 'postgresql://relais@db/relais');
    expect(problemsOf({ DATABASE_URL_FILE: path, DATABASE_URL: 'postgresql://other@db/relais' })).toEqual([
      'DATABASE_URL_FILE: set either this or DATABASE_URL',
    ]);
  });
});
