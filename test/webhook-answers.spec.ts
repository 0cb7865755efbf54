import type { Receiver } from './support/receiver.js';
import type { Relais } from './support/relais.js';
import { REPLAY, UPDATE, WebhookStory, waitFor } from './support/webhooks.js';

let story: WebhookStory;
let relais: Relais;
let receiver: Receiver;
beforeAll(async () => {
  story = await WebhookStory.start();
  relais = story.relais;
});
beforeEach(async () => {
  receiver = await story.receiver();
});
afterEach(() => story.clear());
afterAll(() => relais.stop());

describe('an endpoint that answers', () => {
  it('410 is disabled; what waited is sent once it is enabled again, what happened meanwhile if it is replayed', async () => {
    const { id } = await story.webhook(receiver.url);
    receiver.answerWith(410);
    const { trackingNumber } = await story.newParcel();
    await story.tell();
    expect(await story.state()).toMatchObject({ enabled: false, disabledBecause: 'GONE' });
    await story.newParcel();
    relais.clock.advance({ days: 1 });
    await story.tell();
    expect(receiver.received.length).toBe(1);
    await relais.data(UPDATE, { token: story.merchant, variables: { input: { id, enabled: true } } });
    expect(await story.state()).toMatchObject({ enabled: true, disabledBecause: null });
    await story.tell();
    expect(receiver.events.map(({ data }) => data.trackingNumber)).toEqual([trackingNumber, trackingNumber]);
    const since = relais.clock.now();
    since.setUTCDate(since.getUTCDate() - 2);
    await relais.data(REPLAY, { token: story.merchant, variables: { input: { webhookId: id, since } } });
    await story.tell();
    expect(new Set(receiver.events.map(({ data }) => data.trackingNumber)).size).toBeGreaterThanOrEqual(2);
    expect((await story.log()).every(({ state: one }: { state: string }) => one === 'DELIVERED')).toBe(true);
  });

  it('429 with Retry-After is left alone for so long, also by other parcels, but never for more than six hours', async () => {
    await story.webhook(receiver.url);
    receiver.answerWith({ status: 429, headers: { 'retry-after': '3600' } });
    await story.newParcel();
    await story.tell();
    await story.newParcel();
    relais.clock.advance({ minutes: 59 });
    await story.tell();
    expect(receiver.received.length).toBe(1);
    relais.clock.advance({ minutes: 2 });
    await story.tell();
    expect(receiver.received.length).toBe(3);
    receiver.answerWith({ status: 503, headers: { 'retry-after': '99999999' } });
    await story.newParcel();
    await story.tell();
    const { pausedUntil } = await story.state();
    expect(Date.parse(pausedUntil) - relais.clock.now().getTime()).toBe(6 * 3_600_000);
    const soon = new Date(relais.clock.now().getTime() + 7 * 3_600_000);
    relais.clock.set(soon);
    receiver.answerWith({ status: 502, headers: { 'retry-after': new Date(soon.getTime() + 600_000).toUTCString() } });
    await story.tell();
    expect(Date.parse((await story.state()).pausedUntil)).toBe(Math.floor(soon.getTime() / 1000) * 1000 + 600_000);
  });

  it('with a redirect has not taken it, and nobody goes where it points', async () => {
    const elsewhere = await story.receiver();
    await story.webhook(receiver.url);
    receiver.answerWith({ status: 307, headers: { location: elsewhere.url } });
    await story.newParcel();
    await story.tell();
    expect((await story.log())[0]).toMatchObject({ state: 'PENDING', lastStatus: 307, lastFailure: 'REDIRECT' });
    expect(elsewhere.received).toEqual([]);
  });

  it('slowly, or not at all, keeps no other waiting', async () => {
    const quick = await story.receiver();
    const dead = await story.receiver();
    await story.webhook(receiver.url);
    await story.webhook(quick.url, { token: story.operator });
    await story.webhook(dead.url, { token: story.operator });
    await dead.stop();
    const held: (() => void)[] = [];
    receiver.answer = (response) => held.push(() => response.writeHead(204).end());
    await story.newParcel();
    const telling = story.tell();
    await waitFor(() => quick.received.length === 1 && receiver.received.length === 1);
    const { trackingNumber } = await story.newParcel();
    const more = story.tell();
    await waitFor(() => quick.events.some(({ data }) => data.trackingNumber === trackingNumber));
    receiver.answerWith();
    for (const release of held) release();
    await Promise.all([telling, more]);
    const failed = await story.log({ states: ['PENDING'] }, story.operator);
    expect(failed.map(({ lastFailure }: { lastFailure: string }) => lastFailure)).toEqual(['CONNECTION', 'CONNECTION']);
  });

  it('nothing for five days is disabled', async () => {
    await story.webhook(receiver.url);
    receiver.answer = (response) => response.writeHead(500).end();
    for (let day = 0; day < 7; day += 1) {
      await story.newParcel();
      await story.tell();
      relais.clock.advance({ days: 1 });
    }
    expect(await story.state()).toMatchObject({ enabled: false, disabledBecause: 'FAILING' });
  });
});
