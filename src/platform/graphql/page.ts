import { Field, ObjectType } from '@nestjs/graphql';
import { CodedError } from '#libs/refusals';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a text can be the id of a row. */
export function isId(text: string): boolean {
  return UUID.test(text);
}

/** Relay's page info, forwards only: nobody walks these lists backwards. */
@ObjectType()
export class PageInfo {
  @Field(() => Boolean)
  hasNextPage: boolean;

  @Field(() => String, { nullable: true })
  endCursor: string | null;
}

export interface Edge<Node> {
  cursor: string;
  node: Node;
}

export interface Connection<Node> {
  edges: Edge<Node>[];
  pageInfo: PageInfo;
}

/**
 * A page out of rows that were asked for with one more than wanted, which tells whether there is a next page.
 *
 * @param keyOf - What a row is ordered by; the cursor is this key, made opaque.
 */
export function connectionOf<Row, Node>(
  found: readonly Row[],
  first: number,
  keyOf: (row: Row) => string,
  nodeOf: (row: Row) => Node,
): Connection<Node> {
  const edges = found.slice(0, first).map((row) => ({ cursor: cursorOf(keyOf(row)), node: nodeOf(row) }));
  return { edges, pageInfo: { hasNextPage: found.length > first, endCursor: edges.at(-1)?.cursor ?? null } };
}

/** A key of ours, made opaque. */
export function cursorOf(key: string): string {
  return Buffer.from(key).toString('base64url');
}

/** The key behind a cursor. @throws CodedError BAD_INPUT for what is no cursor of ours. */
export function keyOfCursor(after: string | null | undefined): string | null {
  if (after === null || after === undefined || after === '') return null;
  const key = Buffer.from(after, 'base64url').toString();
  if (after.length > 500 || cursorOf(key) !== after || key.includes('\0')) throw badCursor(after);
  return key;
}

/** The key behind a cursor of a list that is ordered by ids. @throws CodedError BAD_INPUT for a cursor of another. */
export function idOfCursor(after: string | null | undefined): string | null {
  const key = keyOfCursor(after);
  if (key !== null && !UUID.test(key)) throw badCursor(after ?? '');
  return key;
}

function badCursor(after: string): CodedError {
  return new CodedError(
    'BAD_INPUT',
    { after: after.slice(0, 100) },
    { field: 'after', message: 'Give the endCursor of the page before, as it was.' },
  );
}
