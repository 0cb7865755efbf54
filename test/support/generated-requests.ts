import fc from 'fast-check';
import type { GraphQLSchema } from 'graphql';
import { documentOf, fieldsOf, type Root } from './documents.js';
import { faultsOf } from './faults.js';
import { type BadRequest, callers, strange, text, uploads } from './generated-http.js';
import { OPERATIONS } from './operations.js';
import type { CallerName, World } from './world.js';

const JSON_TYPE: [string, string] = ['content-type', 'application/json'];
function post(about: string, who: CallerName | null, body: string): BadRequest {
  const headers: [string, string][] = [JSON_TYPE, ['apollo-require-preflight', 'true']];
  return { about, who, method: 'POST', path: '/graphql', headers, body, encoding: 'utf8', cutAt: null };
}

interface Right {
  name: string;
  root: Root;
  who: CallerName;
  document: string;
  args: Record<string, unknown>;
}

/** Every operation as it should be called, by somebody who may. */
function rightCalls(schema: GraphQLSchema, world: World): Right[] {
  return (['Query', 'Mutation'] as const).flatMap((root) =>
    Object.entries(OPERATIONS[root]).flatMap(([name, { allowed, args }]) => {
      const who = (allowed.includes('OPERATOR') ? 'OPERATOR' : allowed[0]) as CallerName;
      const given = args?.(world, who) ?? {};
      return { name, root, who, document: documentOf(schema, root, name, Object.keys(given)), args: given };
    }),
  );
}

/** A right call with something else in one or two of its leaves, or in the place of all of them. */
function spoilt(schema: GraphQLSchema, rights: readonly Right[]): fc.Arbitrary<BadRequest> {
  return fc.constantFrom(...rights).chain((right) => {
    const field = fieldsOf(schema, right.root)[right.name];
    const faults = field === undefined ? [] : faultsOf(field, right.args);
    const one =
      faults.length === 0
        ? fc.constant(right.args)
        : fc.constantFrom(...faults).map((fault) => fault.spoil(right.args));
    const any = fc.dictionary(fc.constantFrom(...Object.keys(right.args), 'input', 'x'), fc.jsonValue({ maxDepth: 4 }));
    const variables = fc.oneof(
      { weight: 5, arbitrary: one },
      { weight: 2, arbitrary: any },
      { weight: 1, arbitrary: fc.jsonValue() },
    );
    return fc
      .tuple(variables, fc.oneof(fc.constant(right.who), callers))
      .map(([given, who]) =>
        post(`spoilt ${right.name}`, who, JSON.stringify({ query: right.document, variables: given })),
      );
  });
}

/** A right document with characters taken out, put in, doubled or turned round. */
function mangled(rights: readonly Right[]): fc.Arbitrary<BadRequest> {
  const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), length: fc.nat({ max: 30 }), put: text });
  return fc.tuple(fc.constantFrom(...rights), fc.array(edit, { minLength: 1, maxLength: 4 })).map(([right, edits]) => {
    let query = right.document;
    for (const { at, length, put } of edits) {
      const from = Math.floor(at * query.length);
      query = query.slice(0, from) + put + query.slice(from + length);
    }
    return post(`mangled ${right.name}`, right.who, JSON.stringify({ query, variables: right.args }));
  });
}

const around = (open: string, middle: string, close: string, count: number) =>
  open.repeat(count) + middle + close.repeat(count);

/** Documents that are too much of one thing. */
const excessive: fc.Arbitrary<BadRequest> = fc
  .tuple(fc.nat({ max: 11 }), fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 100, max: 20_000 })), callers)
  .map(([shape, count, who]) => {
    const many = (part: (n: number) => string) =>
      Array.from({ length: Math.min(count, 5000) }, (_, n) => part(n)).join(' ');
    const shapes: [string, string][] = [
      ['deep', `{ points { edges { node ${around('{ replacedBy ', '{ code }', '}', count)} } } }`],
      ['braces', around('{a', '', '}', count)],
      ['aliases', `{ ${many((n) => `a${n}: point(code: "A") { code }`)} }`],
      ['fields', `{ ${many(() => '__typename')} }`],
      ['directives', `{ __typename ${many(() => '@include(if: true)')} }`],
      ['fragments', `{ ...f0 } ${many((n) => `fragment f${n} on Query { ...f${n + 1} ...f${n + 1} }`)}`],
      ['introspection', `{ __schema { types ${around('{ fields { type ', '{ name }', '} }', count)} } }`],
      ['list', `{ points(filter: ${around('[', '', ']', count)}) { edges { cursor } } }`],
      ['object', `{ points(filter: ${around('{a:', '1', '}', count)}) { edges { cursor } } }`],
      ['variables', `query (${many((n) => `$v${n}: Int = ${n}`)}) { __typename }`],
      ['comment', `{ __typename } #${'x'.repeat(count * 10)}`],
      ['number', `{ points(first: ${'9'.repeat(count)}) { edges { cursor } } }`],
    ];
    const [about, query] = shapes[shape] as [string, string];
    return post(`${count} × ${about}`, who, JSON.stringify({ query }));
  });

/** Bodies that are hardly what they say they are. */
const bodies: fc.Arbitrary<BadRequest> = fc
  .tuple(
    fc.oneof(
      fc.json({ maxDepth: 5 }),
      text,
      text.map((one) => JSON.stringify({ query: one, operationName: one, extensions: { a: one }, variables: one })),
      text.map((one) => `{"query":"{__typename}","query":${JSON.stringify(one)},"variables":{"__proto__":{"a":1}}}`),
      fc
        .integer({ min: 1, max: 60_000 })
        .map((count) => `{"query":"{__typename}","variables":${around('[', '', ']', count)}}`),
      fc.constantFrom(
        '[{"query":"{__typename}"}]',
        '{"query":"{__typename}","variables":{"a":1e999}}',
        '{"query":"\\ud800"}',
        '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}',
        '{"documentId":"../../x"}',
        'query={__typename}',
        '--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n{}\r\n--x--',
      ),
    ),
    fc.constantFrom(
      'application/json',
      'application/json; charset=utf-16',
      'application/json; charset=\u0001',
      'application/graphql',
      'text/plain',
      'multipart/form-data; boundary=x',
      'application/x-www-form-urlencoded',
      '',
    ),
    fc.constantFrom<BadRequest['encoding']>('utf8', 'latin1', 'utf16le'),
    fc.option(fc.double({ min: 0, max: 0.99, noNaN: true }), { freq: 3 }),
    callers,
  )
  .map(([body, type, encoding, cutAt, who]) => ({
    ...post(`a body of ${type}`, who, body),
    headers: [['content-type', type]],
    encoding,
    cutAt,
  }));

/** Requests of all kinds that no client of ours would send. */
export function badRequests(schema: GraphQLSchema, world: World): fc.Arbitrary<BadRequest> {
  const rights = rightCalls(schema, world);
  return fc.oneof(
    { weight: 4, arbitrary: spoilt(schema, rights) },
    { weight: 2, arbitrary: mangled(rights) },
    { weight: 2, arbitrary: excessive },
    { weight: 2, arbitrary: bodies },
    { weight: 3, arbitrary: strange },
    { weight: 2, arbitrary: uploads },
  );
}
