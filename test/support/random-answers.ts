import fc, { type GeneratorValue } from 'fast-check';
import {
  type GraphQLFieldConfigMap,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLSchema,
  getNamedType,
  isCompositeType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';

/** What operations return, made up as it is asked for: mostly what the schema says, now and then anything else. */
export class RandomAnswers {
  /** Whether something was made up that a resolver of ours would not return. */
  isOdd = false;
  private readonly roots = new Map<string | number, unknown>();

  constructor(
    private readonly draw: GeneratorValue,
    private readonly oddInThousand: number,
  ) {}

  /** The same answer for the same name, however often the operation is executed. */
  root(key: string | number, type: GraphQLOutputType): unknown {
    if (!this.roots.has(key)) this.roots.set(key, this.value(type));
    const value = this.roots.get(key);
    if (value instanceof Error) throw value;
    return value;
  }

  private value(type: GraphQLOutputType): unknown {
    // One for an answer: of two in one list graphql-js awaits but the first, and a rejection that nobody awaits ends the
    // process.
    if (!this.isOdd && this.inThousand() < this.oddInThousand) return this.odd(type);
    if (isNonNullType(type)) return this.present(type.ofType);
    return this.inThousand() < 150 ? this.draw(fc.constantFrom, null, undefined) : this.present(type);
  }

  private present(type: GraphQLOutputType): unknown {
    if (isListType(type)) return Array.from({ length: this.draw(fc.nat, 3) }, () => this.value(type.ofType));
    if (isUnionType(type)) return this.object(this.draw(fc.constantFrom, ...type.getTypes()));
    if (isObjectType(type)) return this.object(type);
    if (isEnumType(type)) return this.draw(fc.constantFrom, ...type.getValues().map(({ value }) => value as unknown));
    switch (String(type)) {
      case 'Int':
        return this.draw(fc.integer);
      case 'Float':
        return this.draw(fc.double, { noNaN: true, noDefaultInfinity: true });
      case 'Boolean':
        return this.draw(fc.boolean);
      case 'DateTime':
        return this.draw(fc.date, { noInvalidDate: true });
      case 'JSON':
        return this.draw(fc.constantFrom, { a: [1, null, 'é"'] }, [], 'text', 0, false);
      default:
        return this.draw(fc.string, { unit: this.draw(fc.constantFrom, 'binary', 'grapheme'), maxLength: 60 });
    }
  }

  /** Its fields are made up when they are first read, since types go round in circles. */
  private object(type: GraphQLObjectType): unknown {
    const made = new Map<string | symbol, unknown>();
    const fields = type.getFields();
    return new Proxy(
      { __typename: type.name },
      {
        get: (target, name) => {
          if (name === '__typename') return target.__typename;
          const field = fields[String(name)];
          if (field === undefined) return undefined;
          if (!made.has(name)) made.set(name, this.value(field.type));
          const value = made.get(name);
          if (value === THROWN) throw new Error('a getter that throws');
          return value;
        },
      },
    );
  }

  private odd(type: GraphQLOutputType): unknown {
    this.isOdd = true;
    const right = isNonNullType(type) ? type.ofType : type;
    // Where there must be a value, graphql-js leaves promises that fail beside another error to end the process.
    const late = (promise: Promise<unknown>) => (isNonNullType(type) ? (handled(promise), null) : handled(promise));
    return this.draw(
      fc.constantFrom<(() => unknown)[]>,
      () => null,
      () => undefined,
      () => new Error('an error that is returned'),
      () => late(Promise.resolve(this.present(right))),
      () => late(Promise.reject(new Error('late'))),
      () => THROWN,
      () => Number.NaN,
      () => 2 ** 40,
      () => 1.5,
      () => '',
      () => '12',
      () => 'A',
      () => true,
      () => new Set(['A']),
      () => ({ toJSON: () => 'x' }),
      () => new Date(Number.NaN),
      () => [],
    )();
  }

  private inThousand(): number {
    return this.draw(fc.nat, 999);
  }
}

const THROWN = Symbol('thrown');

/** A promise that may be left alone: what nobody waits for would otherwise end the process. */
function handled(promise: Promise<unknown>): Promise<unknown> {
  promise.catch(() => {});
  return promise;
}

/** The schema with operations of the same names and types, without arguments, that return what the context makes up. */
export function withRandomAnswers(schema: GraphQLSchema): GraphQLSchema {
  const rootOf = (type: GraphQLObjectType | null | undefined): GraphQLObjectType | null =>
    type
      ? new GraphQLObjectType<unknown, { answers: RandomAnswers }>({
          name: type.name,
          fields: Object.fromEntries(
            Object.values(type.getFields()).map((field) => [
              field.name,
              {
                type: field.type,
                resolve: async (_source, _args, { answers }, { path }) => answers.root(path.key, field.type),
              },
            ]),
          ) satisfies GraphQLFieldConfigMap<unknown, { answers: RandomAnswers }>,
        })
      : null;
  const { types, ...config } = schema.toConfig();
  const [query, mutation] = [rootOf(config.query), rootOf(config.mutation)];
  const others = types.filter(({ name }) => name !== query?.name && name !== mutation?.name);
  return new GraphQLSchema({ ...config, types: others, query, mutation });
}

/** A document of one operation, and variables for it. It may be one that validation refuses. */
export function randomDocument(draw: GeneratorValue, schema: GraphQLSchema) {
  return new RandomDocument(draw, schema).make();
}

class RandomDocument {
  private readonly fragments: string[] = [];
  private readonly variables: Record<string, boolean | undefined> = {};

  constructor(
    private readonly draw: GeneratorValue,
    private readonly schema: GraphQLSchema,
  ) {}

  make(): { text: string; variables: Record<string, boolean | undefined> } {
    const kind = this.draw(fc.constantFrom, 'query', 'mutation');
    const root = (kind === 'query' ? this.schema.getQueryType() : this.schema.getMutationType()) as GraphQLObjectType;
    const selection = this.selection(root, 4);
    const declared = Object.keys(this.variables).map((name) =>
      name.startsWith('given') ? `$${name}: Boolean!` : `$${name}: Boolean! = ${this.draw(fc.boolean)}`,
    );
    const signature = declared.length > 0 ? `(${declared.join(', ')})` : '';
    return { text: [`${kind} ${signature} ${selection}`, ...this.fragments].join('\n'), variables: this.variables };
  }

  private selection(type: GraphQLObjectType, depth: number): string {
    const count = 1 + this.draw(fc.nat, 3);
    return `{ ${Array.from({ length: count }, () => this.part(type, depth)).join(' ')} }`;
  }

  private part(type: GraphQLObjectType, depth: number): string {
    const kind = this.draw(fc.nat, 19);
    if (kind === 0) return `__typename${this.condition()}`;
    if (kind === 1) return `...${this.condition()} ${this.selection(type, depth)}`;
    if (kind === 2) return `... on ${type.name}${this.condition()} ${this.selection(type, depth)}`;
    if (kind === 3) return `...${this.fragment(type, depth)}${this.condition()}`;
    return this.field(type, depth);
  }

  private fragment(type: GraphQLObjectType, depth: number): string {
    const selection = this.selection(type, depth);
    const name = `f${this.fragments.length}`;
    this.fragments.push(`fragment ${name} on ${type.name} ${selection}`);
    return name;
  }

  private field(type: GraphQLObjectType, depth: number): string {
    const usable = Object.values(type.getFields()).filter(
      (field) => depth > 1 || !isCompositeType(getNamedType(field.type)),
    );
    if (usable.length === 0) return '__typename';
    const field = this.draw(fc.constantFrom, ...usable);
    const alias = this.draw(fc.constantFrom, '', '', `a_${field.name}: `, `b_${type.name}_${field.name}: `);
    const named = getNamedType(field.type as GraphQLOutputType);
    return `${alias}${field.name}${this.condition()} ${this.inside(named, depth)}`;
  }

  private inside(named: GraphQLOutputType, depth: number): string {
    if (isObjectType(named)) return this.selection(named, depth - 1);
    if (!isUnionType(named)) return '';
    const members = named.getTypes().filter(() => this.draw(fc.boolean));
    return `{ __typename ${members.map((member) => `... on ${member.name} ${this.selection(member, depth - 1)}`).join(' ')} }`;
  }

  private condition(): string {
    if (this.draw(fc.nat, 7) > 0) return '';
    const name = `${this.draw(fc.constantFrom, 'given', 'standard')}${this.draw(fc.nat, 2)}`;
    // Variables that have a value of their own are left out now and then.
    this.variables[name] ??= name.startsWith('standard') && this.draw(fc.boolean) ? undefined : this.draw(fc.boolean);
    const value = this.draw(fc.constantFrom, `$${name}`, `$${name}`, 'true', 'false');
    return ` @${this.draw(fc.constantFrom, 'skip', 'include')}(if: ${value})`;
  }
}
