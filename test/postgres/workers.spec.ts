import { Agent } from 'node:http';
import { EventStream } from '../support/event-stream.js';
import { Program } from '../support/program.js';
import { type Random, randomFrom } from '../support/random-network.js';
import { sendRaw } from '../support/raw.js';
import { Relais, STORIES_SECRET } from '../support/relais.js';
import { haversineMetres, SEARCH } from '../support/search.js';

const MIDDLE = { lat: 46.5, lon: 2.5 };
const CONNECTIONS = 8;
const POINTS = 2500;
const FIRST = 20;
const STATES = 60;
/** Enough that the tree is built anew for every state. */
const MOVED = 400;
const MOST_STALE_MS = 5000;

interface Point {
  code: string;
  lat: number;
  lon: number;
  state: 'OPEN' | 'SUSPENDED';
  capacity: number;
}

const anyPoint = (random: Random, number: number): Point => ({
  code: `P${number}`,
  lat: random.between(45, 48),
  lon: random.between(1, 4),
  state: random.chance(0.2) ? 'SUSPENDED' : 'OPEN',
  capacity: random.whole(0, 2),
});

/** The nearest that fit, by looking at every point. */
const nearestOf = (points: readonly Point[]): string =>
  points
    .filter(({ state, capacity }) => state === 'OPEN' && capacity > 0)
    .map((point) => ({ code: point.code, key: Math.round(haversineMetres(MIDDLE, point) * 10_000) }))
    .sort((a, b) => a.key - b.key || (a.code < b.code ? -1 : 1))
    .slice(0, FIRST)
    .map(({ code }) => code)
    .join();

