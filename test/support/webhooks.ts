import { Webhook as Signature } from 'standardwebhooks';
import { announced } from './parcels.js';
import { type Received, Receiver } from './receiver.js';
import { Relais } from './relais.js';
import { type AnnouncedParcel, makeWorld, type World } from './world.js';

export const CREATE_WEBHOOK = `mutation ($input: CreateWebhookInput!) {
  createWebhook(input: $input) { __typename
    ... on WebhookWithSecret { secret webhook { id merchantId url eventTypes enabled } }
    ... on Refusal { code } }
}`;
export const WEBHOOKS = '{ webhooks { id enabled disabledBecause pausedUntil failingSince previousSecretUntil } }';
export const LOG = `query ($filter: WebhookDeliveriesFilter) {
  webhookDeliveries(filter: $filter, first: 100) { edges { node {
    eventId eventType sequence state attempts dueAt lastStatus lastFailure deliveredAt trackingNumber
  } } }
}`;
export const REPLAY = `mutation ($input: ReplayWebhookDeliveriesInput!) {
  replayWebhookDeliveries(input: $input) { count hasMore }
}`;
export const ROTATE = `mutation ($id: ID!, $overlapHours: Int!) {
  rotateWebhookSecret(id: $id, overlapHours: $overlapHours) { secret webhook { previousSecretUntil } }
}`;
export const UPDATE = 'mutation ($input: UpdateWebhookInput!) { updateWebhook(input: $input) { id enabled } }';

/** A Relais with two of everything, and receivers that it may reach. */
export class WebhookStory {
  private readonly receivers: Receiver[] = [];

  private constructor(
    readonly relais: Relais,
    readonly world: World,
  ) {}

  static async start(): Promise<WebhookStory> {
    const relais = await Relais.start({ env: { RELAIS_WEBHOOK_PRIVATE_ADDRESSES: 'true' } });
    return new WebhookStory(relais, await makeWorld(relais));
  }

  get merchant(): string {
    return this.world.merchant.token;
  }

  get operator(): string {
    return this.world.credentials.OPERATOR.token as string;
  }

  async receiver(): Promise<Receiver> {
    const one = await Receiver.start();
    this.receivers.push(one);
    return one;
  }

  /** Ends what one test has begun. */
  async clear(): Promise<void> {
    await Promise.all(this.receivers.splice(0).map((one) => one.stop()));
    await this.relais.dataSource.query('DELETE FROM webhook');
  }

  /** Sends whatever is due by the story's clock. */
  tell(): Promise<void> {
    return this.relais.runJob('webhooks');
  }

  async webhook(url: string, { token = this.merchant, eventTypes }: { token?: string; eventTypes?: string[] } = {}) {
    // What happened before is nobody's business.
    await this.tell();
    const variables = { input: { url, eventTypes } };
    const { createWebhook } = await this.relais.data(CREATE_WEBHOOK, { token, variables });
    if (createWebhook.__typename !== 'WebhookWithSecret') throw new Error(JSON.stringify(createWebhook));
    return { id: createWebhook.webhook.id as string, secret: createWebhook.secret as string };
  }

  newParcel(): Promise<AnnouncedParcel> {
    return announced(this.relais, this.merchant, 'AU-ROUBAIX', { dropOffPointCode: 'AU-LILLE' });
  }

  async cancel({ trackingNumber }: AnnouncedParcel): Promise<void> {
    const query = 'mutation ($trackingNumber: ID!) { cancelParcel(trackingNumber: $trackingNumber) { __typename } }';
    await this.relais.data(query, { token: this.merchant, variables: { trackingNumber } });
  }

  async log(filter = {}, token = this.merchant) {
    const { webhookDeliveries } = await this.relais.data(LOG, { token, variables: { filter } });
    return webhookDeliveries.edges.map(({ node }: { node: Record<string, unknown> }) => node);
  }

  /** The merchant's only webhook. */
  async state() {
    return (await this.relais.data(WEBHOOKS, { token: this.merchant })).webhooks[0];
  }
}

/** What a receiver does with each request before it believes it. */
export function isSigned({ headers, body }: Received, secret: string): boolean {
  const at = new Date(Number(headers['webhook-timestamp']) * 1000);
  const expected = new Signature(secret).sign(headers['webhook-id'] as string, at, body);
  return (headers['webhook-signature'] as string).split(' ').includes(expected);
}

export async function waitFor(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 10_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error('It did not happen within 10 s.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
