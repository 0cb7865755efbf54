import {
  type FieldNode,
  type GraphQLField,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLUnionType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';
import { collectFields, type Scope } from './fields.js';
import { WRITTEN } from './unchanging.js';

/** Writes the value of a field as JSON, with everything that was asked of it. @throws UNUSUAL */
export type Write = (value: unknown) => string;

/**
 * Thrown by a writer that meets anything but a plain value of the schema's type: a null where there must be none, an
 * error, a promise, what a scalar refuses. What the answer then is, and how its errors read, is left to graphql-js.
 */
export const UNUSUAL = new Error('This value is not written by a compiled operation.');

/** Thrown when a selection asks for what is not compiled, for example a field that has a resolver of its own. */
export class NotCompiled extends Error {}

/** How many writers of objects were made. Their numbers tell them apart in what they have written. */
let objectWriters = 0;

/** The longest code that is made of one operation, in characters; one of ordinary size has a few thousand. */
const MOST_CODE = 200_000;

/**
 * Compiles the writers of a document's fields: JavaScript that goes from the objects that resolvers return straight to
 * JSON, with no tree of results in between and no resolver called for a field that only reads a property.
 *
 * The text of the code is made of names, which GraphQL's grammar holds to letters, digits and underscores, and of JSON.
 */
export class Writers {
  private readonly functions: string[] = [];
  private readonly constants: unknown[] = [];
  private readonly leaves = new Map<GraphQLLeafType, string>();
  private characters = 0;

  constructor(private readonly scope: Scope) {}

  /** The writers of the fields given, in their order. @throws NotCompiled */
  compile(fields: readonly { type: GraphQLOutputType; nodes: readonly FieldNode[] }[]): Write[] {
    const bodies = fields.map(({ type, nodes }) => `(a) => ${this.written(type, nodes, 'a')}`);
    const code = `'use strict'; ${this.functions.join('\n')}\nreturn [${bodies.join(', ')}];`;
    // oxlint-disable-next-line typescript/no-implied-eval, eslint/no-new-func -- see above what the text is made of.
    const make = new Function('constants', 'quote', 'leaf', 'unusual', 'isOdd', 'WRITTEN', code);
    return make(this.constants, quote, leaf, unusual, isOdd, WRITTEN) as Write[];
  }

  /** An expression for the JSON of the variable `name`. */
  private written(type: GraphQLOutputType, nodes: readonly FieldNode[], name: string): string {
    const absent = isNonNullType(type) ? 'unusual()' : "'null'";
    const present = isNonNullType(type) ? type.ofType : type;
    if (isLeafType(present)) return this.writtenLeaf(present, name, absent);
    return `(${name} == null ? ${absent} : ${this.writerOf(present, nodes)}(${name}))`;
  }

  private writtenLeaf(type: GraphQLLeafType, a: string, absent: string): string {
    const known = this.leaves.get(type) ?? this.constant(type);
    this.leaves.set(type, known);
    const otherwise = `${a} == null ? ${absent} : leaf(${known}, ${a})`;
    switch (type.name) {
      case 'String':
      case 'ID':
        return `(typeof ${a} === 'string' ? quote(${a}) : ${otherwise})`;
      case 'Int':
        return `(typeof ${a} === 'number' && (${a} | 0) === ${a} ? '' + ${a} : ${otherwise})`;
      case 'Float':
        return `(Number.isFinite(${a}) ? '' + ${a} : ${otherwise})`;
      case 'Boolean':
        return `(${a} === true ? 'true' : ${a} === false ? 'false' : ${otherwise})`;
    }
    if (!isEnumType(type)) return `(${otherwise})`;
    const words = new Map(type.getValues().map(({ name, value }) => [value as unknown, JSON.stringify(name)]));
    return `(${this.constant(words)}.get(${a}) ?? (${otherwise}))`;
  }

  /** The name of a function that writes a value that is there. */
  private writerOf(type: GraphQLOutputType, nodes: readonly FieldNode[]): string {
    if (isListType(type)) return this.define(this.listWriter(this.written(type.ofType, nodes, 'a')));
    if (isObjectType(type)) return this.define(this.objectWriter(type, nodes));
    if (isUnionType(type)) return this.define(this.unionWriter(type, nodes));
    throw new NotCompiled();
  }

  private listWriter(item: string): string {
    return `(v) {
      if (!Array.isArray(v)) unusual();
      let s = '[';
      for (let i = 0; i < v.length; i += 1) { const a = v[i]; if (i > 0) s += ','; s += ${item}; }
      return s + ']';
    }`;
  }

  private objectWriter(type: GraphQLObjectType, nodes: readonly FieldNode[]): string {
    if (type.isTypeOf) throw new NotCompiled();
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    const lines: string[] = [];
    for (const [name, [node, ...more]] of collectFields(this.scope, type, sets)) {
      const label = JSON.stringify(`${lines.length === 0 ? '{' : ','}"${name}":`);
      if (node.name.value === '__typename') {
        lines.push(`s += ${label} + ${JSON.stringify(JSON.stringify(type.name))};`);
        continue;
      }
      const field = type.getFields()[node.name.value];
      if (field === undefined) throw new NotCompiled();
      const property = JSON.stringify(propertyOf(field));
      lines.push(`a = v[${property}]; s += ${label} + ${this.written(field.type, [node, ...more], 'a')};`);
    }
    objectWriters += 1;
    return `(v) {
      const written = v[WRITTEN];
      if (written !== undefined && written.by === ${objectWriters}) return written.text;
      if (isOdd(v)) unusual();
      let a, s = ${lines.length === 0 ? "'{'" : "''"};
      ${lines.join('\n')}
      s += '}';
      if (written !== undefined) written.keep(${objectWriters}, s);
      return s;
    }`;
  }

  private unionWriter(type: GraphQLUnionType, nodes: readonly FieldNode[]): string {
    // What needs more than the value to tell its type is not compiled.
    if (type.resolveType?.length !== 1) throw new NotCompiled();
    const cases = this.scope.schema
      .getPossibleTypes(type)
      .map((member) => `case ${JSON.stringify(member.name)}: return ${this.writerOf(member, nodes)}(v);`);
    return `(v) {
      if (isOdd(v)) unusual();
      switch (${this.constant(type)}.resolveType(v)) { ${cases.join(' ')} }
      return unusual();
    }`;
  }

  private define(body: string): string {
    this.characters += body.length;
    if (this.characters > MOST_CODE) throw new NotCompiled();
    const name = `f${this.functions.length}`;
    this.functions.push(`function ${name}${body}`);
    return name;
  }

  private constant(value: unknown): string {
    this.constants.push(value);
    return `constants[${this.constants.length - 1}]`;
  }
}

/**
 * The property that a field reads, for one of those that Nest makes for `@Field()`: what its resolver reads of an object
 * is seen by giving it one. Any other resolver is not called here.
 *
 * @throws NotCompiled for a field with a resolver that does more than to return a property.
 */
function propertyOf({ resolve }: GraphQLField<unknown, unknown>): string {
  if (resolve?.name !== 'rootFieldResolver') throw new NotCompiled();
  const read: string[] = [];
  const token = {};
  const reader = new Proxy({}, { get: (_target, name) => (read.push(String(name)), token) });
  const call = resolve as (source: unknown) => unknown;
  const [value, fallback] = [call(reader), call({})];
  if (value !== token || fallback !== undefined || read.length !== 1) throw new NotCompiled();
  return read[0] as string;
}

function unusual(): never {
  throw UNUSUAL;
}

/** What graphql-js waits for or throws in place of completing it. */
function isOdd(value: unknown): boolean {
  if (value instanceof Error) return true;
  if (typeof (value as { then?: unknown }).then !== 'function') return false;
  // It is waited for when graphql-js executes the request; if it fails before that, that is no crash.
  (value as Promise<unknown>).then(undefined, () => {});
  return true;
}

function leaf(type: GraphQLLeafType, value: unknown): string {
  if (isOdd(value)) throw UNUSUAL;
  const serialized: unknown = type.serialize(value);
  if (serialized === null || serialized === undefined) throw UNUSUAL;
  return typeof serialized === 'string' ? quote(serialized) : (JSON.stringify(serialized) ?? unusual());
}

/** Short texts are looked through faster than JSON.stringify is called. */
const SHORT = 40;

function quote(text: string): string {
  if (text.length > SHORT) return JSON.stringify(text);
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    // Control characters, the quote, the backslash, and halves of characters.
    if (unit < 0x20 || unit === 0x22 || unit === 0x5c || (unit >= 0xd800 && unit <= 0xdfff))
      return JSON.stringify(text);
  }
  return `"${text}"`;
}
