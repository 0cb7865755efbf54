import { deepStrictEqual } from 'node:assert';
import { ParcelsService } from '../../src/parcels/parcels.service.js';
import { ANONYMOUS } from '../../src/platform/caller.js';
import { POINT_COLUMNS } from '../../src/points/point.queries.js';
import { connected } from './peers.js';
import type { BenchParcel, World } from './world.js';

export const TRACK = 'track, in the service';
export const SELECT = 'a prepared SELECT of the same';

/** Parcels a second, by who looked for them; one figure for each block. */
export type Tracking = Map<string, number[]>;

const AT_ONCE = 8;
const IN_A_BLOCK = 2000;
const WARM_UP = 500;

/** What the answer shows and is made of: the parcel, its point, and its history; nothing is derived of them. */
const TEXT = `
  SELECT c.id AS parcel_id, c.tracking_number, c.state AS parcel_state, c.deadline, c.code_version, ${POINT_COLUMNS},
         (SELECT jsonb_agg(jsonb_build_object('sequence', e.sequence, 'kind', e.kind, 'happenedAt', e.happened_at,
                             'recordedAt', e.recorded_at, 'actorRole', e.body->'actor'->'role',
                             'pointCode', e.body->'pointCode', 'reason', e.body->'reason') ORDER BY e.sequence)
            FROM ledger_entry e WHERE e.parcel_id = c.id) AS history
    FROM parcel c JOIN point p ON p.id = c.pickup_point_id
   WHERE c.tracking_number = $1`;

interface Looked {
  state: string;
  pointCode: string;
  kinds: string[];
}

type Look = (parcel: BenchParcel) => Promise<Looked>;

/** One parcel after another, so many at once, by as many connections. */
export async function measureTracking(
  world: World,
  parcels: readonly BenchParcel[],
  blocks: number,
): Promise<Tracking> {
  const looks = new Map<string, Look>([
    [TRACK, byService(world)],
    [SELECT, bySelect(world)],
  ]);
  for (const parcel of parcels.slice(0, 20)) {
    const answers = await Promise.all([...looks.values()].map((look) => look(parcel)));
    for (const answer of answers) deepStrictEqual(answer, answers[0]);
  }
  const rates: Tracking = new Map();
  for (const look of looks.values()) await lookAll(look, parcels, WARM_UP);
  for (let block = 1; block <= blocks; block += 1) {
    for (const [name, look] of looks) {
      const started = performance.now();
      await lookAll(look, parcels, IN_A_BLOCK);
      const rate = (IN_A_BLOCK * 1000) / (performance.now() - started);
      rates.set(name, [...(rates.get(name) ?? []), rate]);
      console.log(`${block} ${name.padEnd(40)} ${rate.toFixed(0).padStart(7)} a second`);
    }
  }
  return rates;
}

function byService({ service, customerToken }: World): Look {
  const parcels = service.app.get(ParcelsService);
  return async (parcel) => {
    const token = customerToken(parcel);
    const { state, pickupPoint, history } = await parcels.track(ANONYMOUS, parcel.trackingNumber, token, 'fr');
    return { state, pointCode: pickupPoint.code, kinds: history.map(({ kind }) => kind) };
  };
}

function bySelect({ service }: World): Look {
  return async ({ trackingNumber }) => {
    let looked: Looked | undefined;
    await connected(service.database, async (client) => {
      const { rows } = await client.query({ name: 'track', text: TEXT, values: [trackingNumber] });
      const { parcel_state: state, code: pointCode, history } = rows[0];
      looked = { state, pointCode, kinds: history.map(({ kind }: { kind: string }) => kind) };
    });
    return looked as Looked;
  };
}

async function lookAll(look: Look, parcels: readonly BenchParcel[], count: number): Promise<void> {
  let next = 0;
  const work = async () => {
    for (let at = next++; at < count; at = next++) await look(parcels[(at * 7) % parcels.length] as BenchParcel);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
