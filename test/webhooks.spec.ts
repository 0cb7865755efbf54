import { announced, scan } from './support/parcels.js';
import type { Receiver } from './support/receiver.js';
import type { Relais } from './support/relais.js';
import { CREATE_WEBHOOK, isSigned, REPLAY, ROTATE, UPDATE, WEBHOOKS, WebhookStory } from './support/webhooks.js';
import type { World } from './support/world.js';

let story: WebhookStory;
let relais: Relais;
let world: World;
let receiver: Receiver;
beforeAll(async () => {
  story = await WebhookStory.start();
  ({ relais, world } = story);
});
beforeEach(async () => {
  receiver = await story.receiver();
});
afterEach(() => story.clear());
afterAll(() => relais.stop());

describe('an endpoint of a merchant', () => {
  it('is told of its parcels in their order, signed, and without a word about the recipient', async () => {
    const { secret } = await story.webhook(receiver.url);
    const parcel = await story.newParcel();
    await announced(relais, world.otherMerchant.token, 'AU-LILLE');
    const { trackingNumber } = parcel;
    await scan(relais, world.credentials.CARRIER.token as string, { kind: 'CARRIER_PICKUP', trackingNumber });
    const receipt = { kind: 'STORE_RECEIPT', trackingNumber, pointCode: 'AU-ROUBAIX' };
    await scan(relais, world.credentials.CLERK.token as string, receipt);
    await story.tell();
    expect(receiver.types).toEqual(['parcel.announced', 'parcel.in_transit', 'parcel.available']);
    const [, , available] = receiver.events;
    expect(available).toMatchObject({
      timestamp: relais.clock.now().toISOString(),
      data: {
        trackingNumber,
        merchantId: world.merchant.id,
        sequence: 3,
        kind: 'STORE_RECEIPT',
        state: 'AVAILABLE',
        custodian: { kind: 'POINT', id: 'AU-ROUBAIX' },
        pickupPointCode: 'AU-ROUBAIX',
      },
    });
    for (const one of receiver.received) {
      expect(one.headers['webhook-id']).toBe(JSON.parse(one.body).id);
      expect(isSigned(one, secret)).toBe(true);
      expect(isSigned({ ...one, body: `${one.body} ` }, secret)).toBe(false);
      expect(one.body).not.toMatch(/Jeanne|jeanne|example\.org/);
    }
    await story.tell();
    expect(receiver.received.length).toBe(3);
  });

  it('is told only of the types it asked for, and the operator of every merchant’s parcels', async () => {
    const all = await story.receiver();
    await story.webhook(receiver.url, { eventTypes: ['parcel.cancelled'] });
    await story.webhook(all.url, { token: story.operator });
    const parcel = await story.newParcel();
    await announced(relais, world.otherMerchant.token, 'AU-LILLE');
    await story.cancel(parcel);
    await story.tell();
    expect(receiver.types).toEqual(['parcel.cancelled']);
    expect(all.types.toSorted()).toEqual(['parcel.announced', 'parcel.announced', 'parcel.cancelled']);
  });

  it('gets an event again, under the same id, until it takes it; later ones of the parcel wait, others do not', async () => {
    await story.webhook(receiver.url);
    const first = await story.newParcel();
    receiver.answer = (response, { body }) => response.writeHead(body.includes(first.trackingNumber) ? 500 : 204).end();
    await story.tell();
    await story.cancel(first);
    const second = await story.newParcel();
    await story.tell();
    const toldOf = () => receiver.events.map(({ type, data }) => [type, data.trackingNumber]);
    expect(toldOf()).toEqual([
      ['parcel.announced', first.trackingNumber],
      ['parcel.announced', second.trackingNumber],
    ]);
    relais.clock.advance({ minutes: 1 });
    await story.tell();
    receiver.answerWith();
    relais.clock.advance({ minutes: 7 });
    await story.tell();
    expect(toldOf().slice(2)).toEqual([
      ['parcel.announced', first.trackingNumber],
      ['parcel.announced', first.trackingNumber],
      ['parcel.cancelled', first.trackingNumber],
    ]);
    const ids = receiver.events.filter(
      ({ data }) => data.sequence === 1 && data.trackingNumber === first.trackingNumber,
    );
    expect(new Set(ids.map(({ id }) => id)).size).toBe(1);
    expect(
      new Set(receiver.received.filter(({ body }) => body.includes(ids[0]?.id ?? '')).map(({ body }) => body)).size,
    ).toBe(1);
  });

  it('is given up after ten attempts over three days or so, and its event can be sent again', async () => {
    const { id } = await story.webhook(receiver.url);
    await story.newParcel();
    receiver.answer = (response) => response.writeHead(503).end();
    const start = relais.clock.now().getTime();
    const attempts: number[] = [];
    while ((await story.log())[0]?.state !== 'FAILED') {
      await story.tell();
      attempts.push((relais.clock.now().getTime() - start) / 1000);
      const [{ dueAt }] = await story.log();
      if (dueAt !== null) relais.clock.set(dueAt);
    }
    expect(receiver.received.length).toBe(10);
    for (const [place, seconds] of [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400].entries()) {
      const waited = (attempts[place + 1] as number) - (attempts[place] as number);
      expect(waited).toBeGreaterThanOrEqual(seconds);
      expect(waited).toBeLessThanOrEqual(seconds * 1.2);
    }
    expect((await story.log())[0]).toMatchObject({ attempts: 10, lastStatus: 503, lastFailure: 'STATUS', dueAt: null });

    receiver.answerWith();
    const variables = { input: { webhookId: id } };
    expect((await relais.data(REPLAY, { token: story.merchant, variables })).replayWebhookDeliveries.count).toBe(1);
    await story.tell();
    expect((await story.log())[0]).toMatchObject({ state: 'DELIVERED', lastStatus: 204, lastFailure: null });
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });
});

