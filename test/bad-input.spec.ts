import type { GraphQLField, GraphQLSchema } from 'graphql';
import { type Answer, call, documentOf, fieldsOf, type Root, schemaOf } from './support/documents.js';
import { type Fault, faultsOf, HALF, NUL } from './support/faults.js';
import { OPERATIONS } from './support/operations.js';
import { Relais } from './support/relais.js';
import { type CallerName, makeWorld, type World } from './support/world.js';

const SLOWEST_MS = 5000;
const AT_ONCE = 4;
/** What Apollo and the edge call bad input of their own kinds. */
const ABOUT_FORM = ['BAD_INPUT', 'TOO_MANY_ITEMS'];
/** These answer item by item, and name the field within the item. */
const ITEM_BY_ITEM = ['moveParcels', 'recordHandovers'];

let relais: Relais;
let world: World;
let schema: GraphQLSchema;

beforeAll(async () => {
  relais = await Relais.start();
  world = await makeWorld(relais);
  schema = await schemaOf(relais);
});
afterAll(() => relais.stop());

interface Probe {
  root: Root;
  name: string;
  who: CallerName;
  fault: Fault;
  args: Record<string, unknown>;
}

/** Every operation with each leaf of what it takes spoilt in every way; the same probes in the same order each time. */
function* probes(): Generator<Probe> {
  for (const root of ['Query', 'Mutation'] as const) {
    for (const [name, field] of Object.entries(fieldsOf(schema, root))) yield* probesOf(root, name, field);
  }
}

function* probesOf(root: Root, name: string, field: GraphQLField<unknown, unknown>): Generator<Probe> {
  const { allowed = [], args = () => ({}), alsoArgs } = OPERATIONS[root][name] ?? {};
  // An operator's mutations are written down as well, so that most code runs.
  const who = allowed.includes('OPERATOR') ? 'OPERATOR' : (allowed[0] ?? 'ANONYMOUS');
  const seen = new Set<string>();
  for (const fault of faultsOf(field, args(world, who))) {
    seen.add(fault.path);
    yield { root, name, who, fault, args: fault.spoil(args(world, who)) };
  }
  for (const right of alsoArgs?.(world) ?? []) {
    for (const fault of faultsOf(field, right)) {
      // What the first arguments have probed is probed again only where these alone get through to it.
      if (!seen.has(fault.path) || isIn(fault.path, right)) yield { root, name, who, fault, args: fault.spoil(right) };
    }
  }
}

function isIn(path: string, right: Record<string, unknown>): boolean {
  const [, second = '', third = ''] = path.split('.');
  const near = (right.search as { near?: Record<string, unknown> } | undefined)?.near;
  return near === undefined ? true : second === 'near' && third in near;
}

async function probe({ root, name, who, args }: Probe): Promise<Answer> {
  return call(relais, documentOf(schema, root, name, Object.keys(args)), args, world.credentials[who]);
}

/** What is wrong with an answer to bad input, or null. */
function complaint({ fault, name }: Probe, { status, codes, errors, text, milliseconds }: Answer): string | null {
  if (status >= 500 || codes.includes('INTERNAL') || text.includes('"INTERNAL"')) return `${status} ${text}`;
  if (codes.includes('NONE')) return `an error without a code: ${text}`;
  if (milliseconds > SLOWEST_MS) return `took ${Math.round(milliseconds)} ms`;
  const isUnfit =
    fault.value === NUL || fault.value === HALF || (typeof fault.value === 'string' && fault.value.length > 2000);
  if (!isUnfit || ITEM_BY_ITEM.includes(name)) return null;
  const [error] = errors;
  // A scalar's own error names the variable and the path in its message.
  const names = error?.extensions.field ?? error?.message ?? '';
  const last = fault.path.split('.').at(-1) as string;
  return codes.length === 1 && ABOUT_FORM.includes(String(codes)) && (names === fault.path || names.includes(last))
    ? null
    : `is not refused as ${fault.path}: ${text}`;
}

