import type { IncomingMessage } from 'node:http';
import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import type { Request } from 'express';
import { CodedError } from '#libs/refusals';

/** Who calls, as far as a token proves it. `id` is a pseudonym that may be stored and logged. */
export type Caller =
  | { role: 'ANONYMOUS'; id: string }
  | { role: 'OPERATOR'; id: string; chainCode: string | null }
  | { role: 'MERCHANT'; id: string; merchantId: string }
  | { role: 'CLERK'; id: string; pointId: string; pointCode: string }
  | { role: 'CARRIER'; id: string; networkCode: string }
  | { role: 'CUSTOMER'; id: string; parcelId: string }
  | { role: 'PUBLISHABLE'; id: string; merchantId: string | null }
  | Former;

/** A device whose token was revoked or has expired. It may hand in what it scanned, and nothing else. */
export interface Former {
  role: 'FORMER';
  id: string;
  was: Extract<Caller, { role: 'CLERK' | 'CARRIER' }>;
}

export type Role = Caller['role'];

/** The roles that somebody can have; FORMER is what is left of one. */
export const ROLES: readonly Role[] = [
  'ANONYMOUS',
  'OPERATOR',
  'MERCHANT',
  'CLERK',
  'CARRIER',
  'CUSTOMER',
  'PUBLISHABLE',
];

export const ANONYMOUS: Caller = { role: 'ANONYMOUS', id: 'anonymous' };

/** What the command line acts as: the machine's owner, who could read the database anyway. */
export const CONSOLE: Caller & { role: 'OPERATOR' } = { role: 'OPERATOR', id: 'console', chainCode: null };

/** Says no as for any bad token, and knows whose it was. */
export class TokenEnded extends CodedError {
  constructor(readonly former: Former) {
    super('UNAUTHENTICATED');
  }
}

/** What every resolver finds in its context. */
export interface RequestContext {
  req: IncomingMessage;
  caller: Caller;
  /** What the root fields came to, where the request may be executed twice. */
  settled?: Settled;
}

/** The outcome of root fields, by their names in the answer. */
export type Settled = Map<string | number, Promise<unknown>>;

export const ALLOWED_ROLES = 'relais:allowed-roles';

/** States who may call an operation. An operation without it is open to nobody. */
export const Allow = (...roles: Role[]) => SetMetadata(ALLOWED_ROLES, roles);

export const CHECKED_ITEM_BY_ITEM = 'relais:checked-item-by-item';

/**
 * States that an operation checks the items of a list one by one, `checkPlain` included, so that a bad one does not
 * spoil the rest: the check that every operation's arguments pass leaves this argument out.
 */
export const CheckedItemByItem = (argument: string) => SetMetadata(CHECKED_ITEM_BY_ITEM, argument);

/** Who may call an operation that asks for no secret. */
export const EVERYONE: readonly Role[] = ROLES;

export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => callerOf(context));

export function callerOf(context: ExecutionContext): Caller {
  if (context.getType<string>() === 'graphql') {
    return GqlExecutionContext.create(context).getContext<RequestContext>().caller;
  }
  return (context.switchToHttp().getRequest<Request & { caller?: Caller }>().caller ?? ANONYMOUS) as Caller;
}

/**
 * Refuses a caller whose role is not among those that an operation allows.
 *
 * @throws CodedError UNAUTHENTICATED for somebody without a token, FORBIDDEN for somebody with the wrong one.
 */
export function requireRole(caller: Caller, allowed: readonly Role[]): void {
  if (allowed.includes(caller.role)) return;
  if (caller.role === 'ANONYMOUS' || caller.role === 'FORMER') throw new CodedError('UNAUTHENTICATED');
  throw new CodedError('FORBIDDEN', { role: caller.role, allowed: [...allowed] });
}

/** @throws CodedError FORBIDDEN for an operator of one chain, where an act concerns the whole installation. */
export function requireWholeInstallation(caller: Caller): void {
  if (caller.role !== 'OPERATOR' || caller.chainCode === null) return;
  throw new CodedError('FORBIDDEN', { chainCode: caller.chainCode });
}
