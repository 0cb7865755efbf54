import type pg from 'pg';
import { DataSource, type DataSourceOptions, EntitySchema } from 'typeorm';
import type { Database } from '../../src/platform/database/database.js';

/** A row of `ledger_entry`, as the driver reads and writes it. */
export type Row = Record<(typeof COLUMNS)[number][0], unknown>;

const COLUMNS = [
  ['parcel_id', 'uuid'],
  ['sequence', 'int'],
  ['kind', 'text'],
  ['side', 'text'],
  ['idempotency_key', 'text'],
  ['fingerprint', 'bytea'],
  ['occurred_at', 'timestamptz'],
  ['happened_at', 'timestamptz'],
  ['recorded_at', 'timestamptz'],
  ['clock_offset_ms', 'bigint'],
  ['clock_flagged', 'boolean'],
  ['actor_id', 'text'],
  ['actor_role', 'text'],
  ['body', 'jsonb'],
  ['previous_hash', 'bytea'],
  ['hash', 'bytea'],
] as const;
const NAMES = COLUMNS.map(([name]) => name);

export interface Peer {
  name: string;
  database: Database;
  /** Makes ready to write rows that are not there yet; what it returns writes them, and is done when they are committed. */
  prepare(rows: readonly Row[]): () => Promise<void>;
}

/** One row and one transaction after the other, each saved by TypeORM as its documentation has it. */
export async function savedByTypeorm(database: Database): Promise<Peer> {
  const LedgerEntry = new EntitySchema<Row>({
    name: 'LedgerEntry',
    tableName: 'ledger_entry',
    columns: Object.fromEntries(
      COLUMNS.map(([name, type]) => [
        name,
        { type, primary: name === 'parcel_id' || name === 'sequence', nullable: true },
      ]),
    ) as never,
  });
  const given = database.dataSource.options as DataSourceOptions & object;
  const own = await new DataSource({ ...given, entities: [LedgerEntry], migrations: [] }).initialize();
  const repository = own.getRepository(LedgerEntry);
  return {
    name: 'one TypeORM `save` per transaction',
    database,
    prepare: (rows) => {
      const entities = rows.map((row) => repository.create(row));
      return async () => {
        for (const entity of entities) await repository.save(entity);
      };
    },
  };
}

/** One row and one transaction after the other, by a prepared statement. */
export function insertedOneByOne(database: Database): Peer {
  const text = `INSERT INTO ledger_entry (${NAMES.join(', ')}) VALUES (${NAMES.map((_, at) => `$${at + 1}`).join(', ')})`;
  return {
    name: 'one prepared INSERT per transaction',
    database,
    prepare: (rows) => {
      const all = rows.map((row) => NAMES.map((name) => plain(row[name])));
      return () =>
        connected(database, async (client) => {
          for (const values of all) await client.query({ name: 'insert', text, values });
        });
    },
  };
}

/** All rows by one prepared statement: the limit. */
export function insertedAtOnce(database: Database): Peer {
  const types = COLUMNS.map(([, type], at) => `$${at + 1}::${type}[]`).join(', ');
  const text = `INSERT INTO ledger_entry (${NAMES.join(', ')}) SELECT * FROM unnest(${types})`;
  return {
    name: 'bulk INSERT … UNNEST, the limit',
    database,
    prepare: (rows) => {
      const values = NAMES.map((name) => rows.map((row) => plain(row[name])));
      return () => connected(database, (client) => client.query({ name: 'insert_all', text, values }));
    },
  };
}

/** As text, which costs the driver least. */
function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Buffer.isBuffer(value)) return `\\x${value.toString('hex')}`;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}

/** Over a connection of the database's own driver, with the settings that the service has. */
export async function connected(
  { dataSource }: Database,
  use: (client: pg.PoolClient) => Promise<unknown>,
): Promise<void> {
  const { master } = dataSource.driver as unknown as { master: pg.Pool };
  const client = await master.connect();
  try {
    await use(client);
  } finally {
    client.release();
  }
}

/** The rows of parcels' ledgers that came after their announcements, by content. */
export async function rowsOf({ dataSource }: Database, parcelIds: readonly string[]): Promise<Row[]> {
  return dataSource.query(
    `SELECT ${NAMES.join(', ')} FROM ledger_entry WHERE parcel_id = ANY($1) AND sequence > 1 ORDER BY parcel_id, sequence`,
    [parcelIds],
  );
}

/** The rows of one step, in the order in which they were recorded. */
export async function rowsOfStep({ dataSource }: Database, parcelIds: readonly string[], step: number): Promise<Row[]> {
  return dataSource.query(
    `SELECT ${NAMES.map((name) => `e.${name}`).join(', ')}
       FROM ledger_entry e JOIN unnest($1::uuid[]) WITH ORDINALITY given (id, place) ON e.parcel_id = given.id
      WHERE e.sequence = $2 ORDER BY given.place`,
    [parcelIds, step + 2],
  );
}
