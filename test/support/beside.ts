import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../src/platform/config.js';
import { type Service, startService } from '../../src/service.js';
import type { Relais } from './relais.js';

/**
 * A second service on a story's database, under settings of its own: a database of its own would take seconds more.
 * Stopping it closes the database, so that it is stopped last but for the story's own.
 */
export async function startBeside(
  relais: Relais,
  settings: Partial<Config>,
): Promise<Pick<Service, 'app' | 'url' | 'stop'>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'relais-beside-'));
  const { database } = relais.service;
  const service = await startService(
    { ...relais.config, dataDir, ...settings },
    { database, clock: relais.clock, jobs: false },
  );
  const stop = async () => {
    await service.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { app: service.app, url: service.url, stop };
}
