import fc from 'fast-check';
import { seedProgrammes } from '../seeds/programmes.js';
import { Announce, type Model, type Stage, seen } from './support/custody-commands.js';
import type { Sender } from './support/custody-model.js';
import { expectOneState, expectSound, life, steps } from './support/custody-steps.js';
import { registered, TOY_SHOP } from './support/merchants.js';
import { addPoint } from './support/points.js';
import { Relais } from './support/relais.js';

const RUNS = Number(process.env.RELAIS_MODEL_RUNS ?? 40);

let stage: Stage;
beforeAll(async () => {
  const relais = await Relais.start();
  await seedProgrammes(relais.service.app);
  const clerk = async (code: string): Promise<Sender> => {
    const pointId = await addPoint(relais, {
      code,
      chain: 'AUCHAN',
      networks: ['MONDIAL_RELAY'],
      capacityParcels: 100_000,
    });
    return { role: 'CLERK', place: code, token: await relais.token('CLERK', { pointId, expiresInDays: 1800 }) };
  };
  const carrier = async (place: string): Promise<Sender> => {
    await relais.dataSource.query('INSERT INTO network (code, name) VALUES ($1, $1) ON CONFLICT DO NOTHING', [place]);
    return {
      role: 'CARRIER',
      place,
      token: await relais.token('CARRIER', { networkCode: place, expiresInDays: 1800 }),
    };
  };
  const { id } = await registered(relais, TOY_SHOP);
  stage = {
    relais,
    clerks: [await clerk('LILLE'), await clerk('ROUBAIX'), await clerk('TOURCOING')],
    carriers: [await carrier('MONDIAL_RELAY'), await carrier('RELAIS_COLIS')],
    merchant: {
      role: 'MERCHANT',
      place: id,
      token: await relais.token('MERCHANT', { merchantId: id, expiresInDays: 1800 }),
    },
    operator: { role: 'OPERATOR', place: 'op', token: await relais.token('OPERATOR', { expiresInDays: 1800 }) },
  };
});
afterAll(() => stage.relais.stop());

describe('whatever is sent, by whomever, in whatever order and however often', () => {
  it('leaves ledgers that hold, and parcels that agree with them and with a simple account of it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.commands(steps, { maxCommands: 40, size: 'max' }), async (commands) => {
        const model: Model = { parcels: [] };
        await new Announce(0).run(model, stage);
        await fc.asyncModelRun(() => ({ model, real: stage }), commands);
        await expectSound(model, stage);
      }),
      { numRuns: RUNS },
    );
    process.stdout.write(`the model of custody: ${RUNS} runs, ${JSON.stringify(seen)}\n`);
    // Each rule was really looked at.
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(RUNS / 10);
  }, 3_600_000);
});

describe('scans that happened with no network', () => {
  it('leave the same state in whatever order they arrive', async () => {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(life, async (lives) => {
        count += await expectOneState(lives, stage);
      }),
      { numRuns: RUNS },
    );
    expect(count).toBeGreaterThan(RUNS);
  }, 3_600_000);
});
