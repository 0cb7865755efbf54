import { randomUUID } from 'node:crypto';
import { unwrapResolverError } from '@apollo/server/errors';
import type { GraphQLFormattedError } from 'graphql';
import { CodedError } from '#libs/refusals';
import type { Logger } from '../log.js';

// Apollo's own codes for what is the sender's fault, and ours.
const BAD_INPUT_CODES = new Set(['BAD_USER_INPUT', 'OPERATION_RESOLUTION_FAILURE']);
const KEPT_CODES = new Set([
  'BAD_INPUT',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'BAD_REQUEST',
]);

/** What a client may see of an error: its code, message and field if it is ours, else an id that the log explains. */
export function formatError(log: Logger) {
  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const { locations, path } = formatted;
    const thrown = unwrapResolverError(error);
    if (thrown instanceof CodedError) {
      const { code, field, details, message } = thrown;
      return { message, ...(path ? { path } : {}), extensions: { code, ...(field ? { field } : {}), details } };
    }
    const code = String(formatted.extensions?.code ?? '');
    if (BAD_INPUT_CODES.has(code) || KEPT_CODES.has(code)) {
      const shown = BAD_INPUT_CODES.has(code) ? 'BAD_INPUT' : code;
      return { message: formatted.message, locations, ...(path ? { path } : {}), extensions: { code: shown } };
    }
    const id = randomUUID();
    log.error({ id, path, stack: (thrown as Error)?.stack }, 'unexpected error');
    return {
      message: `Something went wrong on our side. If it happens again, tell the operator this number: ${id}`,
      ...(path ? { path } : {}),
      extensions: { code: 'INTERNAL', id },
    };
  };
}
