import pg from 'pg';
import type { Database } from '../../src/platform/database/database.js';
import { connected } from './peers.js';

interface Statement {
  name?: string;
  text: string;
  values: unknown[];
}

type Asked = string | { name?: string; text: string };

/** Read by whoever searches, when it hears of a change, and no part of recording. */
const NOT_OURS = 'search_rooms';

/** The statements that the service sends while something is done: those it prepares, and the bounds of transactions. */
export async function statementsOf(act: () => Promise<void>): Promise<Statement[]> {
  const sent: Statement[] = [];
  const client = pg.Client.prototype as unknown as { query: (...given: unknown[]) => unknown };
  const { query } = client;
  client.query = function (this: unknown, ...given: unknown[]) {
    const [asked, values = []] = given as [Asked, unknown[]?];
    if (typeof asked === 'string' && /^(START TRANSACTION|COMMIT)/.test(asked)) sent.push({ text: asked, values: [] });
    if (typeof asked === 'object' && asked.name !== undefined && asked.name !== NOT_OURS) {
      sent.push({ name: asked.name, text: asked.text, values: [...values] });
    }
    return query.apply(this, given);
  };
  try {
    await act();
  } finally {
    client.query = query;
  }
  return sent;
}

/** The same statements with the same values, one after another on a copy of the database, and nothing else. */
export async function sendAgain(database: Database, statements: readonly Statement[]): Promise<void> {
  // What comes back is not looked at.
  const types = { getTypeParser: () => (text: string) => text };
  await connected(database, async (client) => {
    for (const statement of statements) {
      await client.query((statement.name === undefined ? statement.text : { ...statement, types }) as pg.QueryConfig);
    }
  });
}
