import {
  type DocumentNode,
  execute,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getArgumentValues,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import type { RequestContext } from '../caller.js';
import { collectFields, type Scope } from './fields.js';
import { VariableReader, type Variables } from './variables.js';
import { NotCompiled, type Write, Writers } from './writer.js';

/** A root field, ready to be resolved and written. */
interface Root {
  name: string;
  field: GraphQLField<unknown, unknown>;
  resolve: GraphQLFieldResolver<unknown, RequestContext>;
  nodes: readonly [FieldNode, ...FieldNode[]];
  write: Write;
}

/** How many ways of answering @skip and @include one operation is compiled for. */
const MOST_CASES = 8;

/**
 * One operation of a document that Apollo has parsed and validated.
 *
 * Its root fields are resolved by the schema's own resolvers, guards included, and only what they return is written by
 * compiled code. Where nested fields have resolvers too, graphql-js executes it.
 */
export class Operation {
  readonly kind: 'query' | 'mutation' | 'subscription';
  private readonly fragments: Record<string, FragmentDefinitionNode>;
  private readonly conditions: readonly string[];
  private readonly variables: VariableReader;
  private readonly cases = new Map<string, Root[] | null>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly document: DocumentNode,
    private readonly definition: OperationDefinitionNode,
  ) {
    this.kind = definition.operation;
    this.fragments = Object.fromEntries(
      document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
    );
    this.conditions = conditionsOf(document);
    this.variables = new VariableReader(schema, definition.variableDefinitions ?? []);
  }

  /** Whether answering it takes no interpreter, whatever its conditions are. */
  get isCompiled(): boolean {
    return this.conditions.length > 0 || this.rootsFor({}) !== null;
  }

  /**
   * The answer's `data` as JSON.
   *
   * @returns Null where the answer has an error of any kind, or is not to be had here. What the root fields came to by
   *   then is in the context, so that nothing is done twice by whoever answers instead.
   */
  async answer(context: RequestContext, given: Variables): Promise<string | null> {
    const coerced = this.variables.read(given);
    if (coerced === null) return null;
    const roots = this.rootsFor(coerced);
    if (roots === null) return this.interpret(context, given);
    const areAtOnce = this.kind !== 'mutation' && roots.length > 1;
    const texts = areAtOnce ? this.atOnce(roots, context, coerced) : this.oneByOne(roots, context, coerced);
    return `{${(await texts).join(',')}}`;
  }

  private atOnce(roots: readonly Root[], context: RequestContext, variables: Variables): Promise<string[]> {
    return Promise.all(roots.map((root) => this.answerRoot(root, context, variables)));
  }

  private async oneByOne(roots: readonly Root[], context: RequestContext, variables: Variables): Promise<string[]> {
    const texts: string[] = [];
    for (const root of roots) texts.push(await this.answerRoot(root, context, variables));
    return texts;
  }

  private async answerRoot(root: Root, context: RequestContext, variables: Variables): Promise<string> {
    const { name, field, resolve, nodes, write } = root;
    const args = getArgumentValues(field, nodes[0], variables);
    const value = await resolve(undefined, args, context, this.infoOf(root, variables));
    return `"${name}":${write(value)}`;
  }

  private infoOf({ name, field, nodes }: Root, variableValues: Variables): GraphQLResolveInfo {
    const parentType = this.rootType();
    return {
      fieldName: field.name,
      fieldNodes: nodes,
      returnType: field.type,
      parentType,
      path: { prev: undefined, key: name, typename: parentType.name },
      schema: this.schema,
      fragments: this.fragments,
      rootValue: undefined,
      operation: this.definition,
      variableValues,
    };
  }

  private async interpret(contextValue: RequestContext, variableValues: Variables): Promise<string | null> {
    const operationName = this.definition.name?.value;
    const { schema, document } = this;
    const { data, errors } = await execute({ schema, document, contextValue, variableValues, operationName });
    return errors === undefined ? JSON.stringify(data) : null;
  }

  /** The root fields under the conditions that the variables make; null where they are not compiled. */
  private rootsFor(variables: Variables): Root[] | null {
    const key = this.conditions.map((name) => String(variables[name])).join();
    const known = this.cases.get(key);
    if (known !== undefined) return known;
    const roots = this.cases.size < MOST_CASES ? this.compile(variables) : null;
    if (this.cases.size < MOST_CASES) this.cases.set(key, roots);
    return roots;
  }

  private compile(variables: Variables): Root[] | null {
    const { schema, fragments } = this;
    const scope: Scope = { schema, fragments, variables };
    try {
      const fields = [...collectFields(scope, this.rootType(), [this.definition.selectionSet])].map(([name, nodes]) =>
        this.rootField(name, nodes),
      );
      const writers = new Writers(scope).compile(fields.map(({ field, nodes }) => ({ type: field.type, nodes })));
      return fields.map((field, at) => ({ ...field, write: writers[at] as Write }));
    } catch (error) {
      if (error instanceof NotCompiled) return null;
      throw error;
    }
  }

  private rootField(name: string, nodes: Root['nodes']): Omit<Root, 'write'> {
    const field = this.rootType().getFields()[nodes[0].name.value];
    // The fields of introspection, and __typename, are not among a type's own.
    if (field?.resolve === undefined || this.kind === 'subscription') throw new NotCompiled();
    return { name, nodes, field, resolve: field.resolve };
  }

  private rootType(): GraphQLObjectType {
    return this.schema.getRootType(this.definition.operation) as GraphQLObjectType;
  }
}

/** The variables that decide what is asked for. */
function conditionsOf(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ arguments: given = [] }) => {
      for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names].sort();
}