describe('whatever is wrong in one leaf of what an operation takes', () => {
  it('is answered soon, with a code, and never by a failure of ours', async () => {
    const complaints: string[] = [];
    const all = probes();
    let count = 0;
    const work = async () => {
      for (const next of all) {
        count += 1;
        const wrong = complaint(next, await probe(next));
        if (wrong !== null)
          complaints.push(`${next.name} ${next.fault.path} ${next.fault.kind}: ${wrong.slice(0, 300)}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    expect(complaints).toEqual([]);
    expect(count).toBeGreaterThan(1000);
    // As many probes as there are leaves in all that operations take: it grows with them, and each has its own bound.
  }, 420_000);

  it('leaves nothing behind that cannot be read', async () => {
    for (const [name, { allowed, args }] of Object.entries(OPERATIONS.Query)) {
      if (!allowed.includes('OPERATOR')) continue;
      const given = {
        ...args?.(world, 'OPERATOR'),
        ...(['parcels', 'merchants', 'points'].includes(name) && { first: 100 }),
      };
      const { codes } = await call(
        relais,
        documentOf(schema, 'Query', name, Object.keys(given)),
        given,
        world.credentials.OPERATOR,
      );
      expect([name, codes]).toEqual([name, []]);
    }
  });
});

const SEARCH = `query ($search: PickupPointSearchInput!) {
  pickupPoints(search: $search) { resolvedPlace { label lat lon } matches { point { code } } }
}`;

describe('a search', () => {
  const search = async (near: Record<string, unknown>, more: Record<string, unknown> = {}) => {
    const variables = { search: { near, cost: 'ANY', ...more } };
    const { data, errors } = await relais.ask(SEARCH, { token: world.merchant.token, variables });
    return { data, code: errors[0]?.extensions.code, field: errors[0]?.extensions.field, message: errors[0]?.message };
  };

  it.each([
    [{ lat: 91, lon: 3 }, 'search.near.coordinates.lat', /longitude: swap/],
    [{ lat: 120.5, lon: 50 }, 'search.near.coordinates.lat', /swap the two/],
    [{ lat: -190, lon: 3 }, 'search.near.coordinates.lat', /between -90 and 90/],
    [{ lat: 50, lon: 180.0001 }, 'search.near.coordinates.lon', /between -180 and 180/],
    [{ lat: 'NaN', lon: 3 }, 'search.near.coordinates.lat', /Float cannot represent/],
    [{ lat: null, lon: 3 }, 'search.near.coordinates.lat', /not to be null/],
  ])('from %j names the field and the fix', async (coordinates, field, fix) => {
    expect(await search({ coordinates })).toMatchObject({
      code: 'BAD_INPUT',
      field,
      message: expect.stringMatching(fix),
    });
  });

  it('from a postcode that does not exist says so, and one in Réunion is found', async () => {
    expect(await search({ postcode: { code: '00000' } })).toMatchObject({ field: 'search.near.postcode.code' });
    expect(await search({ postcode: { code: '97400' } })).toMatchObject({
      data: { pickupPoints: { resolvedPlace: { label: expect.stringContaining('Saint-Denis'), lat: -20.8789 } } },
    });
  });

  it('for more than a page holds is refused with the most that one does', async () => {
    const answer = { code: 'BAD_INPUT', field: 'search.first', message: expect.stringMatching(/between 1 and 100/) };
    expect(await search({ coordinates: { lat: 50, lon: 3 } }, { first: 1_000_000 })).toMatchObject(answer);
  });

  it.each([
    [-1, 'search.parcel.weightGrams', /between 1 and 1000000; this is -1/],
    [10_000_000, 'search.parcel.weightGrams', /between 1 and 1000000; this is 10000000/],
  ])('for a parcel of %d g is refused', async (weightGrams, field, fix) => {
    const answer = await search({ coordinates: { lat: 50, lon: 3 } }, { parcel: { weightGrams } });
    expect(answer).toMatchObject({ code: 'BAD_INPUT', field, message: expect.stringMatching(fix) });
  });
});

describe('a registration and a page', () => {
  it('names the SIRET whose digits do not check', async () => {
    const args = OPERATIONS.Mutation.registerMerchant?.args?.(world, 'ANONYMOUS') as { input: { siret: string } };
    const { siret } = args.input;
    const wrong = `${siret.slice(0, 13)}${(Number(siret[13]) + 1) % 10}`;
    const { errors } = await relais.ask(documentOf(schema, 'Mutation', 'registerMerchant', ['input']), {
      variables: { input: { ...args.input, siret: wrong } },
    });
    expect(errors[0]).toMatchObject({
      message: expect.stringMatching(/digit/),
      extensions: { code: 'BAD_INPUT', field: 'input.siret' },
    });
  });

  it.each(['parcels', 'points', 'merchants'])('%s refuse a cursor that is not theirs', async (name) => {
    for (const after of ['x', 'AA', Buffer.from('not an id').toString('base64url'), 'A'.repeat(600)]) {
      if (name === 'points' && after.length > 2 && after.length < 500) continue;
      const { codes, errors } = await call(
        relais,
        documentOf(schema, 'Query', name, ['after']),
        { after },
        world.credentials.OPERATOR,
      );
      expect([after, codes, errors[0]?.extensions.field]).toEqual([after, ['BAD_INPUT'], 'after']);
    }
  });

  it('keeps one bad scan from spoiling the others, and says which field it is', async () => {
    const { trackingNumber } = world.parcel;
    const good = { idempotencyKey: 'good', kind: 'HUB_ARRIVAL', trackingNumber };
    const inputs = [
      { ...good, idempotencyKey: 'nul', shelf: NUL },
      { ...good, idempotencyKey: 'half', pointCode: HALF },
      { ...good, idempotencyKey: 'nowhere', pointCode: 'NOWHERE' },
      { ...good, idempotencyKey: 'x'.repeat(400) },
      good,
    ];
    const { recordHandovers } = await relais.data(
      'mutation ($inputs: [HandoverInput!]!) { recordHandovers(inputs: $inputs) { recorded refusal { code message } } }',
      { token: world.credentials.CARRIER.token, variables: { inputs } },
    );
    const told = recordHandovers.map(
      ({ recorded, refusal }: { recorded: boolean; refusal: { code: string } | null }) => refusal?.code ?? recorded,
    );
    expect(told).toEqual(['BAD_INPUT', 'BAD_INPUT', 'UNKNOWN_POINT', 'BAD_INPUT', true]);
  });
});
