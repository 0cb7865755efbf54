import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { GqlExecutionContext } from '@nestjs/graphql';
import type { Request } from 'express';
import type { GraphQLResolveInfo } from 'graphql';
import { DataSource } from 'typeorm';
import { ALLOWED_ROLES, type Caller, CHECKED_ITEM_BY_ITEM, callerOf, type Role, requireRole } from '../caller.js';
import { Clock } from '../clock.js';
import { checkPlain } from '../input.js';

/**
 * Stands before every operation and every route: lets a caller through only where its role is named (what names nobody
 * is closed), checks what no argument may hold, and leaves a line in the audit log before a change of an operator runs.
 */
@Injectable()
export class OperationGuard implements CanActivate {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly reflector: Reflector,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    // Fields of an object are as open as the operation that returned the object.
    if (context.getType<string>() === 'graphql' && !isOperation(infoOf(context))) return true;
    const caller = callerOf(context);
    const targets = [context.getHandler(), context.getClass()];
    requireRole(caller, this.reflector.getAllAndOverride<Role[] | undefined>(ALLOWED_ROLES, targets) ?? []);
    const checkedLater = this.reflector.get<string | undefined>(CHECKED_ITEM_BY_ITEM, context.getHandler());
    for (const [name, value] of Object.entries(argumentsOf(context))) {
      if (name !== checkedLater) checkPlain(value, name);
    }
    if (caller.role !== 'OPERATOR') return true;
    const change = changeOf(context);
    return change === null || this.audit(caller, change);
  }

  private async audit(caller: Caller & { role: 'OPERATOR' }, { operation, args }: Change): Promise<true> {
    await this.dataSource.query(
      'INSERT INTO audit_line (at, actor_id, chain_code, operation, target) VALUES ($1, $2, $3, $4, $5)',
      [this.clock.now(), caller.id, caller.chainCode, operation, targetsOf(args).join(' ')],
    );
    return true;
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
}

/** The change that a request asks for: a mutation, or an HTTP request that is not a reading one. Null for a reading. */
function changeOf(context: ExecutionContext): Change | null {
  if (context.getType<string>() !== 'graphql') {
    const { method, path, query } = context.switchToHttp().getRequest<Request>();
    return method === 'GET' || method === 'HEAD' ? null : { operation: `${method} ${path}`, args: query };
  }
  const info = infoOf(context);
  if (info.parentType.name !== 'Mutation') return null;
  return { operation: info.fieldName, args: argumentsOf(context) };
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
