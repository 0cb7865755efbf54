import { GraphQLError, GraphQLScalarType, Kind, type ValueNode, valueFromASTUntyped } from 'graphql';

// RFC 3339, with the zone required: an instant without a zone is not an instant.
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;
const DAY = /^\d{4}-\d\d-\d\d$/;

function fail(message: string): never {
  throw new GraphQLError(message, { extensions: { code: 'BAD_INPUT' } });
}

function parseInstant(value: unknown): Date {
  if (typeof value !== 'string' || !INSTANT.test(value)) {
    fail('An instant is written with its zone, for example 2026-11-27T14:00:00+01:00.');
  }
  const instant = new Date(value as string);
  if (Number.isNaN(instant.getTime())) fail(`There is no such instant as ${String(value)}.`);
  return instant;
}

function parseDay(value: unknown): string {
  if (typeof value !== 'string' || !DAY.test(value)) fail('A day is written YYYY-MM-DD, for example 2026-11-27.');
  const day = new Date(`${value as string}T00:00:00Z`);
  if (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== value)
    fail(`There is no such day as ${String(value)}.`);
  return value as string;
}

function literal<T>(parse: (value: unknown) => T) {
  return (node: ValueNode): T => parse(node.kind === Kind.STRING ? node.value : undefined);
}

/** The instant that was written last: those of a list are often the same, and writing one takes a microsecond. */
let last = { atMs: Number.NaN, text: '' };

function writeInstant(value: unknown): string {
  const instant = value instanceof Date ? value : new Date(value as string | number);
  const atMs = instant.getTime();
  if (atMs !== last.atMs) last = { atMs, text: instant.toISOString() };
  return last.text;
}

export const DateTime = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  description: 'An instant with its zone, RFC 3339.',
  serialize: writeInstant,
  parseValue: parseInstant,
  parseLiteral: literal(parseInstant),
});

export const Day = new GraphQLScalarType<string, string>({
  name: 'Day',
  description: 'A calendar day, YYYY-MM-DD, in the time zone of what it belongs to.',
  serialize: (value) => String(value),
  parseValue: parseDay,
  parseLiteral: literal(parseDay),
});

export const Json = new GraphQLScalarType({
  name: 'JSON',
  description: 'Any JSON value, for what has no fixed shape.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
});
