import { randomUUID } from 'node:crypto';
import type { ApolloServerPlugin } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import type { GraphQLFormattedError } from 'graphql';
import { CodedError, isRefusalCode, messageOf } from '#libs/refusals';
import type { RequestContext } from '../caller.js';
import { languageOf } from '../language.js';
import { type Logger, stackOf } from '../log.js';

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

// What Armor's rules and the parser say of a document that passes one of its limits.
const TOO_COSTLY = /^Syntax Error: (.*(?:limit of \d+ exceeded|more tha[nt] \d+ tokens).*)$/;

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
    const limit = TOO_COSTLY.exec(formatted.message)?.[1];
    if (limit !== undefined) {
      return { message: `${limit} ${messageOf('QUERY_TOO_COSTLY')}`, extensions: { code: 'QUERY_TOO_COSTLY' } };
    }
    if (BAD_INPUT_CODES.has(code) || KEPT_CODES.has(code)) {
      const shown = BAD_INPUT_CODES.has(code) ? 'BAD_INPUT' : code;
      const message = shortened(formatted.message);
      const field = fieldOf(formatted.message);
      return {
        message,
        locations,
        ...(path ? { path } : {}),
        extensions: { code: shown, ...(field ? { field } : {}) },
      };
    }
    const id = randomUUID();
    log.error({ id, path, stack: stackOf(thrown) }, 'unexpected error');
    return {
      message: `Something went wrong on our side. If it happens again, tell the operator this number: ${id}`,
      ...(path ? { path } : {}),
      extensions: { code: 'INTERNAL', id },
    };
  };
}

/** The path of a variable that Apollo could not read: its message ends with it, after a value that may hold anything. */
function fieldOf(message: string): string | null {
  const found = /^Variable "\$(\w+)" (?:got invalid value .* at "([^"]+)";|)/s.exec(message);
  return (found?.[2] ?? found?.[1])?.replaceAll(/\[(\d+)\]/g, '.$1') ?? null;
}

/** Apollo repeats a wrong value in its message, whatever its length: the middle is left out. */
function shortened(message: string): string {
  return message.length <= 600 ? message : `${message.slice(0, 200)} … ${message.slice(-300)}`;
}

/** Says the codes' own messages in the reader's language; one that was written for the case stays as it is. */
export function errorsInLanguage(): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: async () => ({
      willSendResponse: async ({ contextValue, response: { body } }) => {
        if (body.kind !== 'single' || body.singleResult.errors === undefined) return;
        const language = languageOf(contextValue.req);
        body.singleResult.errors = body.singleResult.errors.map((error) => {
          const code = error.extensions?.code;
          const isOwn = isRefusalCode(code) && error.message === messageOf(code);
          return isOwn ? { ...error, message: messageOf(code, language) } : error;
        });
      },
    }),
  };
}
