import {
  type CallHandler,
  type CanActivate,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { GqlExecutionContext } from '@nestjs/graphql';
import type { Request } from 'express';
import type { GraphQLResolveInfo } from 'graphql';
import { catchError, from, type Observable, of, switchMap, throwError } from 'rxjs';
import { DataSource } from 'typeorm';
import { CodedError, kindOf } from '#libs/refusals';
import {
  ALLOWED_ROLES,
  CHECKED_ITEM_BY_ITEM,
  callerOf,
  type RequestContext,
  type Role,
  requireRole,
} from '../caller.js';
import { Clock } from '../clock.js';
import { checkPlain } from '../input.js';
import { languageOf } from '../language.js';
import { Refusal } from './refusal.type.js';

/** Lets a caller through only where an operation names its role; an operation that names nobody is closed. */
@Injectable()
export class RoleGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    // Fields of an object are as open as the operation that returned the object.
    if (context.getType<string>() === 'graphql' && !isOperation(infoOf(context))) return true;
    const allowed = this.reflector.getAllAndOverride<Role[] | undefined>(ALLOWED_ROLES, [
      context.getHandler(),
      context.getClass(),
    ]);
    requireRole(callerOf(context), allowed ?? []);
    return true;
  }
}

/**
 * Checks what no argument may hold, turns expected refusals into values, and leaves a line in the audit log before any
 * mutation of an operator runs.
 */
@Injectable()
export class OperationInterceptor implements NestInterceptor {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const checkedLater = this.reflector.get<string | undefined>(CHECKED_ITEM_BY_ITEM, context.getHandler());
    for (const [name, value] of Object.entries(argumentsOf(context))) {
      if (name !== checkedLater) checkPlain(value, name);
    }
    const caller = callerOf(context);
    const change = changeOf(context);
    if (change === null) return next.handle();
    const first = caller.role === 'OPERATOR' ? from(this.audit(caller.id, caller.chainCode, change)) : of(undefined);
    return first.pipe(
      switchMap(() => next.handle()),
      catchError((error: unknown) =>
        error instanceof CodedError && kindOf(error.code) === 'REFUSAL' && change.mayRefuse
          ? of(Refusal.from(error, languageOf(GqlExecutionContext.create(context).getContext<RequestContext>().req)))
          : throwError(() => error),
      ),
    );
  }

  private audit(actor: string, chain: string | null, { operation, args }: Change): Promise<unknown> {
    return this.dataSource.query(
      'INSERT INTO audit_line (at, actor_id, chain_code, operation, target) VALUES ($1, $2, $3, $4, $5)',
      [this.clock.now(), actor, chain, operation, targetsOf(args).join(' ')],
    );
  }
}

/** What a request gives by name: the arguments of an operation, or what is in an address. */
function argumentsOf(context: ExecutionContext): Record<string, unknown> {
  if (context.getType<string>() === 'graphql') return GqlExecutionContext.create(context).getArgs();
  const { params, query } = context.switchToHttp().getRequest<Request>();
  return { ...query, ...params };
}

/** Something that is about to change what is stored. */
interface Change {
  operation: string;
  args: unknown;
  /** Whether the schema has a place for an expected "no". */
  mayRefuse: boolean;
}

/** The change that a request asks for: a mutation, or an HTTP request that is not a reading one. Null for a reading. */
function changeOf(context: ExecutionContext): Change | null {
  if (context.getType<string>() !== 'graphql') {
    const { method, path, query } = context.switchToHttp().getRequest<Request>();
    return method === 'GET' || method === 'HEAD'
      ? null
      : { operation: `${method} ${path}`, args: query, mayRefuse: false };
  }
  const info = infoOf(context);
  if (info.parentType.name !== 'Mutation') return null;
  const args = GqlExecutionContext.create(context).getArgs<unknown>();
  return { operation: info.fieldName, args, mayRefuse: returnsRefusal(info) };
}

// The arguments that name what an operation acts on. No others are written down: they may hold personal data.
const TARGETS = new Set([
  'id',
  'code',
  'merchantId',
  'webhookId',
  'pointCode',
  'trackingNumber',
  'programmeCode',
  'networkCode',
  'source',
  'role',
]);

function targetsOf(args: unknown, depth = 0): string[] {
  if (args === null || typeof args !== 'object' || depth > 3) return [];
  return Object.entries(args)
    .slice(0, 50)
    .flatMap(([name, value]) =>
      TARGETS.has(name) && typeof value === 'string' ? [`${name}=${storable(value)}`] : targetsOf(value, depth + 1),
    );
}

/** Arguments that are checked item by item come here unchecked, and a bad one must not cost the line. */
function storable(text: string): string {
  return text.slice(0, 100).replaceAll(/[\p{Cc}\p{Cs}]/gu, '?');
}

function infoOf(context: ExecutionContext): GraphQLResolveInfo {
  return GqlExecutionContext.create(context).getInfo<GraphQLResolveInfo>();
}

function isOperation(info: GraphQLResolveInfo): boolean {
  return info.parentType.name === 'Query' || info.parentType.name === 'Mutation';
}

function returnsRefusal(info: GraphQLResolveInfo): boolean {
  return String(info.returnType)
    .replaceAll(/[![\]]/g, '')
    .endsWith('Result');
}
