import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkAcknowledged, checkLedgers, settleAll } from './checks.js';
import { Child } from './child.js';
import { Cluster } from './cluster.js';
import { Endpoint } from './endpoint.js';
import { Load } from './load.js';
import { Tally } from './tally.js';
import { prepare } from './world.js';

export interface Plan {
  on: 'embedded' | 'postgres';
  victim: 'service' | 'database';
  kills: number;
  /** After this no new kill is begun. */
  mostSeconds: number;
}

/** How far the clock goes on between two starts, so that what was claimed before is free again. */
const AHEAD_MS = 120_000;
/** How long the load runs before a kill, at most. */
const LONGEST_LOAD_MS = 1000;
const SHARE_IN_START = 0.2;
const BACK_MS = 60_000;
/** After so many kills what was seen so far is told. */
const TOLD_EVERY = 100;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Kills a service, or its database, again and again while it works, and looks each time whether anything was lost. */
export class CrashRun {
  readonly tally = new Tally();
  private readonly complaints: string[] = [];
  private readonly folder = mkdtempSync(join(tmpdir(), 'relais-crash-'));
  private aheadMs = 0;
  private startMs = 3000;
  private child: Child;
  private readonly startedAtMs = performance.now();

  private constructor(
    private readonly plan: Plan,
    private readonly cluster: Cluster | null,
    private readonly endpoint: Endpoint,
    private load: Load,
  ) {
    this.child = this.startChild();
  }

  static async start(plan: Plan): Promise<CrashRun> {
    const cluster = plan.on === 'postgres' ? await Cluster.start() : null;
    const endpoint = await Endpoint.start();
    const run = new CrashRun(plan, cluster, endpoint, undefined as never);
    run.load = new Load(await prepare(run.child, endpoint.url));
    return run;
  }

  /** @returns What does not hold, one sentence each. */
  async run(): Promise<string[]> {
    let told = 0;
    while (this.tally.kills < this.plan.kills && this.complaints.length === 0 && !this.isLate) {
      await (this.plan.victim === 'service' ? this.killService() : this.killDatabase());
      if (this.tally.kills < told + TOLD_EVERY) continue;
      told = this.tally.kills;
      for (const line of this.lines) process.stdout.write(`  ${line}\n`);
    }
    if (this.complaints.length === 0) await this.drain();
    if (this.complaints.length > 0) this.complaints.push(this.child.output.slice(-1500));
    return this.complaints;
  }

  get lines(): string[] {
    const { answered, parcels } = this.load;
    const { received, repeated } = this.endpoint;
    const seconds = Math.round((performance.now() - this.startedAtMs) / 1000);
    return [
      ...this.tally.lines,
      `${answered} requests acknowledged, ${parcels.length} parcels; ${received} events came to the endpoint, ${repeated} of them once more; ${seconds} s`,
    ];
  }

  async end(): Promise<void> {
    await this.child.kill();
    this.endpoint.stop();
    await this.cluster?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get isLate(): boolean {
    return performance.now() - this.startedAtMs > this.plan.mostSeconds * 1000;
  }

  private startChild(): Child {
    return new Child({
      PORT: '0',
      RELAIS_DEMO: 'false',
      RELAIS_DATA_DIR: this.folder,
      RELAIS_SECRET: 'a secret that only crashes use, long enough',
      RELAIS_LOG_LEVEL: 'error',
      RELAIS_RATE_PER_MINUTE: '1000000',
      RELAIS_ADDRESS_RATE_PER_MINUTE: '1000000',
      RELAIS_WEBHOOK_PRIVATE_ADDRESSES: 'true',
      CRASH_CLOCK_AHEAD_MS: String(this.aheadMs),
      ...(this.cluster ? { DATABASE_URL: this.cluster.url } : {}),
    });
  }

  private async restart(): Promise<string> {
    this.aheadMs += AHEAD_MS;
    const startedAtMs = performance.now();
    this.child = this.startChild();
    const url = await this.child.url();
    this.startMs = performance.now() - startedAtMs;
    this.tally.restarted(this.startMs);
    return url;
  }

  private async killService(): Promise<void> {
    const url = await this.child.url();
    await this.work(url);
    this.tally.caught(this.load.catchUnderWay(), this.endpoint.underWay);
    await this.child.kill();
    this.tally.kills += 1;
    await this.load.stop();
    while (Math.random() < SHARE_IN_START) {
      this.child = this.startChild();
      await pause(Math.random() * this.startMs);
      await this.child.kill();
      this.tally.kills += 1;
      this.tally.inStart += 1;
    }
    await this.check(await this.restart());
  }

  private async killDatabase(): Promise<void> {
    const url = await this.child.url();
    await this.work(url);
    this.tally.caught(this.load.catchUnderWay(), this.endpoint.underWay);
    const cluster = this.cluster as Cluster;
    await cluster.kill();
    this.tally.kills += 1;
    const killedAtMs = performance.now();
    await pause(Math.random() * 200);
    await cluster.restart();
    await this.untilBack(killedAtMs + BACK_MS);
    this.tally.restarted(performance.now() - killedAtMs);
    await this.load.stop();
    await this.check(url);
  }

  /** Until the same process has found its database again. */
  private async untilBack(lateMs: number): Promise<void> {
    for (;;) {
      try {
        await this.child.query('SELECT 1');
        return;
      } catch (error) {
        if (performance.now() > lateMs) throw error;
        await pause(20);
      }
    }
  }

  /** Lets the load run, and comes back at a moment that nobody has chosen. */
  private async work(url: string): Promise<void> {
    const before = this.load.answered;
    this.load.start(url);
    while (this.load.answered === before) await pause(5);
    await pause(Math.random() * LONGEST_LOAD_MS);
  }

  private async check(url: string): Promise<void> {
    const { load, child } = this;
    const touched = new Set([
      ...load.acknowledged.map(({ trackingNumber }) => trackingNumber),
      ...load.created.map(({ trackingNumber }) => trackingNumber),
      ...load.unsettled.flatMap(({ scans }) => scans.map(({ trackingNumber }) => trackingNumber)),
    ]);
    const lost = await checkAcknowledged(child, load);
    const { fates, complaints } = await settleAll(child, url, load);
    this.tally.settled(fates);
    this.complaints.push(...lost, ...complaints, ...(await checkLedgers(child, [...touched])), ...load.complaints);
    this.complaints.push(...this.endpoint.complaints);
  }

  /** At the end everything is told: all events of all parcels, to the last. */
  private async drain(): Promise<void> {
    for (let look = 0; look < 5; look += 1) {
      await this.child.kill();
      await this.restart();
      await this.child.job('webhooks');
      if ((await this.untold()).length === 0) break;
    }
    this.complaints.push(...(await this.untold()), ...(await checkLedgers(this.child, null)));
    this.complaints.push(...this.endpoint.complaints);
  }

  private async untold(): Promise<string[]> {
    const rows = (await this.child.query(
      'SELECT parcel_id, max(sequence) AS last, count(*)::int AS count FROM outbox_event GROUP BY parcel_id',
    )) as { parcel_id: string; last: number; count: number }[];
    return rows.flatMap(({ parcel_id, last, count }) => {
      const told = this.endpoint.lastOf(parcel_id);
      return told === last && count === last ? [] : [`${parcel_id} has ${count} events to ${last}, told to ${told}`];
    });
  }
}
