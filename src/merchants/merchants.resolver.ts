import { Args, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, type Caller, CurrentCaller } from '../platform/caller.js';
import { EmailProofService } from './email-proof.service.js';
import {
  EmailProof,
  Merchant,
  MerchantConnection,
  MerchantsFilter,
  type RegisteredMerchant,
  RegisterMerchantInput,
  RegisterMerchantResult,
  UpdateMerchantInput,
} from './merchants.inputs.js';
import { MerchantsService } from './merchants.service.js';
import { RegistrationService } from './registration.service.js';

@Resolver()
export class MerchantsResolver {
  constructor(
    private readonly merchants: MerchantsService,
    private readonly registration: RegistrationService,
    private readonly proofs: EmailProofService,
  ) {}

  @Allow('MERCHANT', 'OPERATOR')
  @Query(() => Merchant, { description: 'A merchant’s own record may be asked for without its id.' })
  merchant(
    @CurrentCaller() caller: Caller,
    @Args('id', { type: () => ID, nullable: true }) id: string | null,
  ): Promise<Merchant> {
    return this.merchants.visible(caller, id ?? null, 'id');
  }

  @Allow('OPERATOR')
  @Query(() => MerchantConnection, {
    name: 'merchants',
    description: 'In the order in which they registered; to a chain’s operator, those enrolled in its programmes.',
  })
  listMerchants(
    @CurrentCaller() caller: Caller,
    @Args('filter', { type: () => MerchantsFilter, nullable: true }) filter: MerchantsFilter | null,
    @Args('first', { type: () => Int, defaultValue: 20 }) first: number,
    @Args('after', { type: () => String, nullable: true }) after: string | null,
  ): Promise<MerchantConnection> {
    return this.merchants.list(caller, filter ?? {}, first, after ?? null);
  }

  @Allow('ANONYMOUS', 'OPERATOR')
  @Mutation(() => RegisterMerchantResult, {
    description:
      'Adds a merchant, which is pending until an operator approves it or, for some programmes, its e-mail is proved.',
  })
  registerMerchant(
    @CurrentCaller() caller: Caller,
    @Args('input', { type: () => RegisterMerchantInput }) input: RegisterMerchantInput,
  ): Promise<RegisteredMerchant> {
    return this.registration.register(caller, input);
  }

  @Allow('MERCHANT', 'OPERATOR')
  @Mutation(() => Merchant)
  updateMerchant(
    @CurrentCaller() caller: Caller,
    @Args('input', { type: () => UpdateMerchantInput }) input: UpdateMerchantInput,
  ): Promise<Merchant> {
    return this.registration.update(caller, input);
  }

  @Allow('OPERATOR')
  @Mutation(() => Merchant)
  approveMerchant(@CurrentCaller() caller: Caller, @Args('id', { type: () => ID }) id: string): Promise<Merchant> {
    return this.registration.approve(caller, id);
  }

  @Allow('OPERATOR')
  @Mutation(() => Merchant)
  refuseMerchant(
    @CurrentCaller() caller: Caller,
    @Args('id', { type: () => ID }) id: string,
    @Args('reason', { type: () => String, description: 'Sent to the merchant; 3 to 500 characters.' }) reason: string,
  ): Promise<Merchant> {
    return this.registration.refuse(caller, id, reason);
  }

  @Allow('ANONYMOUS', 'MERCHANT', 'OPERATOR')
  @Mutation(() => EmailProof)
  proveEmail(
    @Args('token', { type: () => String, description: 'The code out of the message.' }) token: string,
  ): Promise<EmailProof> {
    return this.proofs.prove(token);
  }

  @Allow('MERCHANT', 'OPERATOR')
  @Mutation(() => Boolean, { description: 'False where the e-mail is proved already, and no message was sent.' })
  resendEmailProof(
    @CurrentCaller() caller: Caller,
    @Args('merchantId', { type: () => ID, nullable: true }) merchantId: string | null,
  ): Promise<boolean> {
    return this.proofs.resend(caller, merchantId ?? null);
  }
}
