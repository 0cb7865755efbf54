import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Mailer } from '../../notifications/mailer.js';
import { CONFIG, type Config } from '../../platform/config.js';
import { rows } from '../../platform/database/database.js';
import { packageFolder } from '../../platform/package-folder.js';
import { readTokens, tokensPath } from '../demo-tokens.js';
import { renderPage } from './render.js';
import type { PageLanguage } from './words.js';

/** Above this many points, a dot stands for all points of a tenth of a degree. */
const MOST_SINGLE_DOTS = 3000;
const MOST_DOTS = 4000;

/** Gathers what the first page says. */
@Injectable()
export class FirstPageService {
  private readonly version = versionOfPackage();
  /** The dots, and for how many points and which last change of theirs they were read. */
  private drawn: { key: string; dots: number[] } | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly mailer: Mailer,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async page(language: PageLanguage, isAsked: boolean): Promise<string> {
    const { mode, dataDir, databaseUrl } = this.config;
    const [counted] = await rows<{ count: number; changed: string | null }>(
      this.dataSource.manager,
      'SELECT count(*)::int AS count, max(updated_at)::text AS changed FROM point',
    );
    const points = counted?.count ?? 0;
    // A key is public only where everything is a demo: in production nobody's is given away.
    const tokens = mode === 'production' ? null : readTokens(dataDir);
    return renderPage({
      language,
      version: this.version,
      database: databaseUrl === null ? 'EMBEDDED' : 'POSTGRES',
      points,
      dots: await this.dots(points, `${points} ${counted?.changed}`),
      merchants: (tokens?.merchants ?? []).map(({ key, name, publishableKey }) => ({ key, name, publishableKey })),
      tokensPath: tokens === null ? null : tokensPath(dataDir),
      hasPlayground: mode !== 'production',
      mailFolder: tokens === null ? null : this.mailer.folder,
      isAsked: isAsked && tokens !== null,
    });
  }

  private async dots(points: number, key: string): Promise<number[]> {
    if (this.drawn?.key === key) return this.drawn.dots;
    const cells = points > MOST_SINGLE_DOTS ? 10 : 1000;
    const found = await rows<{ lat: number; lon: number }>(
      this.dataSource.manager,
      `SELECT round(lat * $1)::int AS lat, round(lon * $1)::int AS lon FROM point
        GROUP BY 1, 2 ORDER BY count(*) DESC, 1, 2 LIMIT $2`,
      [cells, MOST_DOTS],
    );
    found.sort((a, b) => a.lat - b.lat || a.lon - b.lon);
    const scale = 1000 / cells;
    let before = 0;
    const dots = found.flatMap(({ lat, lon }) => {
      const step = lat * scale - before;
      before = lat * scale;
      return [step, lon * scale];
    });
    this.drawn = { key, dots };
    return dots;
  }
}

/** The version in package.json, which lies above both src/ and dist/. */
function versionOfPackage(): string {
  return (JSON.parse(readFileSync(join(packageFolder(), 'package.json'), 'utf8')) as { version: string }).version;
}
