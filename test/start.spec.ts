import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery, printSchema } from 'graphql';
import { TokensService } from '../src/access/tokens.service.js';
import { readConfig } from '../src/platform/config.js';
import { openDatabase } from '../src/platform/database/database.js';
import { buildApp } from '../src/service.js';
import { Program } from './support/program.js';

const ROOT = join(import.meta.dirname, '..');

/** For stories that start several processes, each with a database of its own, on a machine that has other work. */
const LONG_MS = 240_000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'relais-start-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A data folder with a schema and one operator, whose token is returned. */
async function prepare(dataDir: string): Promise<string> {
  const config = readConfig({ RELAIS_DATA_DIR: dataDir, RELAIS_LOG_LEVEL: 'fatal' });
  const database = await openDatabase(config);
  const app = await buildApp(config, database);
  const { secret } = await database.dataSource.transaction((tx) =>
    app.get(TokensService).issue(tx, { role: 'OPERATOR', label: 'start', createdBy: 'story', expiresInDays: 1 }),
  );
  await app.close();
  await database.close();
  return secret;
}

async function ask<Data>(url: string, query: string, token?: string): Promise<Data> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = (await response.json()) as { data: Data; errors?: unknown };
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

/** A port on which somebody listens; what connects is left without an answer. */
async function silentServer(): Promise<{ port: number; server: Server }> {
  const server = createServer(() => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, server };
}

