import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { AllPoints, assignSized } from '#libs/assignment';
import { assignmentCommands } from '../../src/assignment/assignment.commands.js';
import { rows } from '../../src/platform/database/database.js';
import { relaisCommand } from '../support/command.js';
import { randomFrom } from '../support/random-network.js';
import { Relais } from '../support/relais.js';
import { importSupermarkets, ROWS, threeMerchants } from '../support/supermarkets.js';

const DATA = process.env.RELAIS_TEST_DATA as string;
const GAP = join(DATA, 'assignment/gap');

interface Published {
  Path: string;
  Optimum: string;
}

describe('the published generalised-assignment instances', () => {
  const published = parse(readFileSync(join(GAP, 'optima.csv')), { columns: true }) as Published[];

  it.each(published.map(({ Path, Optimum }) => [Path.split('/').at(-1) as string, Number(Optimum)] as const))(
    '%s is solved to its optimum, and the bound is not above it',
    (name, optimum) => {
      const numbers = readFileSync(join(GAP, name), 'utf8').trim().split(/\s+/).map(Number);
      const [agents = 0, items = 0] = numbers;
      const table = (from: number) =>
        Array.from({ length: agents }, (_, agent) => numbers.slice(from + agent * items, from + (agent + 1) * items));
      const [costs, sizes] = [table(2), table(2 + agents * items)];
      const rooms = Int32Array.from(numbers.slice(2 + 2 * agents * items));
      const meanSize = (item: number) => sizes.reduce((sum, row) => sum + (row[item] as number), 0) / agents;
      const sizeAt = (item: number, agent: number) => sizes[agent]?.[item] as number;
      const { points, totalCost, bound } = assignSized({
        sizes: Int32Array.from({ length: items }, (_, item) => Math.max(1, Math.round(meanSize(item)))),
        sizeAt,
        priorities: new Uint8Array(items),
        rooms,
        points: new AllPoints(agents, (item, agent) => costs[agent]?.[item] as number),
        mostCost: Math.max(...costs.flat()),
      });
      const used = new Float64Array(agents);
      let cost = 0;
      points.forEach((agent, item) => {
        used[agent] = (used[agent] as number) + sizeAt(item, agent);
        cost += costs[agent]?.[item] as number;
      });
      expect(used.every((size, agent) => size <= (rooms[agent] as number))).toBe(true);
      expect([cost, totalCost]).toEqual([optimum, optimum]);
      expect(bound).toBeLessThanOrEqual(optimum);
      process.stderr.write(`${name}: ${totalCost}, bound ${bound.toFixed(2)}, optimum ${optimum}\n`);
    },
  );
});

const PARCELS = 20_000;
const SLACK = 1.3;
/** Which chain's points are free for whom, by the three announcements. */
const CHAINS = { bookshop: 'Intermarché', 'toy shop': 'Auchan', grocer: 'Carrefour' } as const;

