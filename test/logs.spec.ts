import { seedProgrammes } from '../seeds/programmes.js';
import { listenToLog } from './support/log.js';
import { registered, TOY_SHOP } from './support/merchants.js';
import { CREATE, newParcel, scan, track } from './support/parcels.js';
import { addPoint } from './support/points.js';
import { Relais } from './support/relais.js';

/** What comes back is read, so that its connection is free again. */
async function visit(url: string, init?: RequestInit): Promise<void> {
  await (await fetch(url, init)).arrayBuffer();
}

describe('the log', () => {
  let relais: Relais;
  let heard: () => string;

  beforeAll(async () => {
    relais = await Relais.start();
    heard = listenToLog(relais.service.app, 'trace');
  });
  afterAll(async () => {
    await relais.stop();
  });

  it('holds nothing of anybody, at its most talkative, when all goes well and when it does not', async () => {
    await seedProgrammes(relais.service.app);
    const chain = { chain: 'AUCHAN', networks: ['MONDIAL_RELAY'] };
    const pointId = await addPoint(relais, { code: 'AU-ROUBAIX', ...chain });
    const clerk = await relais.token('CLERK', { pointId });
    const merchant = await registered(relais, TOY_SHOP);
    const { token } = merchant;
    const recipient = { name: 'Amélie Dupont', email: 'amelie@example.org', phone: '+33612345678' };
    const create = (more = {}) =>
      relais.ask(CREATE, { token, variables: { input: newParcel('AU-ROUBAIX', { recipient, ...more }) } });
    const { createParcel: parcel } = (await create()).data;
    const { trackingNumber } = parcel;
    for (const kind of ['pdf', 'zpl']) {
      await visit(`${relais.url}/labels/${trackingNumber}.${kind}`, { headers: { authorization: `Bearer ${token}` } });
    }
    await scan(relais, clerk, { kind: 'DROP_OFF', trackingNumber });
    const { pickupCode, pickupQr } = await track(relais, parcel);
    await scan(relais, clerk, { kind: 'COLLECTION', trackingNumber, pickupCode: '000000', reason: recipient.name });
    await scan(relais, clerk, { kind: 'COLLECTION', trackingNumber, pickupCode });

    await create({ recipient: { ...recipient, name: `${recipient.name}\u0000` } });
    await relais.ask('{ parcel(id: "amelie@example.org") { id } }', { token });
    await relais.ask(`{ parcels(${recipient.email}) }`, { token });
    await relais.ask('{ parcels { edges { cursor } } }', { token: `${token}x` });
    await visit(`${relais.url}/labels/${recipient.email}?name=${recipient.name}`);
    await visit(`${relais.url}/${recipient.email}/${token}`);
    await visit(`${relais.url}/graphql`, {
      method: 'POST',
      body: `{"${recipient.email}`,
      headers: { 'content-type': 'application/json' },
    });
    // A failure of ours, in the middle of writing the recipient down.
    await relais.dataSource.query(
      `ALTER TABLE recipient ADD CONSTRAINT away CHECK (false) NOT VALID;
       ALTER TABLE merchant ADD CONSTRAINT away CHECK (name::integer > 0) NOT VALID`,
    );
    expect((await create()).errors[0]?.extensions.code).toBe('INTERNAL');
    await expect(registered(relais, TOY_SHOP)).rejects.toThrow(/INTERNAL/);

    const text = heard();
    expect(text.split('\n').length).toBeGreaterThan(20);
    expect(text.match(/unexpected error/g)).toHaveLength(2);
    expect(text).toMatch(/"role":"CLERK"/);
    const link = parcel.customerLink.split('#')[1];
    for (const secret of [
      ...[token, clerk, link, pickupCode, pickupQr, parcel.customerLink],
      ...['Amélie', 'Am%C3%A9lie', 'Dupont', 'amelie', '612345678', 'train@example.org', 'Petit Train', merchant.siret],
    ]) {
      expect([secret, text.includes(secret)]).toEqual([secret, false]);
    }
  });
});
