import { complaintsAbout, complaintsAboutRoom, readProven } from '../support/ledger-proof.js';
import type { Child } from './child.js';
import type { Load, Scan, Sent } from './load.js';

/** What became of the requests that had no answer. */
export interface Fate {
  sent: Sent;
  /** Whether it was in the database when it was looked for. */
  wasDone: boolean;
}

const nameOf = ({ trackingNumber, idempotencyKey }: Scan) => `${trackingNumber} ${idempotencyKey}`;

/** How often each scan stands in a ledger. */
async function countScans(child: Child, scans: readonly Scan[]): Promise<Map<string, number>> {
  const rows = (await child.query(
    `SELECT c.tracking_number AS "trackingNumber", e.idempotency_key AS "idempotencyKey", count(*)::int AS count
       FROM ledger_entry e JOIN parcel c ON c.id = e.parcel_id
      WHERE e.idempotency_key = ANY($1) GROUP BY 1, 2`,
    [scans.map(({ idempotencyKey }) => idempotencyKey)],
  )) as (Scan & { count: number })[];
  return new Map(rows.map((row) => [nameOf(row), row.count]));
}

async function countParcels(child: Child, keys: readonly string[]): Promise<Map<string, string[]>> {
  const rows = (await child.query(
    'SELECT idempotency_key AS key, array_agg(tracking_number) AS numbers FROM parcel WHERE idempotency_key = ANY($1) GROUP BY 1',
    [keys],
  )) as { key: string; numbers: string[] }[];
  return new Map(rows.map(({ key, numbers }) => [key, numbers]));
}

/** Everything that was acknowledged since the last look is there, once. */
export async function checkAcknowledged(child: Child, load: Load): Promise<string[]> {
  const scans = load.acknowledged.splice(0);
  const created = load.created.splice(0);
  const counts = await countScans(child, scans);
  const numbers = await countParcels(
    child,
    created.map(({ key }) => key),
  );
  return [
    ...scans.flatMap((scan) => {
      const count = counts.get(nameOf(scan)) ?? 0;
      return count === 1 ? [] : [`${nameOf(scan)} was acknowledged and is there ${count} times`];
    }),
    ...created.flatMap(({ key, trackingNumber }) =>
      String(numbers.get(key)) === trackingNumber ? [] : [`${key} was ${trackingNumber} and is ${numbers.get(key)}`],
    ),
  ];
}

/** What was not acknowledged is there once or not at all, and a request whole or not at all; sent again, it is there once. */
export async function settleAll(
  child: Child,
  url: string,
  load: Load,
): Promise<{ fates: Fate[]; complaints: string[] }> {
  const unsettled = load.unsettled.splice(0);
  const complaints: string[] = [];
  const counts = await countScans(
    child,
    unsettled.flatMap(({ scans }) => scans),
  );
  const numbers = await countParcels(
    child,
    unsettled.flatMap(({ parcelKey }) => parcelKey ?? []),
  );
  const fates: Fate[] = [];
  for (const sent of unsettled) {
    const found = sent.scans.map((scan) => counts.get(nameOf(scan)) ?? 0);
    const there = sent.parcelKey === null ? found : [numbers.get(sent.parcelKey)?.length ?? 0];
    if (there.some((count) => count > 1) || new Set(there).size !== 1)
      complaints.push(`a ${sent.kind} was done in part or twice: ${there.join(' ')}`);
    const wasDone = there[0] === 1;
    fates.push({ sent, wasDone });
    const answer = await load.send(url, sent);
    if (wasDone && answer.outcomes.some(({ duplicate }) => !duplicate))
      complaints.push(`a ${sent.kind} that was done was recorded again`);
    load.settle(sent, answer);
  }
  return { fates, complaints: [...complaints, ...(await checkAcknowledged(child, load))] };
}

/** The ledgers of some parcels, or of all, and the room that all of them take. */
export async function checkLedgers(child: Child, trackingNumbers: string[] | null): Promise<string[]> {
  const complaints = (await readProven(child, trackingNumbers)).flatMap(complaintsAbout);
  return [...complaints, ...(await complaintsAboutRoom(child, await child.now()))];
}
