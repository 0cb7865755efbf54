import type { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { EmbeddedSession, EmbeddedStream } from './embedded-session.js';

/**
 * The module `pg` as TypeORM wants it, with a Pool whose clients all talk to one embedded database.
 *
 * One client is enough, since the database has one session; a client that is given back with a transaction still open
 * (its caller crashed) is rolled back before anybody else gets it.
 */
export function embeddedDriver(database: PGlite): typeof pg {
  const session = new EmbeddedSession(database);
  class EmbeddedPool extends pg.Pool {
    constructor(config?: pg.PoolConfig) {
      const stream = () => new EmbeddedStream(session) as never;
      super({ ...config, host: 'embedded', max: 1, idleTimeoutMillis: 0, stream });
      this.on('release', (_error, client) => {
        const { connection } = client as unknown as { connection: { stream: EmbeddedStream } };
        void connection.stream.abandon();
      });
    }
  }
  class EmbeddedClient extends pg.Client {
    constructor(config?: pg.ClientConfig) {
      super({ ...config, host: 'embedded', stream: () => new EmbeddedStream(session) as never });
    }
  }
  return { ...pg, Pool: EmbeddedPool, Client: EmbeddedClient } as typeof pg;
}
