import { join } from 'node:path';
import { seedProgrammes } from '../../seeds/programmes.js';
import { quoted, quotedColumn, savedSequences, savedTables } from '../../src/backup/saved-tables.js';
import { settle } from '../../src/backup/write-backup.js';
import { commands } from '../../src/commands.js';
import { relaisCommand } from './command.js';
import { registered, TOY_SHOP } from './merchants.js';
import { announced, scan } from './parcels.js';
import { addPoint } from './points.js';
import type { Relais } from './relais.js';
import type { Shop } from './world.js';

type Parcel = Awaited<ReturnType<typeof announced>>;

/** A small network at work: what its people hold, and parcels on their way. */
export interface Network {
  merchant: Shop;
  receiver: string;
  giver: string;
  parcels: Parcel[];
}

export async function network(relais: Relais): Promise<Network> {
  await seedProgrammes(relais.service.app);
  const more = { chain: 'AUCHAN', networks: ['MONDIAL_RELAY'], capacityParcels: 10_000 };
  const from = await addPoint(relais, { code: 'AU-LILLE', ...more });
  const to = await addPoint(relais, { code: 'AU-ROUBAIX', ...more, lat: 50.69, lon: 3.17 });
  // What a text of PostgreSQL, of JSON or of lines could stumble over.
  await addPoint(relais, { code: 'AU-ODD', ...more, name: '"l’\\été"\n\t{,} \u2028 é 😀 NULL', hours: null });
  const merchant = await registered(relais, TOY_SHOP);
  const receiver = await relais.token('CLERK', { pointId: to });
  const giver = await relais.token('CLERK', { pointId: from });
  return { merchant, receiver, giver, parcels: [] };
}

/** Announces a parcel and takes it to its point by way of the scans before that. */
export async function underWay(relais: Relais, { merchant, giver, parcels }: Network): Promise<Parcel> {
  const parcel = await announced(relais, merchant.token, 'AU-ROUBAIX', { dropOffPointCode: 'AU-LILLE' });
  await scan(relais, giver, { kind: 'DROP_OFF', trackingNumber: parcel.trackingNumber, shelf: 'A1' });
  parcels.push(parcel);
  return parcel;
}

/** Does something while parcels are announced and scanned, three at a time, and are on their way already. */
export async function whileBusy<Done>(relais: Relais, working: Network, act: () => Promise<Done>): Promise<Done> {
  const { parcels } = working;
  const enough = parcels.length + 3;
  const work = { isOver: false };
  const writers = Array.from({ length: 3 }, async () => {
    while (!work.isOver) await underWay(relais, working);
  });
  while (parcels.length < enough) await new Promise((resolve) => setTimeout(resolve, 10));
  try {
    return await act();
  } finally {
    work.isOver = true;
    await Promise.all(writers);
  }
}

/** A command of `relais`, inside the story's service, with its folder as the current one. */
export function command(relais: Relais, ...words: string[]) {
  return relaisCommand(relais.service.app, commands, relais.config.dataDir, words);
}

export async function backedUp(relais: Relais, name = 'story.backup'): Promise<string> {
  const { exit, text } = await command(relais, 'backup', '-o', name);
  if (exit !== 0) throw new Error(text);
  return join(relais.config.dataDir, name);
}

/** All that a backup should carry, table by table, in a form that is the same on both databases. */
export function contentOf(relais: Relais): Promise<Record<string, unknown>> {
  return relais.dataSource.transaction(async (tx) => {
    await settle(tx);
    const content: Record<string, unknown> = { sequences: await savedSequences(tx) };
    for (const { name, columns } of await savedTables(tx)) {
      const list = columns.map((column) => quotedColumn(column.name)).join(', ');
      const found = await tx.query(
        `SELECT to_json(line)::text AS line FROM (SELECT ${list} FROM ${quoted(name)}) line`,
      );
      content[name] = found.map(({ line }: { line: string }) => line).sort();
    }
    return content;
  });
}

/** Parcels whose row is not what their ledger comes to: none, if a backup is of one instant. */
export function tornParcels(relais: Relais): Promise<unknown[]> {
  return relais.dataSource.query(
    `SELECT c.tracking_number, c.sequence, count(e) FROM parcel c LEFT JOIN ledger_entry e ON e.parcel_id = c.id
      GROUP BY c.id
     HAVING c.sequence <> count(e) OR c.sequence <> max(e.sequence)
         OR NOT EXISTS (SELECT FROM recipient r WHERE r.parcel_id = c.id)
         OR NOT EXISTS (SELECT FROM booking b WHERE b.parcel_id = c.id)
         OR (c.state = 'ANNOUNCED') <> (count(e) = 1)`,
  );
}
