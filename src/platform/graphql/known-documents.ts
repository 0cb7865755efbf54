import { type GraphQLSchema, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { Operation } from './operation.js';

/** A document by its text, with the operations of it that have been asked for. */
class KnownDocument {
  private operations: Map<string | null, Operation> | null = null;

  constructor(
    private readonly schema: GraphQLSchema,
    readonly text: string,
  ) {}

  /** The operation of that name, or the only one; undefined where Apollo has to say what is wrong with the name. */
  operation(name: string | null): Operation | undefined {
    this.operations ??= operationsOf(this.schema, this.text);
    return this.operations.get(name);
  }
}

function operationsOf(schema: GraphQLSchema, text: string): Map<string | null, Operation> {
  // Places in the text are for errors, which are told by Apollo; they take more memory than all the rest.
  const document = parse(text, { noLocation: true });
  const definitions = document.definitions.filter(
    (node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION,
  );
  const operations = definitions.map((node) => new Operation(schema, document, node));
  const named = new Map<string | null, Operation>(
    operations.flatMap((operation, at) => {
      const name = definitions[at]?.name?.value;
      return name === undefined ? [] : [[name, operation]];
    }),
  );
  const [first] = operations;
  if (operations.length === 1 && first) named.set(null, first);
  return named;
}

/**
 * The documents that Apollo has parsed and found valid, with every rule and limit, for as long as they are used.
 *
 * No rule reads variables, so that what was valid once is valid with any. A document is compiled when it comes again:
 * one that comes once costs its text. Both the number and the size of what is kept are bounded, and the document that was
 * not used for the longest time goes first.
 */
export class KnownDocuments {
  // In the order of their last use.
  private readonly documents = new Map<string, KnownDocument>();
  private readonly kept = new Map<string, KnownDocument>();
  private characters = 0;

  constructor(
    private readonly mostDocuments = 500,
    private readonly mostCharacters = 1_000_000,
  ) {}

  get size(): number {
    return this.documents.size;
  }

  /** Remembers a document that is valid for the schema. */
  learn(schema: GraphQLSchema, text: string): KnownDocument {
    const known = this.find(text);
    if (known !== undefined) return known;
    const document = new KnownDocument(schema, text);
    this.documents.set(text, document);
    this.characters += text.length;
    for (const oldest of this.documents.keys()) {
      if (this.documents.size <= this.mostDocuments && this.characters <= this.mostCharacters) break;
      this.documents.delete(oldest);
      this.characters -= oldest.length;
    }
    return document;
  }

  /** Remembers a document for good: one of a list that somebody has made. */
  keep(schema: GraphQLSchema, text: string): void {
    this.kept.set(text, new KnownDocument(schema, text));
  }

  find(text: string): KnownDocument | undefined {
    const kept = this.kept.get(text);
    if (kept !== undefined) return kept;
    const found = this.documents.get(text);
    if (found === undefined) return undefined;
    this.documents.delete(text);
    this.documents.set(text, found);
    return found;
  }
}
