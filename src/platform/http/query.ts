import type { Request } from 'express';
import { check } from '../input.js';

/**
 * The parameters of a request's address, each at most once.
 *
 * @throws CodedError BAD_INPUT for one that is not among the names, or is given twice.
 */
export function queryOf<Name extends string>(request: Request, names: readonly Name[]): Partial<Record<Name, string>> {
  const query = [...new URL(request.originalUrl, 'http://localhost').searchParams];
  for (const [name] of query) {
    check(
      (names as readonly string[]).includes(name),
      name,
      `There is no such parameter; there are ${names.join(', ')}.`,
    );
    check(query.filter(([other]) => other === name).length === 1, name, 'Give it once.');
  }
  return Object.fromEntries(query) as Partial<Record<Name, string>>;
}
