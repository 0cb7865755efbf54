// The service of a soak, in a process of its own: forked with a database's URL and where webhooks go.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { TokensService } from '../../src/access/tokens.service.js';
import { Secrets } from '../../src/platform/secrets.js';
import { announce, start } from '../handovers/world.js';

/** What the service of a soak is asked. */
export type Question = { ask: 'ANNOUNCE'; from: number; count: number } | { ask: 'MEMORY' };

export interface Memory {
  rss: number;
  /** After a collection, so that what is not yet collected is not counted. */
  heapUsed: number;
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const [url = ''] = process.argv.slice(2);
const world = await start(
  { DATABASE_URL: url, RELAIS_WEBHOOK_PRIVATE_ADDRESSES: 'true', RELAIS_ADDRESS_RATE_PER_MINUTE: '1000000' },
  { jobs: true },
);
const { app, database } = world.service;
const { dataSource } = database;
const tokens = app.get(TokensService);
const operator = await dataSource.transaction((tx) =>
  tokens.issue(tx, { role: 'OPERATOR', label: 'bench', createdBy: 'bench', expiresInDays: 1 }),
);
const [{ id: merchantId }] = await dataSource.query('SELECT id FROM merchant');

process.on('message', async (question: Question) => {
  if (question.ask === 'MEMORY') {
    collect();
    const { rss, heapUsed } = process.memoryUsage();
    return process.send?.({ rss, heapUsed } satisfies Memory);
  }
  const parcels = await announce(dataSource, app.get(Secrets), merchantId, question.from, question.count);
  return process.send?.(parcels.map((parcel) => ({ ...parcel, customerToken: world.customerToken(parcel) })));
});
process.send?.({ url: world.service.url, secrets: { ...world.secrets, operator: operator.secret } });
process.once('disconnect', () => process.exit(0));
