import { seedProgrammes } from '../../seeds/programmes.js';
import { type Service, startService } from '../../src/service.js';
import { complaintsAbout, complaintsAboutRoom, readProven } from '../support/ledger-proof.js';
import { registered, TOY_SHOP } from '../support/merchants.js';
import { announced, SCAN } from '../support/parcels.js';
import { addPoint } from '../support/points.js';
import { Relais } from '../support/relais.js';

const RUNS = Number(process.env.RELAIS_RACE_RUNS ?? 6);
const PARCELS = 100;
/** After so many runs others are raced for, since a ledger of hundreds of entries is none of this world. */
const RUNS_WITH_THE_SAME = 5;
const MOST_IN_REQUEST = 50;

interface Party {
  token: string;
  scan: Record<string, unknown>;
}

let relais: Relais;
let other: Service;
let merchant: string;
let parties: Party[];
beforeAll(async () => {
  relais = await Relais.start();
  other = await startService({ ...relais.config, databasePoolSize: 4 }, { clock: relais.clock, jobs: false });
  await seedProgrammes(relais.service.app);
  const clerk = async (code: string) => {
    const pointId = await addPoint(relais, {
      code,
      chain: 'AUCHAN',
      networks: ['MONDIAL_RELAY'],
      capacityParcels: 100_000,
    });
    return relais.token('CLERK', { pointId });
  };
  parties = [
    { token: await clerk('LILLE'), scan: { kind: 'DROP_OFF' } },
    { token: await clerk('ROUBAIX'), scan: { kind: 'STORE_RECEIPT' } },
    {
      token: await relais.token('CARRIER', { networkCode: 'MONDIAL_RELAY' }),
      scan: { kind: 'CARRIER_PICKUP', pointCode: 'LILLE' },
    },
  ];
  merchant = (await registered(relais, TOY_SHOP)).token;
});
afterAll(async () => {
  await other.stop();
  await relais.stop();
});

const shuffled = <T>(items: readonly T[]): T[] =>
  items
    .map((item) => ({ item, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);

/** One request to one of the two services. @returns What is wrong with its answer, codes of errors above all. */
async function send(token: string, query: string, variables: Record<string, unknown>) {
  const url = Math.random() < 0.5 ? relais.url : other.url;
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, ...((await response.json()) as { data: never; errors?: unknown[] }) };
}

/** Everything a party has, in an order of its own and in requests of any size, all under way at once. */
async function scanAll({ token, scan }: Party, numbers: readonly string[], run: number): Promise<string[]> {
  const left = shuffled(numbers);
  const requests: Promise<string[]>[] = [];
  while (left.length > 0) {
    const inputs = left.splice(0, 1 + Math.floor(Math.random() * MOST_IN_REQUEST)).map((trackingNumber) => ({
      idempotencyKey: `${scan.kind} ${run}`,
      trackingNumber,
      ...scan,
    }));
    requests.push(
      send(token, SCAN, { inputs }).then(({ data, errors }) => {
        if (errors) return [JSON.stringify(errors)];
        const { recordHandovers } = data as { recordHandovers: { recorded: boolean; duplicate: boolean }[] };
        return recordHandovers.flatMap((one) => (one.recorded && !one.duplicate ? [] : [JSON.stringify(one)]));
      }),
    );
  }
  return (await Promise.all(requests)).flat();
}

const REBOOK =
  'mutation ($input: RebookParcelInput!) { rebookParcel(input: $input) { __typename ... on Refusal { code } } }';

/** Meanwhile their merchant books another point for some of them. It may be refused, but not for another's sake. */
async function rebookSome(numbers: readonly string[], run: number): Promise<string[]> {
  const pickupPointCode = run % 2 === 0 ? 'LILLE' : 'ROUBAIX';
  const answers = await Promise.all(
    shuffled(numbers)
      .slice(0, 10)
      .map((trackingNumber) =>
        send(merchant, REBOOK, { input: { idempotencyKey: `rebooking ${run}`, trackingNumber, pickupPointCode } }),
      ),
  );
  return answers.flatMap(({ errors }) =>
    JSON.stringify(errors ?? []).includes('INTERNAL') ? [JSON.stringify(errors)] : [],
  );
}

/** A few at a time, since what is raced for comes later. */
async function announceAll(): Promise<string[]> {
  const numbers: string[] = [];
  while (numbers.length < PARCELS) {
    const some = await Promise.all(Array.from({ length: 5 }, () => announced(relais, merchant, 'ROUBAIX')));
    numbers.push(...some.map(({ trackingNumber }) => trackingNumber));
  }
  return numbers;
}

describe('two clerks and a carrier who scan the same parcels at once, through two services', () => {
  it(`leave one history of each, and none of them is refused for another’s sake`, async () => {
    let numbers: string[] = [];
    let expected = 1;
    for (let run = 0; run < RUNS; run += 1) {
      if (run % RUNS_WITH_THE_SAME === 0) {
        expected = 1;
        numbers = await announceAll();
      }
      relais.clock.advance({ minutes: 1 });
      const complaints = await Promise.all([
        ...parties.map((party) => scanAll(party, numbers, run)),
        rebookSome(numbers, run),
        relais.runJob('recheck').then(() => []),
      ]);
      expect(complaints.flat()).toEqual([]);
      expected += parties.length;
      const proven = await readProven(relais.dataSource, numbers);
      expect(proven.flatMap(complaintsAbout)).toEqual([]);
      const scans = proven.map(({ links }) => links.filter(({ entry }) => entry.kind !== 'REBOOKING').length);
      expect(scans).toEqual(Array.from({ length: PARCELS }, () => expected));
    }
    expect(await complaintsAboutRoom(relais.dataSource, relais.clock.now())).toEqual([]);
    process.stdout.write(`${RUNS} races for ${PARCELS} parcels: no scan refused, every history whole\n`);
  }, 3_600_000);
});