describe('a night of 20 000 parcels on the supermarkets of France', () => {
  let relais: Relais;
  let folder: string;
  let merchants: Awaited<ReturnType<typeof threeMerchants>>;
  const random = randomFrom(1);

  beforeAll(async () => {
    relais = await Relais.start();
    folder = mkdtempSync(join(tmpdir(), 'relais-night-'));
    await importSupermarkets(relais);
    merchants = await threeMerchants(relais);
  }, 240_000);
  afterAll(async () => {
    await relais.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Each merchant's part of the parcels is its chain's part of the points. */
  const sharesOf = async () => {
    const known = await rows<{ code: string }>(
      relais.dataSource.manager,
      "SELECT code FROM point WHERE state = 'OPEN'",
    );
    const codes = new Set(known.map(({ code }) => code));
    const counts = Object.entries(CHAINS).map(([name, chain]) => {
      const points = ROWS.filter((row) => row.chain === chain && codes.has(`SUPERMARKETS-${row.id}`));
      return { name: name as keyof typeof CHAINS, points };
    });
    const all = counts.reduce((sum, { points }) => sum + points.length, 0);
    return counts.map(({ name, points }) => ({
      name,
      points,
      parcels: Math.round((PARCELS * points.length) / all),
    }));
  };

  it('is assigned at the least distance, as its proof says, and farther by nearest first', async () => {
    const shares = await sharesOf();
    // The file has no capacities: 5 to 40 are drawn for each point, and scaled to 1.3 times the parcels of its chain.
    const capacities = shares.flatMap(({ points, parcels }) => {
      const drawn = points.map(() => random.whole(5, 40));
      const scale = (SLACK * parcels) / drawn.reduce((sum, room) => sum + room, 0);
      let upTo = 0;
      return points.map(({ id }, at) => {
        const before = Math.round(upTo);
        upTo += (drawn[at] as number) * scale;
        return { id, room: Math.round(upTo) - before };
      });
    });
    await relais.dataSource.query(
      `UPDATE point SET capacity_parcels = drawn.room
       FROM unnest($1::text[], $2::integer[]) AS drawn(code, room) WHERE point.code = drawn.code`,
      [capacities.map(({ id }) => `SUPERMARKETS-${id}`), capacities.map(({ room }) => room)],
    );
    const [{ room, count } = { room: 0, count: 0 }] = await rows<{ room: number; count: number }>(
      relais.dataSource.manager,
      'SELECT sum(capacity_parcels)::integer AS room, count(*)::integer AS count FROM point WHERE code = ANY ($1)',
      [capacities.map(({ id }) => `SUPERMARKETS-${id}`)],
    );
    expect(count).toBe(capacities.length);
    expect(Math.abs(room / PARCELS - SLACK)).toBeLessThan(0.01);

    const towns = (
      parse(readFileSync(join(DATA, 'places/communes.csv')), { columns: true }) as Record<string, string>[]
    )
      .map(({ lat, lon, population }) => ({ lat: Number(lat), lon: Number(lon), people: Number(population) }))
      .filter(({ lat, lon }) => lat > 41 && lat < 52 && Math.abs(lon) < 10);
    const upTo: number[] = [];
    for (const { people } of towns) upTo.push((upTo.at(-1) ?? 0) + people);
    const drawTown = () => {
      const wanted = random.between(0, upTo.at(-1) as number);
      return towns[upTo.findIndex((until) => until > wanted)] as (typeof towns)[number];
    };
    const lines = shares.flatMap(({ name, parcels }) =>
      Array.from({ length: parcels }, () => {
        const { lat, lon } = drawTown();
        return `${lat},${lon},${merchants[name].id},450`;
      }),
    );
    writeFileSync(join(folder, 'night.csv'), `lat,lon,merchantId,weightGrams\n${lines.join('\n')}\n`);

    const words = ['assign', 'night.csv', '-o', 'assigned.csv', '--verify'];
    const { exit, text } = await relaisCommand(relais.service.app, assignmentCommands, folder, words);
    process.stderr.write(`${lines.length} parcels, room for ${room}:\n${text}\n`);
    expect(exit).toBe(0);
    expect(text).toContain('The proof was checked over all pairs.');
    const [, ours = '', theirs = ''] = /([\d ]+) m a parcel, where nearest first gives ([\d ]+) m/.exec(text) ?? [];
    const metres = (said: string) => Number(said.replaceAll(' ', ''));
    expect(metres(ours)).toBeLessThan(metres(theirs));

    // Everybody is at a point of the chain that is free for them, and no point has more than its room.
    const placed = parse(readFileSync(join(folder, 'assigned.csv')), { columns: true }) as Record<string, string>[];
    expect(placed).toHaveLength(lines.length);
    const chainOf = new Map(ROWS.map(({ id, chain }) => [`SUPERMARKETS-${id}`, chain]));
    const wanted = new Map(
      Object.entries(CHAINS).map(([name, chain]) => [merchants[name as keyof typeof CHAINS].id, chain as string]),
    );
    const used = new Map<string, number>();
    for (const { merchantId = '', pointCode = '', outcome } of placed) {
      expect(outcome).toBe('PLACED');
      expect(chainOf.get(pointCode)).toBe(wanted.get(merchantId));
      used.set(pointCode, (used.get(pointCode) ?? 0) + 1);
    }
    for (const { id, room: most } of capacities) {
      expect(used.get(`SUPERMARKETS-${id}`) ?? 0).toBeLessThanOrEqual(most);
    }
  }, 240_000);
});
