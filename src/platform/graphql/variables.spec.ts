import fc from 'fast-check';
import { buildSchema, getVariableValues, type OperationDefinitionNode, parse } from 'graphql';
import { VariableReader, type Variables } from './variables.js';

const schema = buildSchema(`
  enum Colour { RED GREEN }
  input Inside { name: String!, again: Inside, sizes: [Int!] = [1, 2] }
  input Outside { id: ID, inside: Inside!, others: [Inside], colour: Colour = RED, share: Float, isNew: Boolean! = false }
  type Query { ask(outside: Outside, ids: [ID!], grid: [[Int]], colour: Colour): Int }
`);

const definitionsOf = (text: string) =>
  (parse(`query (${text}) { ask }`).definitions[0] as OperationDefinitionNode).variableDefinitions ?? [];

const DEFINITIONS = [
  '$outside: Outside',
  '$outside: Outside!, $ids: [ID!]',
  '$ids: [ID!]! = ["a"], $grid: [[Int]] = [[1, null]]',
  '$colour: Colour! = GREEN, $text: String, $count: Int!',
].map(definitionsOf);

// Values that are right more often than not, so that what is deep inside is reached.
const rarely = <Value>(usual: fc.Arbitrary<Value>): fc.Arbitrary<unknown> =>
  fc.oneof({ arbitrary: usual as fc.Arbitrary<unknown>, weight: 12 }, { arbitrary: fc.jsonValue(), weight: 1 });
const colour = rarely(fc.constantFrom('RED', 'GREEN', 'BLUE', null));
const ids = rarely(fc.array(fc.oneof(fc.string(), fc.integer()), { maxLength: 3 }));
const { inside } = fc.letrec<{ inside: unknown }>((tie) => ({
  inside: rarely(
    fc.record(
      {
        name: rarely(fc.string()),
        again: fc.option(tie('inside'), { maxDepth: 2, depthSize: 'small' }),
        sizes: rarely(fc.oneof(fc.integer(), fc.array(fc.integer(), { maxLength: 3 }))),
      },
      { requiredKeys: ['name'] },
    ),
  ),
}));
const outside = rarely(
  fc.record(
    {
      id: rarely(fc.oneof(fc.string(), fc.integer())),
      inside,
      others: rarely(fc.oneof(inside, fc.array(inside, { maxLength: 2 }))),
      colour,
      share: rarely(fc.double({ noNaN: true, noDefaultInfinity: true })),
      isNew: rarely(fc.boolean()),
    },
    { requiredKeys: ['inside'] },
  ),
);
const given = fc.record(
  {
    outside,
    ids,
    grid: rarely(fc.array(rarely(fc.array(fc.integer(), { maxLength: 2 })), { maxLength: 2 })),
    colour,
    text: rarely(fc.string()),
    count: rarely(fc.integer()),
  },
  { requiredKeys: ['count'] },
) as fc.Arbitrary<Variables>;

describe('variables', () => {
  it('are read as graphql-js reads them', () => {
    const seen = { right: 0, wrong: 0 };
    fc.assert(
      fc.property(fc.constantFrom(...DEFINITIONS), given, (definitions, variables) => {
        const { coerced, errors } = getVariableValues(schema, definitions, variables);
        const read = new VariableReader(schema, definitions).read(variables);
        expect(read).toEqual(errors === undefined ? coerced : null);
        expect(JSON.stringify(read)).toBe(JSON.stringify(errors === undefined ? coerced : null));
        seen[read === null ? 'wrong' : 'right'] += 1;
      }),
      { numRuns: 3000, interruptAfterTimeLimit: 30_000 },
    );
    expect(Math.min(seen.right, seen.wrong)).toBeGreaterThan(300);
  });

  it('are wrong with a field that is not of the type, or without one that must be there', () => {
    const reader = new VariableReader(schema, definitionsOf('$outside: Outside'));
    expect(reader.read({ outside: { inside: { name: 'a' } } })).not.toBeNull();
    expect(reader.read({ outside: { inside: { name: 'a' }, unheardOf: 1 } })).toBeNull();
    expect(reader.read({ outside: { inside: {} } })).toBeNull();
    expect(reader.read(JSON.parse('{ "outside": { "inside": { "name": "a" }, "__proto__": {} } }'))).toBeNull();
  });
});
