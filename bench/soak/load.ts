import { setTimeout } from 'node:timers/promises';
import { questions } from '../graphql/question.js';
import { RECORD } from '../handovers/ours.js';
import { BATCH, batchOf, STEPS } from '../handovers/scans.js';
import type { BenchParcel } from '../handovers/world.js';
import type { Ask } from './samples.js';

export interface Target {
  url: string;
  secrets: { clerk: string; carrier: string; operator: string };
}

type Parcel = BenchParcel & { customerToken: string };

const TRACK = `query ($trackingNumber: ID!, $token: String) {
  track(trackingNumber: $trackingNumber, token: $token) {
    state stateText deadline pickupCode pickupQr pickupPoint { code name } history { kind happenedAt pointCode }
  }
}`;

/** Beside each batch of handovers so many parcels are tracked, and so many searches made. */
const TRACKED = 20;
const SEARCHES = 20;

/** @throws Error where the answer has errors. */
export async function post<Data>(
  { url }: Target,
  token: string | null,
  query: string,
  variables: object,
): Promise<Data> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data?: Data; errors?: unknown };
  if (!data) throw new Error(`The service answers ${JSON.stringify(errors)}`);
  return data;
}

/** Announces parcels, records their way, tracks some and searches, until the time is over. */
export class Load {
  handovers = 0;
  private announced = 0;

  constructor(
    private readonly target: Target,
    private readonly ask: Ask,
    firstSerial: number,
  ) {
    this.announced = firstSerial;
  }

  /** @param perSecond - Handovers a second, as far as the service gets there. @returns How many there were a second. */
  async run(seconds: number, perSecond: number): Promise<number> {
    const started = performance.now();
    const before = this.handovers;
    for (let turn = 1; performance.now() - started < seconds * 1000; turn += 1) {
      await this.wayOfMany();
      const dueMs = started + (turn * STEPS * BATCH * 1000) / perSecond;
      await setTimeout(Math.max(0, dueMs - performance.now()));
    }
    return ((this.handovers - before) * 1000) / (performance.now() - started);
  }

  private async wayOfMany(): Promise<void> {
    const parcels = await this.ask<Parcel[]>({ ask: 'ANNOUNCE', from: this.announced, count: BATCH });
    this.announced += BATCH;
    for (let step = 0; step < STEPS; step += 1) {
      const { scanner, scans } = batchOf(parcels, step);
      const variables = { inputs: scans, sentAt: new Date().toISOString() };
      const token = this.target.secrets[scanner];
      const recording = post<{ recordHandovers: { recorded: boolean }[] }>(this.target, token, RECORD, variables);
      const [{ recordHandovers }] = await Promise.all([recording, this.lookAround(parcels)]);
      if (!recordHandovers.every(({ recorded }) => recorded)) throw new Error('A scan was not recorded.');
      this.handovers += BATCH;
    }
  }

  private async lookAround(parcels: readonly Parcel[]): Promise<void> {
    for (const { trackingNumber, customerToken: token } of parcels.slice(0, TRACKED)) {
      await post(this.target, null, TRACK, { trackingNumber, token });
    }
    for (const { query, variables } of questions().slice(0, SEARCHES)) {
      await post(this.target, this.target.secrets.operator, query, variables);
    }
  }
}
