import { createUnionType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { EVENT_TYPES } from '#libs/custody';
import { enumOf } from '../platform/graphql/enum.js';
import { PageInfo } from '../platform/graphql/page.js';
import { Refusal } from '../platform/graphql/refusal.type.js';
import { DateTime } from '../platform/graphql/scalars.js';

export const DELIVERY_STATES = ['PENDING', 'DELIVERED', 'FAILED'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];
const DeliveryStateName = enumOf(
  'WebhookDeliveryState',
  DELIVERY_STATES,
  'PENDING until the endpoint takes it; FAILED once it was given up.',
);

export const REPLAY_KINDS = ['UNDELIVERED', 'ALL'] as const;
export type ReplayKind = (typeof REPLAY_KINDS)[number];
const ReplayKindName = enumOf(
  'WebhookReplayKind',
  REPLAY_KINDS,
  'UNDELIVERED is what was given up or never sent since the endpoint is there; ALL is everything that it would be told.',
);

const TYPES = `Of ${EVENT_TYPES.join(', ')}; all of them if it is left out.`;

@InputType()
export class CreateWebhookInput {
  @Field(() => String, { description: 'Where events are posted: https, at most 500 characters, without a password.' })
  url: string;

  @Field(() => [String], { nullable: true, description: TYPES })
  eventTypes?: string[] | null;
}

@InputType({ description: 'What is left out stays as it is.' })
export class UpdateWebhookInput {
  @Field(() => ID)
  id: string;

  @Field(() => String, { nullable: true })
  url?: string | null;

  @Field(() => [String], { nullable: true, description: `${TYPES} An empty list is all.` })
  eventTypes?: string[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'What waited is sent on once it is enabled again; what happened meanwhile can be replayed.',
  })
  enabled?: boolean | null;
}

@InputType({ description: 'Events keep their id when they are sent again, so that a receiver can drop those it has.' })
export class ReplayWebhookDeliveriesInput {
  @Field(() => ID)
  webhookId: string;

  @Field(() => ReplayKindName, { defaultValue: 'UNDELIVERED' })
  which: ReplayKind;

  @Field(() => ID, { nullable: true })
  trackingNumber?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'Events are kept for 30 days.' })
  since?: Date | null;

  @Field(() => DateTime, { nullable: true })
  until?: Date | null;
}

@ObjectType({ description: 'An endpoint that is told of parcels: of its merchant’s, or of all.' })
export class Webhook {
  @Field(() => ID)
  id: string;

  @Field(() => ID, { nullable: true, description: 'Null for that of the whole installation.' })
  merchantId: string | null;

  @Field(() => String)
  url: string;

  @Field(() => [String], { nullable: true, description: 'Null is all.' })
  eventTypes: string[] | null;

  @Field(() => Boolean)
  enabled: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'GONE after an answer 410, FAILING after five days without a success; null where somebody did it.',
  })
  disabledBecause: string | null;

  @Field(() => DateTime, { nullable: true, description: 'The endpoint asked for time until then.' })
  pausedUntil: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Since when it takes nothing.' })
  failingSince: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Until then deliveries are signed with the old secret too.' })
  previousSecretUntil: Date | null;

  @Field(() => DateTime)
  createdAt: Date;
}

@ObjectType({ description: 'An endpoint with its secret, shown this once.' })
export class WebhookWithSecret {
  @Field(() => Webhook)
  webhook: Webhook;

  @Field(() => String, { description: 'As the libraries of Standard Webhooks take it: whsec_…' })
  secret: string;
}

export const CreateWebhookResult = createUnionType({
  name: 'CreateWebhookResult',
  types: () => [WebhookWithSecret, Refusal] as const,
});

@ObjectType({ description: 'One event for one endpoint, and what became of it.' })
export class WebhookDelivery {
  @Field(() => ID)
  id: string;

  @Field(() => ID)
  webhookId: string;

  @Field(() => ID, { description: 'The webhook-id, the same each time it is sent.' })
  eventId: string;

  @Field(() => String)
  eventType: string;

  @Field(() => ID)
  trackingNumber: string;

  @Field(() => Int)
  sequence: number;

  @Field(() => DeliveryStateName)
  state: DeliveryState;

  @Field(() => Int)
  attempts: number;

  @Field(() => DateTime, { nullable: true, description: 'When it is sent next; null once it is settled.' })
  dueAt: Date | null;

  @Field(() => DateTime, { nullable: true })
  lastAttemptAt: Date | null;

  @Field(() => Int, { nullable: true, description: 'The HTTP status of the last answer; null if none came.' })
  lastStatus: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'STATUS, REDIRECT, TIMEOUT, CONNECTION, PRIVATE_ADDRESS or NOT_HTTPS; null if it was taken.',
  })
  lastFailure: string | null;

  @Field(() => DateTime, { nullable: true })
  deliveredAt: Date | null;
}

@ObjectType()
class WebhookDeliveryEdge {
  @Field(() => String)
  cursor: string;

  @Field(() => WebhookDelivery)
  node: WebhookDelivery;
}

@ObjectType()
export class WebhookDeliveryConnection {
  @Field(() => [WebhookDeliveryEdge])
  edges: WebhookDeliveryEdge[];

  @Field(() => PageInfo)
  pageInfo: PageInfo;
}

@InputType()
export class WebhookDeliveriesFilter {
  @Field(() => ID, { nullable: true })
  webhookId?: string | null;

  @Field(() => ID, { nullable: true })
  trackingNumber?: string | null;

  @Field(() => [DeliveryStateName], { nullable: true })
  states?: DeliveryState[] | null;
}

@ObjectType()
export class WebhookReplay {
  @Field(() => Int, { description: 'How many are sent again.' })
  count: number;

  @Field(() => Boolean, { description: 'Whether there are more: replay again once these are sent.' })
  hasMore: boolean;
}
