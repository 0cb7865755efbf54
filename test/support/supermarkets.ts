import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { seedProgrammes } from '../../seeds/programmes.js';
import { placesCommands } from '../../src/places/places.commands.js';
import { pointsCommands } from '../../src/points/points.commands.js';
import { relaisCommand } from './command.js';
import { BOOKSHOP, GROCER, registered, TOY_SHOP } from './merchants.js';
import { enrolled } from './programmes.js';
import type { Relais } from './relais.js';

const DATA = process.env.RELAIS_TEST_DATA as string;

/** A row of the real file of supermarkets. */
export interface Supermarket {
  id: string;
  chain: string;
  lat: string;
  lon: string;
  horaires_json: string;
  [column: string]: string;
}

export const ROWS = parse(readFileSync(join(DATA, 'points/supermarkets_fr.csv')), {
  columns: true,
  bom: true,
}) as Supermarket[];

/** What the file does not say: that Intermarché's are drives, and the carrier's numbers of those in Auchan stores. */
export const kindOf = ({ chain }: Supermarket) => (chain === 'Intermarché' ? 'DRIVE' : 'COUNTER');
export const numberOf = ({ chain, id }: Supermarket) => (chain === 'Auchan' ? id : '');

const IMPORT = [
  ...['--source', 'supermarkets', '--hours', 'horaires_json'],
  ...[
    'ref=id',
    'street=adresse',
    'postcode=cp',
    'city=ville',
    'hours=horaires_json',
    'network=MONDIAL_RELAY:mr',
  ].flatMap((entry) => ['--map', entry]),
  ...['services=PICKUP DROP_OFF', 'capacityParcels=40', 'maxWeightGrams=30000'].flatMap((entry) => ['--set', entry]),
];

/** Imports the communes and the supermarkets of the real files. */
export async function importSupermarkets(relais: Relais): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'relais-supermarkets-'));
  copyFileSync(join(DATA, 'places/communes.csv'), join(folder, 'communes.csv'));
  const columns = [...Object.keys(ROWS[0] as Supermarket), 'kind', 'mr'];
  const cells = (row: Supermarket) =>
    columns.map((name) => ({ ...row, kind: kindOf(row), mr: numberOf(row) })[name] ?? '');
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const lines = [columns, ...ROWS.map(cells)].map((line) => line.map(quoted).join(','));
  writeFileSync(join(folder, 'points.csv'), `${lines.join('\n')}\n`);
  for (const words of [
    ['import', 'places', 'communes.csv'],
    ['import', 'points', 'points.csv', ...IMPORT],
  ]) {
    const { exit, text } = await relaisCommand(
      relais.service.app,
      [...placesCommands, ...pointsCommands],
      folder,
      words,
    );
    if (exit !== 0) throw new Error(text);
  }
  rmSync(folder, { recursive: true, force: true });
}

/** One merchant of each of the three schemes, by the names that the stories call them. */
export async function threeMerchants(relais: Relais) {
  await seedProgrammes(relais.service.app);
  return {
    bookshop: await enrolled(relais, BOOKSHOP, 'drive-solidaire'),
    'toy shop': await registered(relais, TOY_SHOP),
    grocer: await enrolled(relais, GROCER, 'carrefour-marketplace'),
  };
}
