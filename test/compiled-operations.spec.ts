import fc from 'fast-check';
import { execute, type GraphQLSchema, parse, validate } from 'graphql';
import { KnownDocuments } from '../src/platform/graphql/known-documents.js';
import type { Operation } from '../src/platform/graphql/operation.js';
import { applicationUnopened } from './support/generated.js';
import { buildSchemaOf } from './support/print-schema.js';
import { RandomAnswers, randomDocument, withRandomAnswers } from './support/random-answers.js';

let schema: GraphQLSchema;
beforeAll(async () => {
  schema = withRandomAnswers(await buildSchemaOf(applicationUnopened()));
});

/** One document answered by both: null stands for "this is for graphql-js". */
async function answerBoth(operation: Operation, text: string, answers: RandomAnswers, variables: object) {
  const context = { answers } as never;
  const compiled = await operation.answer(context, { ...variables }).catch(() => null);
  const { data, errors } = await execute({
    schema,
    document: parse(text),
    contextValue: context,
    variableValues: { ...variables },
  });
  return { compiled, expected: errors === undefined ? JSON.stringify(data) : null };
}

describe('a compiled operation', () => {
  const seen = { compiled: 0, answered: 0, withErrors: 0 };

  it.each([0, 15])('says what graphql-js says, letter for letter, with %i odd values in a thousand', async (odd) => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (draw) => {
        const { text, variables } = randomDocument(draw, schema);
        fc.pre(validate(schema, parse(text)).length === 0);
        const operation = new KnownDocuments().learn(schema, text).operation(null) as Operation;
        const answers = new RandomAnswers(draw, odd);
        const { compiled, expected } = await answerBoth(operation, text, answers, variables);
        if (expected === null || answers.isOdd) expect([expected, null]).toContain(compiled);
        else expect(compiled).toBe(expected);
        seen.compiled += operation.isCompiled ? 1 : 0;
        seen.answered += compiled === null ? 0 : 1;
        seen.withErrors += expected === null ? 1 : 0;
      }),
      { numRuns: 150 },
    );
  });

  it('was one in nearly all of those cases, and some had errors', () => {
    expect(seen.compiled).toBeGreaterThan(200);
    expect(seen.answered).toBeGreaterThan(150);
    expect(seen.withErrors).toBeGreaterThan(5);
  });
});
