import {
  type CallHandler,
  type CanActivate,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { GqlExecutionContext } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { catchError, from, type Observable, of, switchMap, throwError } from 'rxjs';
import { DataSource } from 'typeorm';
import { CodedError, kindOf } from '#libs/refusals';
import { ALLOWED_ROLES, callerOf, type RequestContext, type Role, requireRole } from '../caller.js';
import { Clock } from '../clock.js';
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

/** Turns expected refusals into values, and leaves a line in the audit log before any mutation of an operator runs. */
@Injectable()
export class OperationInterceptor implements NestInterceptor {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType<string>() !== 'graphql') return next.handle();
    const info = infoOf(context);
    if (info.parentType.name !== 'Mutation') return next.handle();
    const caller = callerOf(context);
    const first =
      caller.role === 'OPERATOR'
        ? from(this.audit(caller.id, caller.chainCode, info.fieldName, GqlExecutionContext.create(context).getArgs()))
        : of(undefined);
    return first.pipe(
      switchMap(() => next.handle()),
      catchError((error: unknown) =>
        error instanceof CodedError && kindOf(error.code) === 'REFUSAL' && returnsRefusal(info)
          ? of(Refusal.from(error, languageOf(GqlExecutionContext.create(context).getContext<RequestContext>().req)))
          : throwError(() => error),
      ),
    );
  }

  private audit(
    actor: string,
    chain: string | null,
    operation: string,
    args: Record<string, unknown>,
  ): Promise<unknown> {
    return this.dataSource.query(
      'INSERT INTO audit_line (at, actor_id, chain_code, operation, target) VALUES ($1, $2, $3, $4, $5)',
      [this.clock.now(), actor, chain, operation, targetsOf(args).join(' ')],
    );
  }
}

// The arguments that name what an operation acts on. No others are written down: they may hold personal data.
const TARGETS = new Set([
  'id',
  'code',
  'merchantId',
  'pointCode',
  'trackingNumber',
  'programmeCode',
  'networkCode',
  'role',
]);

function targetsOf(args: unknown, depth = 0): string[] {
  if (args === null || typeof args !== 'object' || depth > 3) return [];
  return Object.entries(args)
    .slice(0, 50)
    .flatMap(([name, value]) =>
      TARGETS.has(name) && typeof value === 'string' ? [`${name}=${value.slice(0, 100)}`] : targetsOf(value, depth + 1),
    );
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
