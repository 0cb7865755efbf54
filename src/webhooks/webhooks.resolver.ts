import { Args, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, type Caller, CurrentCaller } from '../platform/caller.js';
import { checkFirst, checkRange } from '../platform/input.js';
import { DeliveriesService } from './deliveries.service.js';
import {
  CreateWebhookInput,
  CreateWebhookResult,
  ReplayWebhookDeliveriesInput,
  UpdateWebhookInput,
  Webhook,
  WebhookDeliveriesFilter,
  WebhookDeliveryConnection,
  WebhookReplay,
  WebhookWithSecret,
} from './webhooks.inputs.js';
import { WebhooksService } from './webhooks.service.js';

@Resolver()
export class WebhooksResolver {
  constructor(
    private readonly endpoints: WebhooksService,
    private readonly log: DeliveriesService,
  ) {}

  @Allow('MERCHANT', 'OPERATOR')
  @Query(() => [Webhook], { description: 'A merchant’s own; for the operator of the whole installation all.' })
  webhooks(@CurrentCaller() caller: Caller): Promise<Webhook[]> {
    return this.endpoints.list(caller);
  }

  @Allow('MERCHANT', 'OPERATOR')
  @Query(() => WebhookDeliveryConnection, { description: 'What endpoints were sent, the newest first.' })
  webhookDeliveries(
    @CurrentCaller() caller: Caller,
    @Args('filter', { type: () => WebhookDeliveriesFilter, nullable: true })
    filter: WebhookDeliveriesFilter | null | undefined,
    @Args('first', { type: () => Int, defaultValue: 20 }) first: number,
    @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
  ): Promise<WebhookDeliveryConnection> {
    return this.log.list(caller, filter ?? {}, { first: checkFirst(first), after: after ?? null });
  }

  @Allow('MERCHANT', 'OPERATOR')
  @Mutation(() => CreateWebhookResult, {
    description: 'For a merchant, who is told of its own parcels, or for the operator of the whole installation.',
  })
  createWebhook(
    @CurrentCaller() caller: Caller,
    @Args('input') input: CreateWebhookInput,
  ): Promise<typeof CreateWebhookResult> {
    return this.endpoints.create(caller, input);
  }

  @Allow('MERCHANT', 'OPERATOR')
  @Mutation(() => Webhook)
  updateWebhook(@CurrentCaller() caller: Caller, @Args('input') input: UpdateWebhookInput): Promise<Webhook> {
    return this.endpoints.update(caller, input);
  }

  @Allow('MERCHANT', 'OPERATOR')
  @Mutation(() => Boolean)
  deleteWebhook(@CurrentCaller() caller: Caller, @Args('id', { type: () => ID }) id: string): Promise<boolean> {
    return this.endpoints.delete(caller, id);
  }

  @Allow('MERCHANT', 'OPERATOR')
  @Mutation(() => WebhookWithSecret, { description: 'Until the overlap is over, both secrets sign every delivery.' })
  rotateWebhookSecret(
    @CurrentCaller() caller: Caller,
    @Args('id', { type: () => ID }) id: string,
    @Args('overlapHours', { type: () => Int, defaultValue: 24, description: 'From 0 to 168.' }) overlapHours: number,
  ): Promise<WebhookWithSecret> {
    return this.endpoints.rotate(caller, id, checkRange(overlapHours, 'overlapHours', 0, 168));
  }

  @Allow('MERCHANT', 'OPERATOR')
  @Mutation(() => WebhookReplay)
  replayWebhookDeliveries(
    @CurrentCaller() caller: Caller,
    @Args('input') input: ReplayWebhookDeliveriesInput,
  ): Promise<WebhookReplay> {
    return this.log.replay(caller, input);
  }
}
