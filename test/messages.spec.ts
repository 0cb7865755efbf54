import { announced, scan, track } from './support/parcels.js';
import { PostBox } from './support/post-box.js';
import { Receiver } from './support/receiver.js';
import { Relais } from './support/relais.js';
import { type AnnouncedParcel, makeWorld, type World } from './support/world.js';

let relais: Relais;
let world: World;
let box: PostBox;
let phones: Receiver;
beforeAll(async () => {
  [box, phones] = await Promise.all([PostBox.start(), Receiver.start()]);
  relais = await Relais.start({
    env: {
      RELAIS_SMTP_URL: box.url,
      RELAIS_MAIL_FROM: 'Relais <relais@relais.example>',
      RELAIS_SMS_URL: phones.url,
      RELAIS_SMS_TOKEN: 'a-token-of-its-own',
      RELAIS_PUBLIC_URL: 'https://relais.example',
    },
  });
  world = await makeWorld(relais);
});
beforeEach(async () => {
  await write();
  box.refusal = null;
  box.letters.length = 0;
  phones.answerWith();
  phones.forget();
});
afterAll(async () => {
  await relais.stop();
  await Promise.all([box.stop(), phones.stop()]);
});

const write = () => relais.runJob('messages');
const JEANNE = { name: 'Jeanne <Delattre>', email: 'jeanne@example.org' };

const newParcel = (recipient: Record<string, unknown> = JEANNE): Promise<AnnouncedParcel> =>
  announced(relais, world.merchant.token, 'AU-ROUBAIX', { recipient, dropOffPointCode: 'AU-LILLE' });

async function arrive({ trackingNumber }: AnnouncedParcel): Promise<void> {
  await scan(relais, world.credentials.CARRIER.token as string, { kind: 'CARRIER_PICKUP', trackingNumber });
  const receipt = { kind: 'STORE_RECEIPT', trackingNumber, pointCode: 'AU-ROUBAIX' };
  await scan(relais, world.credentials.CLERK.token as string, receipt);
}

const states = (trackingNumber: string): Promise<{ kind: string; state: string; channel: string | null }[]> =>
  relais.dataSource.query(
    `SELECT kind, m.state, channel FROM message m JOIN parcel c ON c.id = m.parcel_id
      WHERE c.tracking_number = $1 ORDER BY m.sequence, kind`,
    [trackingNumber],
  );

describe('a recipient with an e-mail address', () => {
  it('is written when the parcel is announced, and with the code when it waits; once, and in French', async () => {
    const parcel = await newParcel();
    await write();
    await arrive(parcel);
    await write();
    await write();
    expect(box.letters.map(({ to, from }) => [to, from])).toEqual([
      ['jeanne@example.org', 'relais@relais.example'],
      ['jeanne@example.org', 'relais@relais.example'],
    ]);
    const [first, second] = box.letters as [(typeof box.letters)[0], (typeof box.letters)[0]];
    const { pickupCode } = await track(relais, parcel);
    expect(first.subject).toMatch(/^Votre colis .* est annoncé$/);
    expect(first.text).toContain(parcel.customerLink);
    expect(first.text).not.toContain(pickupCode);
    expect(second.subject).toMatch(/vous attend$/);
    expect(second.text).toContain('Bonjour Jeanne <Delattre>,');
    expect(second.text).toContain(`Code de retrait : ${pickupCode}`);
    expect(second.text).toMatch(/Jusqu’au mardi 1 décembre\r?\n/);
    expect(second.text).toContain('https://www.openstreetmap.org/?mlat=50.69&mlon=3.17');
    expect(second.html).toContain('Jeanne &lt;Delattre&gt;');
    expect(second.html).not.toContain('<Delattre>');
    expect(second.html).toContain(`<a href="${parcel.customerLink}">`);
    expect(await states(parcel.trackingNumber)).toEqual([
      { kind: 'ANNOUNCED', state: 'SENT', channel: 'EMAIL' },
      { kind: 'AVAILABLE', state: 'SENT', channel: 'EMAIL' },
    ]);
    expect(new Set(box.letters.map(({ messageId }) => messageId)).size).toBe(2);
  });

  it('is written in English where the sender said so', async () => {
    await newParcel({ ...JEANNE, language: 'en' });
    await write();
    expect(box.letters[0]?.subject).toMatch(/^Your parcel from .* is announced$/);
    expect(box.letters[0]?.text).toContain('Hello Jeanne');
  });

  it('is reminded two days before the time is over, once, and told when it is', async () => {
    const parcel = await newParcel();
    await arrive(parcel);
    await write();
    box.letters.length = 0;
    const { deadline } = await track(relais, parcel);
    await relais.runJob('retention');
    await write();
    expect(box.letters).toEqual([]);
    relais.clock.set(new Date(Date.parse(deadline) - 47 * 3_600_000));
    for (let turn = 0; turn < 2; turn += 1) {
      await relais.runJob('retention');
      await write();
    }
    const about = box.letters.filter(({ text }) => text.includes(parcel.customerLink));
    expect(about.map(({ subject }) => subject)).toEqual([expect.stringMatching(/vous attend encore$/)]);
    relais.clock.set(new Date(Date.parse(deadline) + 3_600_000));
    const { trackingNumber } = parcel;
    await scan(relais, world.credentials.OPERATOR.token as string, { kind: 'RETENTION_OVER', trackingNumber });
    await write();
    expect(box.letters.at(-1)?.subject).toMatch(/n’a pas été retiré$/);
    expect(box.letters.at(-1)?.text).not.toContain('Code de retrait');
  });

  it('is not told to come for what was collected before the message was sent', async () => {
    const parcel = await newParcel();
    await arrive(parcel);
    const { pickupCode } = await track(relais, parcel);
    const collection = {
      kind: 'COLLECTION',
      trackingNumber: parcel.trackingNumber,
      pointCode: 'AU-ROUBAIX',
      pickupCode,
    };
    await scan(relais, world.credentials.CLERK.token as string, collection);
    await write();
    expect(box.letters).toEqual([]);
    expect((await states(parcel.trackingNumber)).map(({ state }) => state)).toEqual(['SKIPPED', 'SKIPPED']);
  });
});

