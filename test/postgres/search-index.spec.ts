import { addPoint, LILLE } from '../support/points.js';
import { Program } from '../support/program.js';
import { Relais, STORIES_SECRET } from '../support/relais.js';
import { SEARCH } from '../support/search.js';

const ROUNDS = 20;
/** What is promised: a look every 100 ms, and never an answer from a view that is older than five seconds. */
const MOST_STALE_MS = 5000;

describe('two instances on one database', () => {
  let relais: Relais;
  let operator: string;
  let other: Program;
  let address: string;

  beforeAll(async () => {
    relais = await Relais.start();
    operator = await relais.token('OPERATOR', { expiresInDays: 10_000 });
    await addPoint(relais, { code: 'LILLE-1' });
    await begin();
  });
  afterAll(async () => {
    await other.stop();
    await relais.stop();
  });

  async function begin(): Promise<void> {
    other = Program.service({
      DATABASE_URL: relais.config.databaseUrl as string,
      RELAIS_SECRET: STORIES_SECRET,
      RELAIS_LOG_LEVEL: 'fatal',
      // It is asked as often as it answers.
      RELAIS_RATE_PER_MINUTE: '1000000',
    });
    address = await other.url();
  }

  /** Whether the other instance finds the point. */
  async function isFound(): Promise<boolean> {
    const response = await fetch(`${address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${operator}` },
      body: JSON.stringify({
        query: SEARCH,
        variables: { search: { near: { coordinates: LILLE }, cost: 'ANY', first: 1 } },
      }),
    });
    expect(response.status).toBe(200);
    const { data } = (await response.json()) as { data: { pickupPoints: { matches: unknown[] } } };
    return data.pickupPoints.matches.length === 1;
  }

  const setState = (state: string) => relais.dataSource.query('UPDATE point SET state = $1', [state]);

  it('see of each other what is changed, within the bound', async () => {
    const delaysMs: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      await setState(round % 2 === 0 ? 'SUSPENDED' : 'OPEN');
      const writtenMs = performance.now();
      while ((await isFound()) !== (round % 2 === 1)) {
        if (performance.now() - writtenMs > MOST_STALE_MS) throw new Error('The change was not seen.');
      }
      delaysMs.push(performance.now() - writtenMs);
    }
    delaysMs.sort((a, b) => a - b);
    const [median, most] = [delaysMs[ROUNDS / 2] ?? NaN, delaysMs[ROUNDS - 1] ?? NaN];
    process.stdout.write(
      `seen by the other instance after: median ${median.toFixed(0)} ms, most ${most.toFixed(0)} ms\n`,
    );
    expect(most).toBeLessThan(MOST_STALE_MS);
  });

  it('know, after one was killed and started again, what happened meanwhile', async () => {
    await setState('OPEN');
    other.kill('SIGKILL');
    await other.exit;
    await setState('SUSPENDED');
    await begin();
    expect(await isFound()).toBe(false);
    await setState('OPEN');
    const startedMs = performance.now();
    while (!(await isFound()) && performance.now() - startedMs < MOST_STALE_MS);
    expect(await isFound()).toBe(true);
  }, 120_000);
});
