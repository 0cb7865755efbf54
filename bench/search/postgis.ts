import pg from 'pg';
import type { Network } from './network.js';
import { MOST, type Peer } from './peers.js';

const SCHEMA = 'relais_bench_search';
const ROWS_AT_ONCE = 50_000;

/** A network in a schema of its own, which `drop` takes away again. */
export interface Served {
  peers: Peer[];
  version: string;
  drop(): Promise<void>;
}

/** PostGIS twice: with the index on positions alone, which targets are about, and with one on the class as well. */
export async function served(url: string, network: Network): Promise<Served> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`DROP SCHEMA IF EXISTS ${SCHEMA} CASCADE; CREATE SCHEMA ${SCHEMA}`);
  for (const table of ['by_place', 'by_both']) await fill(client, table, network);
  await client.query(`CREATE INDEX ON ${SCHEMA}.by_both (class)`);
  const { rows } = await client.query<{ version: string }>(
    `SELECT 'PostgreSQL ' || current_setting('server_version') || ', PostGIS ' || postgis_lib_version() AS version`,
  );
  return {
    peers: [peer(client, 'by_place', 'PostGIS'), peer(client, 'by_both', 'PostGIS, class indexed too')],
    version: rows[0]?.version ?? '',
    drop: async () => {
      await client.query(`DROP SCHEMA ${SCHEMA} CASCADE`);
      await client.end();
    },
  };
}

async function fill(client: pg.Client, table: string, { places, classOf }: Network): Promise<void> {
  await client.query(
    `CREATE TABLE ${SCHEMA}.${table} (id int PRIMARY KEY, class int NOT NULL, position geography(Point, 4326) NOT NULL)`,
  );
  for (let from = 0; from < places.length; from += ROWS_AT_ONCE) {
    const part = places.slice(from, from + ROWS_AT_ONCE);
    await client.query(
      `INSERT INTO ${SCHEMA}.${table} (id, class, position)
       SELECT id, class, ST_SetSRID(ST_MakePoint(lon, lat), 4326)::geography
       FROM unnest($1::int[], $2::int[], $3::float8[], $4::float8[]) AS t (id, class, lat, lon)`,
      [
        part.map((_, at) => from + at),
        [...classOf.subarray(from, from + ROWS_AT_ONCE)],
        part.map(({ lat }) => lat),
        part.map(({ lon }) => lon),
      ],
    );
  }
  await client.query(`CREATE INDEX ON ${SCHEMA}.${table} USING gist (position)`);
  // The service's own tables are vacuumed too, sooner or later.
  await client.query(`VACUUM ANALYZE ${SCHEMA}.${table}`);
}

function peer(client: pg.Client, table: string, name: string): Peer {
  const text = `SELECT id FROM ${SCHEMA}.${table} WHERE class = ANY($2::int[])
    ORDER BY position <-> ST_SetSRID(ST_MakePoint($3, $1), 4326)::geography LIMIT ${MOST}`;
  return {
    name,
    isCompared: true,
    ask: ({ share, classes }) => {
      // A statement for each filter, so that each is planned for what it lets through.
      const statement = `${table}_${share}`;
      return async ({ lat, lon }) => {
        const { rows } = await client.query<{ id: number }>({ name: statement, text, values: [lat, classes, lon] });
        return rows.map(({ id }) => id);
      };
    },
  };
}
