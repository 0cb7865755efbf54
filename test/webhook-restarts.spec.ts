import { Jobs } from '../src/platform/jobs.js';
import { Dispatcher } from '../src/webhooks/dispatcher.js';
import { startBeside } from './support/beside.js';
import { CREATE, newParcel } from './support/parcels.js';
import type { Receiver } from './support/receiver.js';
import { WebhookStory, waitFor } from './support/webhooks.js';

let story: WebhookStory;
let receiver: Receiver;
beforeAll(async () => {
  story = await WebhookStory.start();
});
beforeEach(async () => {
  receiver = await story.receiver();
});
afterEach(() => story.clear());

let last: Awaited<ReturnType<typeof startBeside>>;
afterAll(async () => {
  await last.stop();
  await story.relais.stop();
});

/** Whatever has ever been told of a parcel, in the order in which it was. */
const sequences = (trackingNumber: string) =>
  receiver.events.filter(({ data }) => data.trackingNumber === trackingNumber).map(({ data }) => data.sequence);

describe('an event that was being sent when its sender died', () => {
  it('is sent by another once the time is over, under the same id', async () => {
    await story.webhook(receiver.url);
    await story.newParcel();
    // Who waits for this answer is never heard of in time.
    const held: (() => void)[] = [];
    receiver.answer = (response) => held.push(() => response.writeHead(500).end());
    const telling = story.tell();
    await waitFor(() => held.length === 1);
    receiver.answerWith();
    await story.relais.dataSource.query(
      `UPDATE webhook_delivery SET claimed_until = claimed_until - interval '1 minute'`,
    );
    last = await startBeside(story.relais, {});
    await last.app.get(Jobs).runNow('webhooks');
    expect(receiver.received.length).toBe(2);
    expect(new Set(receiver.events.map(({ id }) => id)).size).toBe(1);
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
    // What it would say now is of no account any more.
    for (const release of held) release();
    await telling;
    expect(await story.log()).toMatchObject([{ state: 'DELIVERED', lastStatus: 204 }]);
  });
});

describe('several services on one database', () => {
  it('send each event once, in the order of its parcel', async () => {
    await story.webhook(receiver.url);
    receiver.answer = (response) => setTimeout(() => response.writeHead(204).end(), 5);
    const services = [story.relais.service.app, last.app];
    const parcels = await Promise.all(Array.from({ length: 20 }, () => story.newParcel()));
    const telling = services.map((app) => app.get(Jobs).runNow('webhooks'));
    await Promise.all(parcels.map((parcel) => story.cancel(parcel)));
    await Promise.all(telling);
    await Promise.all(services.map((app) => app.get(Jobs).runNow('webhooks')));
    for (const { trackingNumber } of parcels) expect(sequences(trackingNumber)).toEqual([1, 2]);
    expect(receiver.received.length).toBe(40);
  });

  it('never send an event before the endpoint has taken the one before it, however often it does not', async () => {
    const { id } = await story.webhook(receiver.url);
    const taken = new Map<string, number>();
    const wrong: string[] = [];
    receiver.answer = (response, { body }) => {
      const { trackingNumber, sequence } = JSON.parse(body).data;
      const last = taken.get(trackingNumber) ?? 0;
      if (sequence !== last && sequence !== last + 1) wrong.push(`${trackingNumber}: ${sequence} after ${last}`);
      const isTaken = Math.random() < 0.7;
      if (isTaken) taken.set(trackingNumber, Math.max(last, sequence));
      setTimeout(() => response.writeHead(isTaken ? 200 : 500).end(), Math.random() * 10);
    };
    const jobs = [story.relais.service.app, last.app].map((app) => app.get(Jobs));
    const parcels = await Promise.all(Array.from({ length: 15 }, () => story.newParcel()));
    const turn = async () => {
      await Promise.all(jobs.map((one) => one.runNow('webhooks')));
      story.relais.clock.advance({ days: 2 });
      // Some days in which nothing was taken would disable it.
      await story.relais.dataSource.query('UPDATE webhook SET failing_since = NULL WHERE id = $1', [id]);
    };
    await turn();
    await Promise.all(parcels.map((parcel) => story.cancel(parcel)));
    for (let turns = 0; turns < 25; turns += 1) await turn();
    expect(wrong).toEqual([]);
    expect([...taken.values()]).toEqual(parcels.map(() => 2));
  });

  it('begin by themselves, moments after something was written, where jobs are done', async () => {
    const { token, variables } = { token: story.merchant, variables: { input: newParcel('AU-ROUBAIX') } };
    await story.webhook(receiver.url);
    await last.app.get(Jobs).start();
    const started = performance.now();
    await story.relais.data(CREATE, { token, variables });
    await waitFor(() => receiver.received.length === 1);
    expect(performance.now() - started).toBeLessThan(3000);
    expect(receiver.types).toEqual(['parcel.announced']);
  });

  it('give back what was not answered when they stop, so that it is sent at once by the next', async () => {
    await story.webhook(receiver.url);
    const held: (() => void)[] = [];
    receiver.answer = (response) => held.push(() => response.writeHead(204).end());
    await story.newParcel();
    await waitFor(() => held.length === 1);
    const jobs = last.app.get(Jobs);
    const running = jobs.runNow('webhooks');
    const started = performance.now();
    await jobs.stop();
    await running;
    await last.app.get(Dispatcher).beforeApplicationShutdown();
    // Nobody waits for an answer that may take fifteen seconds.
    expect(performance.now() - started).toBeLessThan(5000);
    receiver.answerWith();
    await story.tell();
    expect(receiver.received.length).toBe(2);
    expect(await story.log()).toMatchObject([{ state: 'DELIVERED', attempts: 1 }]);
  });
});
