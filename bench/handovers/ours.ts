import type { ChildProcess } from 'node:child_process';
import { HandoversService } from '../../src/handovers/handovers.service.js';
import type { Caller } from '../../src/platform/caller.js';
import { message } from '../graphql/processes.js';
import type { Post, Posted } from './client.js';
import type { ScanBatch } from './scans.js';
import type { World } from './world.js';

export const RECORD = `mutation ($inputs: [HandoverInput!]!, $sentAt: DateTime) {
  recordHandovers(inputs: $inputs, sentAt: $sentAt) {
    idempotencyKey recorded duplicate refusal { code message } discrepancies { code instruction } state
    custodian { kind id } instruction
  }
}`;

interface Told {
  recorded: boolean;
  duplicate: boolean;
}

/** Milliseconds that the service takes for a batch. @throws Error where an outcome is another than was expected. */
export async function recorded(
  { service, scanners }: World,
  { scanner, scans }: ScanBatch,
  isDuplicate = false,
): Promise<number> {
  const handovers = service.app.get(HandoversService);
  const inputs = scans.map((scan) => ({ ...scan, occurredAt: new Date(scan.occurredAt) }));
  const sentAt = new Date();
  const started = performance.now();
  const outcomes = await handovers.record(scanners[scanner] as Caller, inputs, sentAt, 'fr');
  const took = performance.now() - started;
  expect(outcomes, isDuplicate);
  return took;
}

/** The same through GraphQL over HTTP, as its client measures it. */
export async function posted(
  client: ChildProcess,
  { service, secrets }: World,
  { scanner, scans }: ScanBatch,
): Promise<number> {
  const variables = { inputs: scans, sentAt: new Date().toISOString() };
  client.send({
    url: service.url,
    token: secrets[scanner],
    body: JSON.stringify({ query: RECORD, variables }),
  } satisfies Post);
  const { milliseconds, text } = (await message(client)) as Posted;
  const { data, errors } = JSON.parse(text) as { data?: { recordHandovers: Told[] }; errors?: unknown };
  if (!data) throw new Error(`recordHandovers answers ${JSON.stringify(errors)}`);
  expect(data.recordHandovers, false);
  return milliseconds;
}

function expect(outcomes: readonly Told[], isDuplicate: boolean): void {
  const other = outcomes.find((outcome) => !outcome.recorded || outcome.duplicate !== isDuplicate);
  if (other !== undefined) throw new Error(`A scan came to ${JSON.stringify(other)}.`);
}
