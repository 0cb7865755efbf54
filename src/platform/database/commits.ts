import type pg from 'pg';

/**
 * How often this process has written to its database. Whoever keeps something in memory asks whether that has moved. All
 * threads of a process count together, so that what one has written is at once missed by the others.
 */
export class Commits {
  private readonly counter: BigInt64Array;

  constructor(readonly memory: SharedArrayBuffer = new SharedArrayBuffer(8)) {
    this.counter = new BigInt64Array(memory);
  }

  get count(): number {
    return Number(Atomics.load(this.counter, 0));
  }

  add(): void {
    Atomics.add(this.counter, 0, 1n);
  }
}

// Tags of statements that change no row. A COMMIT counts whatever it commits.
const READS = /^(SELECT|BEGIN|START|SAVEPOINT|RELEASE|ROLLBACK|SET|SHOW|DECLARE|FETCH|CLOSE|LOCK|DISCARD|EXPLAIN)\b/;

/**
 * The module `pg`, whose pool counts what it writes: each transaction when it is committed, each statement outside one
 * when it is done, before its caller is told.
 *
 * The server's own words are counted and not the SQL that was sent, so that no way of sending it is forgotten. They do
 * not tell a SELECT that writes, by a function or a WITH, from one that reads: such a one belongs in a transaction. One
 * write too many costs a look at the database and nothing else.
 */
export function countingDriver(driver: typeof pg, commits: Commits): typeof pg {
  class CountingPool extends driver.Pool {
    constructor(config?: pg.PoolConfig) {
      super(config);
      this.on('connect', (client) => listen(client, commits));
    }
  }
  return { ...driver, Pool: CountingPool } as typeof pg;
}

function listen(client: pg.PoolClient, commits: Commits): void {
  const { connection } = client as unknown as { connection: NodeJS.EventEmitter };
  let hasWritten = false;
  const tell = () => {
    if (hasWritten) commits.add();
    hasWritten = false;
  };
  connection.prependListener('commandComplete', ({ text }: { text: string }) => {
    hasWritten ||= !READS.test(text);
  });
  connection.prependListener('readyForQuery', ({ status }: { status: string }) => {
    if (status === 'I') tell();
  });
  // Whether a commit was done whose answer is lost is not known.
  connection.once('end', tell);
}