describe('a service of two workers', () => {
  let relais: Relais;
  let operator: string;
  let service: Program;
  let url: string;
  const agents = Array.from({ length: CONNECTIONS }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
  const random = randomFrom(20_261_126);

  beforeAll(async () => {
    relais = await Relais.start();
    operator = await relais.token('OPERATOR', { expiresInDays: 10_000 });
    await relais.dataSource.query(
      `INSERT INTO point (code, name, kind, services, street, postcode, city, country, lat, lon, time_zone, state, source,
                          source_ref, capacity_parcels)
       SELECT 'P' || n, 'Point', 'COUNTER', '{PICKUP}', '1 rue', '59000', 'Lille', 'FR', 0, 0, 'Europe/Paris', 'SUSPENDED',
              'story', n, 0
         FROM generate_series(0, $1 - 1) n`,
      [POINTS],
    );
    service = begin();
    url = await service.url();
  }, 120_000);
  afterAll(async () => {
    for (const agent of agents) agent.destroy();
    await service.stop();
    await relais.stop();
  });

  function begin(more: Record<string, string> = {}): Program {
    return Program.service({
      DATABASE_URL: relais.config.databaseUrl as string,
      RELAIS_SECRET: STORIES_SECRET,
      RELAIS_LOG_LEVEL: 'info',
      RELAIS_WORKERS: '2',
      // One for each thread.
      DATABASE_POOL_SIZE: '3',
      RELAIS_RATE_PER_MINUTE: '1000000',
      ...more,
    });
  }

  async function ask(query: string, variables: object, { at = url, agent = agents[0] } = {}) {
    const body = JSON.stringify({ query, variables });
    const { status, text } = await sendRaw({ url: at }, body, {
      agent,
      headers: { authorization: `Bearer ${operator}` },
    });
    return { status, ...(JSON.parse(text) as { data: Record<string, unknown> | null; errors?: unknown }) };
  }

  async function found(agent: Agent, first = FIRST): Promise<string> {
    const search = { near: { coordinates: MIDDLE }, cost: 'ANY', first };
    const { data, errors } = await ask(SEARCH, { search }, { agent });
    expect(errors).toBeUndefined();
    const { matches } = (data as Record<string, unknown>).pickupPoints as { matches: { point: { code: string } }[] };
    return matches.map(({ point }) => point.code).join();
  }

  /** Which worker answered each request so far, by the log. Lines may arrive after answers. */
  async function answeredBy(count: number, program: Program = service): Promise<number[]> {
    const lines = () =>
      [...program.output.matchAll(/"worker":(\d).*"route":"\/graphql"/g)].map(([, worker]) => Number(worker));
    for (let round = 0; lines().length < count && round < 100; round += 1) await pause(20);
    return lines();
  }

  const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  /** Makes points be as given, in one transaction. */
  const become = (points: readonly Point[]) =>
    relais.dataSource.query(
      `UPDATE point p SET lat = v.lat, lon = v.lon, state = v.state, capacity_parcels = v.capacity
         FROM json_to_recordset($1) v(code text, lat float8, lon float8, state text, capacity int) WHERE p.code = v.code`,
      [JSON.stringify(points)],
    );

  it('answers every search from one state of its points, whichever worker is asked and whatever is written', async () => {
    let points = Array.from({ length: POINTS }, (_, number) => anyPoint(random, number));
    const states: { answer: string; fromMs: number }[] = [];
    const begun = () => states.push({ answer: nearestOf(points), fromMs: performance.now() });
    begun();
    await become(points);
    while ((await found(agents[0] as Agent)) !== states[0]?.answer) await pause(20);

    const writing = { isDone: false };
    let answers = 0;
    const seen = new Set<number>();
    const searchAll = async (agent: Agent) => {
      while (!writing.isDone) {
        const askedMs = performance.now();
        const answer = await found(agent);
        answers += 1;
        const at = states.findLastIndex((state) => state.answer === answer);
        expect(at).toBeGreaterThanOrEqual(0);
        // The state that came after the one that was told was not there when the bound began.
        const next = states[at + 1];
        if (next !== undefined) expect(next.fromMs).toBeGreaterThan(askedMs - MOST_STALE_MS);
        seen.add(at);
      }
    };
    const writeAll = async () => {
      for (let state = 1; state < STATES; state += 1) {
        const moved = new Set(Array.from({ length: MOVED }, () => random.whole(0, POINTS - 1)));
        points = points.map((point, number) => (moved.has(number) ? anyPoint(random, number) : point));
        begun();
        await become(points.filter((_, number) => moved.has(number)));
        await pause(random.whole(0, 150));
      }
      writing.isDone = true;
    };
    await Promise.all([writeAll(), ...agents.map(searchAll)]);
    const workers = await answeredBy(answers);
    const [one, two] = [1, 2].map((number) => workers.filter((worker) => worker === number).length);
    process.stdout.write(`${answers} answers (${one} and ${two}) from ${seen.size} of ${STATES} states\n`);
    expect(Math.min(one as number, two as number)).toBeGreaterThan(answers / 10);
    expect(seen.size).toBeGreaterThan(STATES / 4);
  }, 120_000);

  it('sees through every worker what was written through any', async () => {
    // Lines of requests that were answered before are all there, after a while.
    await pause(300);
    const before = (await answeredBy(0)).length;
    let lastSuspended = '';
    for (let round = 0; round < 60; round += 1) {
      const [writer, reader] = [random.one(agents), random.one(agents)];
      const [nearest] = (await found(writer, 1)).split(',');
      const change = round % 2 === 0 ? 'suspendPoint(code: $code, reason: "works")' : 'reopenPoint(code: $code)';
      const code = round % 2 === 0 ? nearest : lastSuspended;
      const { errors } = await ask(`mutation ($code: ID!) { ${change} { __typename } }`, { code }, { agent: writer });
      expect(errors).toBeUndefined();
      expect((await found(reader, 1)) === code).toBe(round % 2 === 1);
      lastSuspended = code ?? '';
    }
    const workers = (await answeredBy(before + 180)).slice(before);
    const ways = new Set(
      Array.from({ length: 60 }, (_, round) => workers.slice(3 * round + 1, 3 * round + 3).join('-')),
    );
    expect([...ways].sort()).toEqual(['1-1', '1-2', '2-1', '2-2']);
  });

  it('has one index, which both read', async () => {
    // Publications that nobody has looked for are taken over when a thread has time.
    await pause(300);
    const { text } = await sendRaw({ url }, '', { method: 'GET', path: '/metrics', agent: agents[0] });
    const valuesOf = (name: string) =>
      [1, 2].map((each) => new RegExp(`${name}{worker="${each}"} (\\d+)`).exec(text)?.[1]);
    for (const name of ['relais_index_bytes', 'relais_index_generation']) {
      const [one, two] = valuesOf(name);
      expect(Number(one)).toBeGreaterThan(STATES / 4);
      expect(two).toBe(one);
    }
    const total = valuesOf('relais_graphql_known_total').reduce((sum, each) => sum + Number(each), 0);
    expect(total).toBeGreaterThan(0);
  });

  it('counts the requests of a token whichever worker answers them, and ends in order when it is told to', async () => {
    const strict = begin({ RELAIS_RATE_PER_MINUTE: '50' });
    const at = await strict.url();
    const own = Array.from({ length: CONNECTIONS }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
    const statuses: number[] = [];
    await Promise.all(
      own.map(async (agent) => {
        for (let round = 0; round < 12; round += 1)
          statuses.push((await ask('{ __typename }', {}, { at, agent })).status);
      }),
    );
    expect(new Set(await answeredBy(statuses.length, strict)).size).toBe(2);
    expect(statuses.filter((status) => status === 200)).toHaveLength(50);
    expect(statuses.filter((status) => status === 429)).toHaveLength(12 * CONNECTIONS - 50);
    // A stream of events has no end of its own, and keeps nobody from stopping.
    const token = await relais.token('OPERATOR', { expiresInDays: 10_000 });
    const stream = await (await EventStream.open(`${at}/events/points/P1`, { token })).ready();
    expect(stream.status).toBe(200);
    expect(await strict.stop()).toBe(0);
    expect(stream.isOver).toBe(true);
    expect(strict.output).not.toMatch(/"level":(50|60)/);
    for (const agent of own) agent.destroy();
  }, 120_000);
});
