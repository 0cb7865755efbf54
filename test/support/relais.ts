import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { type NewToken, TokensService } from '../../src/access/tokens.service.js';
import { Clock } from '../../src/platform/clock.js';
import { type Config, readConfig } from '../../src/platform/config.js';
import { type Database, openDatabase, openTransient } from '../../src/platform/database/database.js';
import { Jobs } from '../../src/platform/jobs.js';
import { type Service, startService } from '../../src/service.js';
import { createDatabase, storiesServer } from './server-databases.js';

/** A clock that a story sets. It stands still unless it is moved. */
export class StoryClock extends Clock {
  private instant: Date;

  constructor(at: string) {
    super();
    this.instant = new Date(at);
  }

  override now(): Date {
    return new Date(this.instant);
  }

  set(at: string | Date): void {
    this.instant = new Date(at);
  }

  advance({ days = 0, hours = 0, minutes = 0 }: { days?: number; hours?: number; minutes?: number }): void {
    this.instant = new Date(this.instant.getTime() + ((days * 24 + hours) * 60 + minutes) * 60_000);
  }
}

export interface GraphqlError {
  message: string;
  path?: (string | number)[];
  extensions: { code: string; field?: string; details?: Record<string, unknown> };
}

// oxlint-disable-next-line typescript/no-explicit-any -- a story reads whatever its query asked for.
type Data = any;

/** What every story's service has as its secret, so that another program can open what one wrote. */
export const STORIES_SECRET = 'a secret that only the stories use, long enough';

/** A whole Relais on an empty database of its own, spoken to over HTTP as its users do. */
export class Relais {
  private constructor(
    readonly service: Service,
    readonly config: Config,
    readonly clock: StoryClock,
    private readonly cleanUp: () => Promise<void>,
  ) {}

  /**
   * @param at - Where the story's clock stands. A Tuesday morning in Black Friday's week, unless the story needs another.
   * @param on - The kind of its database, where the story is about that.
   */
  static async start({
    at = '2026-11-24T09:00:00Z',
    on = storiesServer() ? 'POSTGRES' : 'EMBEDDED',
    env = {},
  }: {
    at?: string;
    on?: Database['kind'];
    env?: Record<string, string>;
  } = {}): Promise<Relais> {
    const folder = mkdtempSync(join(tmpdir(), 'relais-story-'));
    const server = on === 'POSTGRES' ? await createDatabase({ from: process.env.RELAIS_STORIES_TEMPLATE }) : null;
    const config = readConfig({
      NODE_ENV: 'test',
      PORT: '0',
      RELAIS_DATA_DIR: folder,
      RELAIS_SECRET: STORIES_SECRET,
      RELAIS_LOG_LEVEL: process.env.RELAIS_LOG_LEVEL ?? 'fatal',
      RELAIS_DEMO: 'false',
      RELAIS_RATE_PER_MINUTE: '1000000',
      RELAIS_ADDRESS_RATE_PER_MINUTE: '1000000',
      ...(server ? { DATABASE_URL: server.url } : {}),
      ...env,
    });
    const clock = new StoryClock(at);
    const database: Database = server ? await openDatabase(config) : await openTransient(config.cacheDir);
    const service = await startService(config, { database, clock, jobs: false });
    // The embedded database holds this one thread for seconds at a time: a connection that the server closes meanwhile,
    // for being idle, would fail the client's next request.
    (service.app.getHttpServer() as Server).keepAliveTimeout = 0;
    return new Relais(service, config, clock, async () => {
      await service.stop();
      await server?.drop();
      rmSync(folder, { recursive: true, force: true });
    });
  }

  get url(): string {
    return this.service.url;
  }

  get dataSource(): DataSource {
    return this.service.database.dataSource;
  }

  stop(): Promise<void> {
    return this.cleanUp();
  }

  /** Does a recurring job's work as of the story's clock; nothing does it otherwise. */
  runJob(name: string): Promise<void> {
    return this.service.app.get(Jobs).runNow(name);
  }

  /** A token straight from the service, as the console would make it. */
  async token(role: NewToken['role'], more: Partial<NewToken> = {}): Promise<string> {
    const tokens = this.service.app.get(TokensService);
    const { secret } = await this.dataSource.transaction((tx) =>
      tokens.issue(tx, { role, label: 'story', createdBy: 'story', expiresInDays: 30, ...more }),
    );
    return secret;
  }

  /** One GraphQL request; errors come back and are not thrown. */
  async ask(
    query: string,
    {
      token,
      variables,
      headers = {},
    }: { token?: string; variables?: Record<string, unknown>; headers?: Record<string, string> } = {},
  ): Promise<{ status: number; data: Data; errors: GraphqlError[] }> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...headers,
      },
      body: JSON.stringify({ query, variables }),
    });
    const body = (await response.json()) as { data?: Data; errors?: GraphqlError[] };
    return { status: response.status, data: body.data, errors: body.errors ?? [] };
  }

  /** One GraphQL request that has to succeed. */
  async data(query: string, options: Parameters<Relais['ask']>[1] = {}): Promise<Data> {
    const { data, errors } = await this.ask(query, options);
    if (errors.length > 0) throw new Error(JSON.stringify(errors, null, 1));
    return data;
  }
}