describe('a secret that is replaced', () => {
  it('signs beside the new one until the overlap is over', async () => {
    const { id, secret } = await story.webhook(receiver.url);
    const variables = { id, overlapHours: 2 };
    const { rotateWebhookSecret } = await relais.data(ROTATE, { token: story.merchant, variables });
    expect(rotateWebhookSecret.secret).toMatch(/^whsec_/);
    expect(rotateWebhookSecret.secret).not.toBe(secret);
    await story.newParcel();
    await story.tell();
    relais.clock.advance({ hours: 2 });
    await story.newParcel();
    await story.tell();
    const signedBy = (one: string) => receiver.received.map((received) => isSigned(received, one));
    expect(signedBy(rotateWebhookSecret.secret)).toEqual([true, true]);
    expect(signedBy(secret)).toEqual([true, false]);
    const [row] = await relais.dataSource.query('SELECT w::text AS text FROM webhook w WHERE id = $1', [id]);
    expect(row.text).not.toContain(secret);
    expect(Buffer.from(row.text).includes(Buffer.from(secret).toString('hex'))).toBe(false);
  });
});

describe('webhooks', () => {
  it('are each owner’s own: others see, change and replay none of them', async () => {
    const { id } = await story.webhook(receiver.url);
    const { trackingNumber } = await story.newParcel();
    await story.tell();
    const stranger = world.otherMerchant.token;
    expect((await relais.data(WEBHOOKS, { token: stranger })).webhooks).toEqual([]);
    expect(await story.log({}, stranger)).toEqual([]);
    const attempts: [string, Record<string, unknown>][] = [
      [UPDATE, { input: { id, url: 'https://thief.example/' } }],
      [ROTATE, { id, overlapHours: 0 }],
      ['mutation ($id: ID!) { deleteWebhook(id: $id) }', { id }],
      [REPLAY, { input: { webhookId: id } }],
    ];
    for (const [query, variables] of attempts) {
      const { errors } = await relais.ask(query, { token: stranger, variables });
      expect(errors[0]?.extensions.code).toBe('NOT_FOUND');
    }
    // A chain's operator helps with the chain's parcels, and no others.
    const input = { webhookId: id, which: 'ALL', trackingNumber };
    const replayed = async (token: string) =>
      (await relais.data(REPLAY, { token, variables: { input } })).replayWebhookDeliveries.count;
    expect(await replayed(world.otherOperator)).toBe(0);
    expect(await replayed(world.credentials.CHAIN_OPERATOR.token as string)).toBe(1);
    await story.tell();
    expect(receiver.types).toEqual(['parcel.announced', 'parcel.announced']);
    expect(await story.log({ trackingNumber }, world.otherOperator)).toEqual([]);
    expect(await story.log({ trackingNumber }, world.credentials.CHAIN_OPERATOR.token)).toHaveLength(1);
  });

  it('are at most ten for each, with an address that makes sense', async () => {
    const attempt = async (url: string) => {
      const { data, errors } = await relais.ask(CREATE_WEBHOOK, {
        token: story.merchant,
        variables: { input: { url } },
      });
      return errors[0]?.extensions.field ?? data.createWebhook.code ?? data.createWebhook.__typename;
    };
    for (const url of [
      '',
      'shop.example',
      'ftp://shop.example/',
      'https://a:b@shop.example/',
      `https://a/${'b'.repeat(500)}`,
    ])
      expect(await attempt(url)).toBe('input.url');
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => attempt('https://shop.example/')));
    expect(outcomes.filter((one) => one === 'WebhookWithSecret')).toHaveLength(10);
    expect(outcomes.filter((one) => one === 'TOO_MANY_WEBHOOKS')).toHaveLength(2);
  });
});
