import { messageOf, type RefusalCode } from './codes.js';

/** What a detail may hold: plain JSON, so that it survives GraphQL, a log line and an offline queue alike. */
export type DetailValue =
  | string
  | number
  | boolean
  | null
  | readonly DetailValue[]
  | { readonly [key: string]: DetailValue };

export type Details = { readonly [key: string]: DetailValue };

/** An expected "no", as a value. */
export type Refusal = { readonly code: RefusalCode; readonly message: string; readonly details: Details };

/** Builds a refusal; without a message of its own it says the code's default text in English. */
export function refusal(code: RefusalCode, details: Details = {}, message: string = messageOf(code)): Refusal {
  return { code, message, details };
}

export type CodedErrorOptions = {
  /** Instead of the code's default text. */
  readonly message?: string;
  /** The input field at fault, as a path: `search.near.postcode`. */
  readonly field?: string;
  readonly cause?: unknown;
};

/**
 * What a boundary throws for bad input, not found, forbidden and the like, so that one place can turn it into an error
 * with a stable code. Rules in `libs` return values instead.
 */
export class CodedError extends Error {
  override readonly name = 'CodedError';
  readonly code: RefusalCode;
  readonly details: Details;
  readonly field?: string;

  constructor(code: RefusalCode, details: Details = {}, options: CodedErrorOptions = {}) {
    super(options.message ?? messageOf(code), options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = details;
    // Left unset rather than undefined, so that a serialised error shows no empty field.
    if (options.field !== undefined) this.field = options.field;
  }

  toRefusal(): Refusal {
    return refusal(this.code, this.details, this.message);
  }
}
