import { Args, createUnionType, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, type Caller, CurrentCaller } from '../platform/caller.js';
import { Refusal } from '../platform/graphql/refusal.type.js';
import { check, checkFirst, checkRange, checkText } from '../platform/input.js';
import {
  AuditLine,
  CreateTokenInput,
  IssuedToken,
  PairedDevice,
  PairingCode,
  Session,
  TokenShown,
} from './access.inputs.js';
import { PairingService } from './pairing.service.js';
import { SessionsService } from './sessions.service.js';
import { TokensService } from './tokens.service.js';

const PairDeviceResult = createUnionType({ name: 'PairDeviceResult', types: () => [PairedDevice, Refusal] as const });

@Resolver()
export class AccessResolver {
  constructor(
    private readonly tokensOf: TokensService,
    private readonly pairing: PairingService,
    private readonly sessionsOf: SessionsService,
  ) {}

  @Allow('OPERATOR', 'MERCHANT')
  @Mutation(() => IssuedToken)
  createToken(@CurrentCaller() caller: Caller, @Args('input') input: CreateTokenInput): Promise<IssuedToken> {
    return this.tokensOf.create(caller, checkTokenInput(input));
  }

  @Allow('OPERATOR', 'MERCHANT')
  @Mutation(() => Boolean)
  revokeToken(@CurrentCaller() caller: Caller, @Args('id', { type: () => ID }) id: string): Promise<boolean> {
    return this.tokensOf.revoke(caller, id);
  }

  @Allow('OPERATOR')
  @Mutation(() => PairingCode)
  createPairingCode(
    @CurrentCaller() caller: Caller & { role: 'OPERATOR' },
    @Args('pointCode', { type: () => ID }) pointCode: string,
    @Args('label', { type: () => String }) label: string,
  ): Promise<PairingCode> {
    return this.pairing.createCode(caller, pointCode, checkText(label, 'label', { most: 100 }));
  }

  @Allow('ANONYMOUS', 'CLERK')
  @Mutation(() => PairDeviceResult)
  async pairDevice(@Args('code', { type: () => String }) code: string): Promise<typeof PairDeviceResult> {
    return Object.assign(new PairedDevice(), await this.pairing.pair(checkText(code, 'code', { most: 40 })));
  }

  @Allow('OPERATOR', 'MERCHANT')
  @Query(() => [Session], { description: 'The browsers that are signed in as the caller, the newest first.' })
  sessions(@CurrentCaller() caller: Caller): Promise<Session[]> {
    return this.sessionsOf.own(caller);
  }

  @Allow('MERCHANT')
  @Query(() => [TokenShown], {
    description: 'The merchant’s keys that are in force, the newest first; browsers are sessions.',
  })
  tokens(@CurrentCaller() caller: Caller & { role: 'MERCHANT' }): Promise<TokenShown[]> {
    return this.tokensOf.ofMerchant(caller.merchantId);
  }

  @Allow('OPERATOR')
  @Query(() => [AuditLine], { description: 'What operators did, newest first.' })
  auditLog(
    @CurrentCaller() caller: Caller & { role: 'OPERATOR' },
    @Args('first', { type: () => Int, defaultValue: 50 }) first: number,
  ): Promise<AuditLine[]> {
    return this.pairing.auditLog(caller, checkFirst(first));
  }
}

/** @throws CodedError BAD_INPUT naming the field. */
export function checkTokenInput(input: CreateTokenInput): CreateTokenInput {
  checkRange(input.expiresInDays, 'input.expiresInDays', 1, 1830);
  const origins = input.origins ?? [];
  check(origins.length <= 20, 'input.origins', 'At most 20 origins.');
  for (const origin of origins) {
    check(
      isOrigin(origin),
      'input.origins',
      `An origin is a scheme and a host, as https://shop.example; this is not: ${origin.slice(0, 100)}`,
    );
  }
  return { ...input, label: checkText(input.label, 'input.label', { most: 100 }) };
}

function isOrigin(text: string): boolean {
  try {
    return new URL(text).origin === text;
  } catch {
    return false;
  }
}
