import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeSource } from '../../src/points/point-writes.queries.js';
import { pointsCommands } from '../../src/points/points.commands.js';
import { relaisCommand } from '../support/command.js';
import { HEADER, LILLE } from '../support/point-files.js';
import { Relais } from '../support/relais.js';

describe('two imports of one source at the same moment', () => {
  it('do not mix: the second is told to wait, and works once the first is over', async () => {
    const relais = await Relais.start();
    const folder = mkdtempSync(join(tmpdir(), 'relais-import-'));
    const importFrom = (source: string) =>
      relaisCommand(relais.service.app, pointsCommands, folder, ['import', 'points', 'file.csv', '--source', source]);
    try {
      writeFileSync(join(folder, 'file.csv'), [HEADER, LILLE].join('\n'));
      await relais.dataSource.transaction(async (tx) => {
        // The other import, in the middle of its transaction.
        expect(await takeSource(tx, 'chain')).toBe(true);
        const second = await importFrom('chain');
        expect(second.text).toContain('IMPORT_RUNNING');
        expect(second.exit).toBe(1);
        expect((await importFrom('another')).exit).toBe(0);
      });
      expect((await importFrom('chain')).text).toContain('1 added');
    } finally {
      await relais.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
