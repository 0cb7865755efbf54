import {
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  isAbstractType,
  Kind,
  type NamedTypeNode,
  type SelectionNode,
  type SelectionSetNode,
  typeFromAST,
} from 'graphql';

/** The fields that a selection comes to, by the name that each has in the answer, in the answer's order. */
export type Fields = Map<string, [FieldNode, ...FieldNode[]]>;

/** What is the same for a whole document: the types, the fragments, and the variables that its conditions read. */
export interface Scope {
  schema: GraphQLSchema;
  fragments: Record<string, FragmentDefinitionNode>;
  /** As they were coerced. Only those that a condition reads have a say in what is collected. */
  variables: Record<string, unknown>;
}

/** Collects fields as the specification's CollectFields does. */
export function collectFields(scope: Scope, type: GraphQLObjectType, sets: readonly SelectionSetNode[]): Fields {
  const fields: Fields = new Map();
  const visited = new Set<string>();
  const collect = (selections: readonly SelectionNode[]): void => {
    for (const selection of selections) {
      if (!isIncluded(scope, selection)) continue;
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        const nodes = fields.get(name);
        if (nodes) nodes.push(selection);
        else fields.set(name, [selection]);
        continue;
      }
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        if (appliesTo(scope, selection.typeCondition, type)) collect(selection.selectionSet.selections);
        continue;
      }
      const name = selection.name.value;
      const fragment = scope.fragments[name];
      if (visited.has(name) || fragment === undefined) continue;
      visited.add(name);
      if (appliesTo(scope, fragment.typeCondition, type)) collect(fragment.selectionSet.selections);
    }
  };
  for (const set of sets) collect(set.selections);
  return fields;
}

function isIncluded({ variables }: Scope, node: SelectionNode): boolean {
  if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.if === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, variables)?.if !== false;
}

function appliesTo({ schema }: Scope, typeCondition: NamedTypeNode | undefined, type: GraphQLObjectType): boolean {
  if (typeCondition === undefined) return true;
  const wanted = typeFromAST(schema, typeCondition);
  return wanted === type || (isAbstractType(wanted) && schema.isSubType(wanted, type));
}
