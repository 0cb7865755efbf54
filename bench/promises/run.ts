import { parseArgs } from 'node:util';
import type { StopRecord } from '../../libs/routing/src/index.js';
import { Jobs } from '../../src/platform/jobs.js';
import { DisruptionsService } from '../../src/routing/disruptions.service.js';
import { promiseAnewEverywhere, writeTimetable } from '../../src/routing/timetable.queries.js';
import type { Service } from '../../src/service.js';
import { onServer } from '../handovers/databases.js';
import { fill, start } from '../handovers/world.js';
import { writeSection } from '../results.js';
import { worldOf } from '../routing/network.js';

const DATABASE = 'relais_bench_promises';
const DEVELOPMENT = 'postgresql://relais_dev:dev@localhost:5432/relais_dev';
const CARRIER = 'MONDIAL_RELAY';
const DEPOTS = 500;
const OPERATOR = { role: 'OPERATOR', id: 'bench', chainCode: null } as const;

/** npm run bench -- promises [--parcels 200000] [--departures 100000] */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      parcels: { type: 'string', default: '200000' },
      departures: { type: 'string', default: '100000' },
    },
  });
  const place = await onServer(process.env.DATABASE_URL ?? DEVELOPMENT, DATABASE);
  try {
    await fill(place.ours, Number(values.parcels));
    const { service } = await start(place.ours, { jobs: false });
    try {
      await layOut(service, Number(values.departures));
      const lines = [
        `| all of them, at first | ${values.parcels} | ${await worked(service, Number(values.parcels))} |`,
      ];
      const [haul] = await service.database.dataSource.query(
        `SELECT trip_id AS "tripId", run_on AS "fromDate" FROM run_load
          WHERE trip_id ~ '^H[0-9]+-H' ORDER BY parcels DESC, 1, 2 LIMIT 1`,
      );
      const { fromDate } = haul;
      lines.push(await cancelled(service, 'the fullest line-haul of a day', haul));
      lines.push(await cancelled(service, 'every line-haul of that day', { lineId: 'hauls', fromDate }));
      const text = describe(Number(values.parcels), lines);
      console.log(`\n${text}`);
      writeSection('promises', 'once', text);
    } finally {
      await service.stop();
    }
  } finally {
    await place.drop();
  }
}

/** The network of the routing bench, whose depots are the points; each parcel is to be handed in at any of them. */
async function layOut({ database: { dataSource } }: Service, departures: number): Promise<void> {
  const { timetable, depots } = worldOf(DEPOTS, departures, 0);
  const codeOf = new Map(depots.map((id, number) => [id, `B-${number + 1}`]));
  const stops = timetable.stops.map(({ id }): StopRecord => {
    const pointCode = codeOf.get(id) ?? null;
    return { id, name: id, kind: pointCode === null ? 'HUB' : 'POINT', pointCode, lat: null, lon: null };
  });
  const carriers = timetable.carriers.map((carrier) => ({ ...carrier, id: CARRIER }));
  const lines = timetable.lines.map((line) => ({ ...line, carrierId: CARRIER }));
  const lineNames = new Map(lines.map(({ id }) => [id, id]));
  await dataSource.query(
    `UPDATE parcel c SET drop_off_point_id = p.id
       FROM (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM point WHERE code LIKE 'B-%') p
      WHERE p.n = abs(hashtext(c.tracking_number)) % ${DEPOTS}`,
  );
  await dataSource.transaction(async (tx) => {
    await writeTimetable(tx, CARRIER, { timetable: { ...timetable, carriers, lines }, stops, lineNames }, new Date());
    await promiseAnewEverywhere(tx, new Date());
  });
  await dataSource.query('VACUUM ANALYZE');
}

/** Until no promise is due any more. @returns Seconds, and how many a second. */
async function worked(service: Service, parcels: number): Promise<string> {
  const started = performance.now();
  await service.app.get(Jobs).runNow('promises');
  const seconds = (performance.now() - started) / 1000;
  return `${seconds.toFixed(2)} | ${(parcels / seconds).toFixed(0)}`;
}

async function cancelled(
  service: Service,
  what: string,
  which: { tripId?: string; lineId?: string; fromDate: string },
): Promise<string> {
  const started = performance.now();
  const { affectedParcels } = await service.app
    .get(DisruptionsService)
    .report(OPERATOR, { networkCode: CARRIER, kind: 'CANCELLED', ...which });
  await service.app.get(Jobs).runNow('promises');
  const seconds = (performance.now() - started) / 1000;
  const line = `| ${what}, cancelled | ${affectedParcels} | ${seconds.toFixed(2)} | ${((affectedParcels ?? 0) / seconds).toFixed(0)} |`;
  console.log(line);
  return line;
}

function describe(parcels: number, lines: readonly string[]): string {
  return `Until every promise is right, in the service on PostgreSQL: ${parcels} announced parcels between 500 depots, on the network of
the routing bench, each vehicle with room for 500. From the report of a disruption until the last of the parcels that were
to go by what is cancelled is stored, with its place in other vehicles and its delay in its ledger.

| | parcels | s | parcels a second |
|---|---|---|---|
${lines.join('\n')}`;
}
