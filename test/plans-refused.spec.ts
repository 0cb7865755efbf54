import { registered, TOY_SHOP } from './support/merchants.js';
import { LILLE } from './support/points.js';
import { Relais } from './support/relais.js';

const PLAN = 'mutation ($input: PlanAssignmentInput!) { planAssignment(input: $input) { id } }';
const near = { coordinates: LILLE };

describe('what a plan refuses', () => {
  let relais: Relais;
  let token: string;

  beforeAll(async () => {
    relais = await Relais.start();
    ({ token } = await registered(relais, TOY_SHOP));
  });
  afterAll(() => relais.stop());

  it.each<[string, Record<string, unknown>, string, string]>([
    ['no parcel', { parcels: [] }, 'BAD_INPUT', 'input.parcels'],
    [
      'a place said twice',
      { parcels: [{ near: { ...near, postcode: { code: '59000' } } }] },
      'BAD_INPUT',
      'input.parcels.0.near',
    ],
    [
      'a line',
      { parcels: [{ near: { along: { vertices: [LILLE, { lat: 50.7, lon: 3.2 }] } } }] },
      'BAD_INPUT',
      'input.parcels.0.near',
    ],
    ['several parcels in a row', { parcels: [{ near, count: 2 }] }, 'BAD_INPUT', 'count'],
    ['a priority that is none', { parcels: [{ near, priority: 10 }] }, 'BAD_INPUT', 'input.parcels.0.priority'],
    ['a weight of splitting that is none', { splitMetres: -1, parcels: [{ near }] }, 'BAD_INPUT', 'input.splitMetres'],
    ['a distance that is none', { metresPerEuro: -1, parcels: [{ near }] }, 'BAD_INPUT', 'input.metresPerEuro'],
    [
      'an address that is none',
      { parcels: [{ near, recipient: { name: 'X', email: 'no' } }] },
      'BAD_INPUT',
      'input.parcels.0.recipient.email',
    ],
  ])('is %s, by name', async (_, input, code, field) => {
    const { errors } = await relais.ask(PLAN, { token, variables: { input } });
    expect(errors[0]?.extensions).toMatchObject({ code, field });
  });
});