describe('a start that cannot succeed', () => {
  it('names every setting that is wrong at once, and no value, since one may be a secret', async () => {
    const program = Program.service({
      PORT: 'three thousand',
      NODE_ENV: 'staging',
      RELAIS_SECRET: 'hunter2',
      DATABASE_URL: 'mysql://root:hunter3@localhost/relais',
    });
    expect(await program.exit).toBe(1);
    expect(program.output).toContain('CONFIG_INVALID');
    for (const name of ['PORT:', 'NODE_ENV:', 'RELAIS_SECRET:', 'DATABASE_URL:'])
      expect(program.output).toContain(name);
    expect(program.output).not.toMatch(/hunter/);
  });

  it('says that no server runs where DATABASE_URL points', async () => {
    const { port, server } = await silentServer();
    await new Promise((resolve) => server.close(resolve));
    const program = Program.service({
      DATABASE_URL: `postgresql://relais:hunter2@127.0.0.1:${port}/relais`,
      RELAIS_SECRET: 'a secret that is long enough for this test',
    });
    expect(await program.exit).toBe(1);
    expect(program.output).toContain(`DATABASE_UNREACHABLE: PostgreSQL at 127.0.0.1:${port}/relais cannot be used`);
    expect(program.output).toContain('Check DATABASE_URL');
    expect(program.output).not.toContain('hunter2');
  });

  it('gives up on a server that accepts and then answers nothing', async () => {
    const { port, server } = await silentServer();
    const program = Program.service({
      DATABASE_URL: `postgresql://relais@127.0.0.1:${port}/relais`,
      RELAIS_SECRET: 'a secret that is long enough for this test',
    });
    expect(await program.exit).toBe(1);
    expect(program.output).toContain('DATABASE_UNREACHABLE');
    server.close();
  });

  it('refuses a data folder that cannot be written', async () => {
    // A file where a folder should be, since root may write everywhere else.
    writeFileSync(join(folder, 'file'), '');
    const program = Program.service({ RELAIS_DATA_DIR: join(folder, 'file', 'data') });
    expect(await program.exit).toBe(1);
    expect(program.output).toMatch(/FOLDER_READ_ONLY: The data folder .* cannot be written/);
    expect(program.output).toContain('RELAIS_DATA_DIR');
  });

  it('refuses a data folder whose layout is of a newer Relais, and leaves it as it was', async () => {
    mkdirSync(join(folder, 'postgres'));
    writeFileSync(join(folder, 'postgres', 'PG_VERSION'), '18\n');
    writeFileSync(join(folder, 'format'), '99\n');
    const program = Program.service({ RELAIS_DATA_DIR: folder });
    expect(await program.exit).toBe(1);
    expect(program.output).toMatch(/FOLDER_NEWER: .* was made by a newer Relais \(format 99/);
    expect(readFileSync(join(folder, 'format'), 'utf8')).toBe('99\n');
    expect(existsSync(join(folder, 'lock'))).toBe(false);
  });

  it(
    'refuses a database in which a newer Relais ran a migration',
    async () => {
      const config = readConfig({ RELAIS_DATA_DIR: folder });
      const database = await openDatabase(config);
      await database.dataSource.query(
        `INSERT INTO migration (timestamp, name) VALUES (4070908800000, 'FromTheFuture')`,
      );
      await database.close();
      const program = Program.service({ RELAIS_DATA_DIR: folder });
      expect(await program.exit).toBe(1);
      expect(program.output).toMatch(/FOLDER_NEWER: .*FromTheFuture/);
    },
    LONG_MS,
  );

  it(
    'says that its port is taken, and leaves the folder free',
    async () => {
      const { port, server } = await silentServer();
      const program = Program.service({ RELAIS_DATA_DIR: folder, PORT: String(port) });
      expect(await program.exit).toBe(1);
      expect(program.output).toContain(`PORT_IN_USE: Port ${port} is in use by another program`);
      expect(existsSync(join(folder, 'lock'))).toBe(false);
      server.close();
    },
    LONG_MS,
  );
});

describe('a service that runs', () => {
  it(
    'keeps its folder to itself, answers the command line, and stops within seconds',
    async () => {
      const service = Program.service({ RELAIS_DATA_DIR: folder });
      const url = await service.url();

      const second = Program.service({ RELAIS_DATA_DIR: folder });
      expect(await second.exit).toBe(1);
      expect(second.output).toContain(`FOLDER_IN_USE: The data folder ${folder} is in use by process ${service.pid}`);

      const doctor = Program.relais(['doctor'], { RELAIS_DATA_DIR: folder });
      expect(await doctor.exit).toBe(0);
      expect(doctor.output).toContain(`runs as process ${service.pid}`);

      const printed = buildClientSchema(await ask<IntrospectionQuery>(url, getIntrospectionQuery()));
      expect(readFileSync(join(ROOT, 'schema.graphql'), 'utf8')).toContain(printSchema(printed));

      // A client that keeps its connection open must not hold the stop up.
      const started = Date.now();
      expect(await service.stop()).toBe(0);
      expect(Date.now() - started).toBeLessThan(10_000);
      expect(existsSync(join(folder, 'lock'))).toBe(false);
    },
    LONG_MS,
  );

  it(
    'has every row that it acknowledged after it was killed',
    async () => {
      const token = await prepare(folder);
      const killed = Program.service({ RELAIS_DATA_DIR: folder });
      const url = await killed.url();
      const made = await ask<{ createToken: { secret: string } }>(
        url,
        `mutation { createToken(input: { role: OPERATOR, label: "after the crash" }) { secret } }`,
        token,
      );
      killed.kill('SIGKILL');
      await killed.exit;
      expect(existsSync(join(folder, 'lock'))).toBe(true);

      const next = Program.service({ RELAIS_DATA_DIR: folder });
      const { auditLog } = await ask<{ auditLog: { operation: string }[] }>(
        await next.url(),
        '{ auditLog { operation } }',
        made.createToken.secret,
      );
      expect(auditLog).toEqual([{ operation: 'createToken' }]);
      expect(await next.stop()).toBe(0);
    },
    LONG_MS,
  );
});

describe('relais doctor', () => {
  it('says line by line what would keep a start from working', async () => {
    const { port, server } = await silentServer();
    const well = Program.relais(['doctor'], { RELAIS_DATA_DIR: join(folder, 'new'), PORT: '0' });
    const ill = Program.relais(['doctor'], { RELAIS_DATA_DIR: join(folder, 'new'), PORT: String(port) });
    const worse = Program.relais(['doctor'], { PORT: 'x' });
    expect(await well.exit).toBe(0);
    expect(well.output).toMatch(/^ok {4}Data folder .* will be filled at the first start$/m);
    expect(existsSync(join(folder, 'new'))).toBe(false);
    expect(await ill.exit).toBe(1);
    expect(ill.output).toMatch(/^FAIL {2}Port .*EADDRINUSE\n.*→ Stop the program/m);
    expect(await worse.exit).toBe(1);
    expect(worse.output).toMatch(/^FAIL {2}Environment .*PORT/m);
    server.close();
  });
});
