import { migrations } from '../../migrations/index.js';
import { checkDatabase, checkMigrations, checkNode } from './doctor-checks.js';

const ALL = migrations.map(({ name }) => name);

describe('what the doctor says', () => {
  it.each([
    ['18.20.0', 'FAIL'],
    ['20.18.3', 'FAIL'],
    ['20.19.0', 'OK'],
    ['24.1.0', 'OK'],
  ])('of Node.js %s: %s', (version, state) => {
    expect(checkNode(version).state).toBe(state);
  });

  it('of migrations: all run, some to be run, or some that only a newer Relais knows', () => {
    expect(checkMigrations(ALL)).toMatchObject({ state: 'OK' });
    expect(checkMigrations(ALL.slice(1))).toMatchObject({ state: 'WARN', found: `to be run: ${ALL[0]}` });
    expect(checkMigrations([...ALL, 'FromTheFuture'])).toMatchObject({
      state: 'FAIL',
      found: expect.stringContaining('FromTheFuture'),
    });
  });

  it.each([
    [{ postgres: '14.9 (Debian)', number: 140_009, postgis: '3.3.2' }, 'FAIL', 'PostgreSQL 14.9, PostGIS 3.3.2'],
    [{ postgres: '16.1', number: 160_001, postgis: '3.2.0' }, 'FAIL', 'PostgreSQL 16.1, PostGIS 3.2.0'],
    [{ postgres: '15.4', number: 150_004, postgis: null }, 'FAIL', 'PostgreSQL 15.4, PostGIS absent'],
    [{ postgres: '15.4', number: 150_004, postgis: null, available: '3.3.2' }, 'OK', 'PostgreSQL 15.4, PostGIS 3.3.2'],
  ])('of the server %j: %s', async (versions, state, found) => {
    const [database] = await checkDatabase(async () => [{ available: null, migrated: false, ...versions }]);
    expect(database).toMatchObject({ state, found });
  });
});