describe('a recipient with a telephone alone', () => {
  it('gets a text message when there is something to collect, and none before', async () => {
    const parcel = await newParcel({ name: 'Paul', phone: '+33 6 12 34 56 78' });
    await write();
    expect(phones.received).toEqual([]);
    await arrive(parcel);
    await write();
    await write();
    expect(box.letters).toEqual([]);
    expect(phones.received).toHaveLength(1);
    expect(phones.received[0]?.headers.authorization).toBe('Bearer a-token-of-its-own');
    const { to, text } = JSON.parse(phones.received[0]?.body ?? '');
    expect(to).toBe('+33 6 12 34 56 78');
    expect(text).toContain(`Code ${(await track(relais, parcel)).pickupCode}.`);
    expect(text).toContain(parcel.customerLink);
  });

  it('gets it again when it was not taken', async () => {
    phones.answerWith(500);
    const parcel = await newParcel({ name: 'Paul', phone: '+33 6 12 34 56 78' });
    await arrive(parcel);
    await write();
    relais.clock.advance({ minutes: 1 });
    await write();
    expect(phones.received).toHaveLength(2);
    expect(await states(parcel.trackingNumber)).toMatchObject([{}, { state: 'SENT', channel: 'SMS' }]);
  });
});

it('writes nobody who left no address', async () => {
  const { trackingNumber } = await newParcel({ name: 'Personne' });
  await write();
  expect(await states(trackingNumber)).toEqual([{ kind: 'ANNOUNCED', state: 'SKIPPED', channel: null }]);
});

describe('a mail server that does not take a message', () => {
  it('for now is asked again, later each time, under the same id, until it is given up', async () => {
    box.refusal = { code: 451, text: 'later' };
    const { trackingNumber } = await newParcel();
    await write();
    await write();
    expect(await states(trackingNumber)).toMatchObject([{ state: 'PENDING' }]);
    box.refusal = null;
    relais.clock.advance({ minutes: 1 });
    await write();
    expect(box.letters).toHaveLength(1);
    expect(await states(trackingNumber)).toMatchObject([{ state: 'SENT' }]);
    box.refusal = { code: 451, text: 'later' };
    const other = await newParcel();
    for (let day = 0; day < 8; day += 1) {
      await write();
      relais.clock.advance({ days: 1 });
    }
    expect(await states(other.trackingNumber)).toMatchObject([{ state: 'FAILED' }]);
  });

  it('for good is not asked again', async () => {
    box.refusal = { code: 550, text: 'no such mailbox' };
    const { trackingNumber } = await newParcel();
    await write();
    expect(await states(trackingNumber)).toMatchObject([{ state: 'FAILED' }]);
  });
});

it('keeps no address, name or code beside the sealed recipient', async () => {
  const parcel = await newParcel({ name: 'Jeanne', email: 'jeanne@example.org', phone: '+33 6 98 76 54 32' });
  await arrive(parcel);
  await write();
  const { pickupCode } = await track(relais, parcel);
  for (const table of ['message', 'outbox_event', 'webhook_delivery', 'pgboss.job']) {
    const [{ text }] = await relais.dataSource.query(
      `SELECT coalesce(string_agg(t::text, chr(10)), '') AS text FROM ${table} t`,
    );
    expect(text).not.toMatch(/jeanne|98 76 54|example\.org/i);
    expect(text).not.toContain(`"${pickupCode}"`);
  }
});
