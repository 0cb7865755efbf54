import {
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  typeFromAST,
  type VariableDefinitionNode,
  valueFromAST,
} from 'graphql';

export type Variables = Record<string, unknown>;

type Coerce = (value: unknown) => unknown;

interface Variable {
  name: string;
  coerce: Coerce;
  /** What a variable is that is not given. Null where that leaves it out. */
  absent: (() => unknown) | null;
}

/**
 * Reads the variables of one operation as graphql-js does, by functions that were made of their types once. It says of
 * variables that are wrong only that they are.
 */
export class VariableReader {
  private readonly variables: readonly Variable[];

  constructor(schema: GraphQLSchema, definitions: readonly VariableDefinitionNode[]) {
    const coercions = new Coercions();
    this.variables = definitions.map(({ variable, type: node, defaultValue }) => {
      const type = typeFromAST(schema, node);
      if (!isInputType(type)) throw new TypeError(`$${variable.name.value} is of no type that variables are of.`);
      const fallback = defaultValue && (() => valueFromAST(defaultValue, type));
      return {
        name: variable.name.value,
        coerce: coercions.of(type),
        absent: fallback ?? (isNonNullType(type) ? wrong : null),
      };
    });
  }

  /** Null where something is wrong with them. */
  read(given: Variables): Variables | null {
    const read: Variables = Object.create(null);
    try {
      for (const { name, coerce, absent } of this.variables) {
        if (Object.hasOwn(given, name)) read[name] = coerce(given[name]);
        else if (absent !== null) read[name] = absent();
      }
      return read;
    } catch {
      // Scalars and enums throw errors of their own.
      return null;
    }
  }
}

/** The functions that coerce values of types. */
class Coercions {
  private readonly known = new Map<GraphQLInputType, Coerce>();

  of(type: GraphQLInputType): Coerce {
    const known = this.known.get(type);
    if (known !== undefined) return known;
    // A type may have itself within it.
    this.known.set(type, (value) => this.known.get(type)?.(value));
    const made = this.make(type);
    this.known.set(type, made);
    return made;
  }

  private make(type: GraphQLInputType): Coerce {
    if (isNonNullType(type)) {
      const coerce = this.of(type.ofType);
      return (value) => (value === null || value === undefined ? wrong() : coerce(value));
    }
    if (isListType(type)) {
      const coerce = this.of(type.ofType);
      return orNull((value) => (Array.isArray(value) ? value.map((item) => coerce(item)) : [coerce(value)]));
    }
    if (isInputObjectType(type)) return orNull(this.object(type));
    return orNull((value) => {
      const parsed: unknown = type.parseValue(value);
      return parsed === undefined ? wrong() : parsed;
    });
  }

  private object(type: GraphQLInputObjectType): Coerce {
    // None of our types is one of these, which have rules of their own.
    if (type.isOneOf) return wrong;
    const fields = Object.values(type.getFields()).map((field) => ({
      name: field.name,
      coerce: this.of(field.type),
      fallback: field.defaultValue as unknown,
      isRequired: isNonNullType(field.type),
    }));
    const names = new Set(fields.map(({ name }) => name));
    return (value) => {
      if (typeof value !== 'object' || Array.isArray(value)) return wrong();
      for (const name of Object.keys(value as Variables)) if (!names.has(name)) return wrong();
      const coerced: Variables = {};
      for (const { name, coerce, fallback, isRequired } of fields) {
        const inside = (value as Variables)[name];
        if (inside !== undefined) coerced[name] = coerce(inside);
        else if (fallback !== undefined) coerced[name] = fallback;
        else if (isRequired) return wrong();
      }
      return coerced;
    };
  }
}

function orNull(coerce: Coerce): Coerce {
  return (value) => (value === null || value === undefined ? null : coerce(value));
}

const WRONG = new Error('This is no value of its type.');

function wrong(): never {
  throw WRONG;
}
