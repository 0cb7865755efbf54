import type { DataSource } from 'typeorm';
import { Changes, type ChangesTiming, type Keys, TOPICS, type Topic } from '../../src/platform/changes.js';
import type { Database } from '../../src/platform/database/database.js';
import { createLog } from '../../src/platform/log.js';

/** Long enough for no look of its own while a story runs. */
export const BY_HAND: ChangesTiming = {
  pollMs: 1e8,
  mostStaleMs: 1e8,
  readMs: 5000,
  pruneMs: 1e8,
  keepSeconds: 600,
};

/** Somebody who listens to every topic and looks only when asked to. */
export class Heard {
  readonly changes: Changes;
  private found: Partial<Record<Topic, string[] | 'ALL'>> = {};

  constructor(
    private readonly database: Pick<Database, 'kind' | 'dataSource' | 'commits'>,
    timing: Partial<ChangesTiming> = {},
  ) {
    this.changes = new Changes(database, createLog('silent'), { ...BY_HAND, ...timing });
    for (const topic of TOPICS) this.changes.subscribe(topic, (keys) => this.hear(topic, keys));
  }

  /** One that has taken its first look. */
  static async start(...args: ConstructorParameters<typeof Heard>): Promise<Heard> {
    const heard = new Heard(...args);
    await heard.look();
    return heard;
  }

  /** What a look finds, topic by topic, whoever wrote it. */
  async look(): Promise<Partial<Record<Topic, string[] | 'ALL'>>> {
    this.found = {};
    // Others write too, which nobody counts here.
    this.database.commits.add();
    await this.changes.current();
    return this.found;
  }

  private hear(topic: Topic, keys: Keys): void {
    this.found[topic] = keys === 'ALL' ? 'ALL' : [...keys].sort();
  }
}

export const EVERYTHING = Object.fromEntries(TOPICS.map((topic) => [topic, 'ALL']));

/** Until no transaction is under way, in whichever database of the server, that began before the last change. */
export async function untilSettled(dataSource: DataSource): Promise<void> {
  const isUnsettled = async () => {
    const [{ yes }] = await dataSource.query(
      'SELECT count(*) > 0 AS yes FROM change_log WHERE transaction >= pg_snapshot_xmin(pg_current_snapshot())',
    );
    return yes;
  };
  while (await isUnsettled()) await new Promise((resolve) => setTimeout(resolve, 20));
}
