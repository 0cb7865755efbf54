import type { EntityManager } from 'typeorm';
import { arrayText } from '../platform/database/rows.js';
import { open, seal } from '../platform/seal.js';
import type { Secrets } from '../platform/secrets.js';
import type { ParcelRow } from './parcel-row.js';
import { type ParcelOfPlan, rowsOf } from './plans.queries.js';

/** How many rows are read or written at once. */
const AT_ONCE = 1000;

/** A row that is to be kept, or what is wrong with it. */
export type Given = { row: ParcelRow } | { fault: string; reference: string | null };

/** Keeps the rows of a plan: who a parcel is for and where they live is for nobody to read who reads the database. */
export class SealedRows {
  private pending: { row: number; given: Given }[] = [];
  count = 0;
  parcels = 0;

  constructor(
    private readonly tx: EntityManager,
    private readonly secrets: Secrets,
    private readonly planId: string,
  ) {}

  async add(given: Given): Promise<void> {
    this.pending.push({ row: this.count, given });
    this.count += 1;
    if ('row' in given) this.parcels += given.row.count;
    if (this.pending.length === AT_ONCE) await this.flush();
  }

  async flush(): Promise<void> {
    const { pending, planId, secrets } = this;
    this.pending = [];
    if (pending.length === 0) return;
    const sealed = ({ row, given }: (typeof pending)[number]) =>
      'row' in given
        ? seal(secrets.key('plan'), Buffer.from(JSON.stringify(given.row)), `${planId} ${row}`).toString('hex')
        : null;
    await this.tx.query(
      `INSERT INTO plan_row (plan_id, row, reference, count, sealed, outcome, detail)
       SELECT $1, row, reference, count, decode(sealed, 'hex'), outcome, detail
         FROM unnest($2::int[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[])
           u (row, reference, count, sealed, outcome, detail)`,
      [
        planId,
        arrayText(pending.map(({ row }) => row)),
        arrayText(pending.map(({ given }) => ('row' in given ? given.row.reference : given.reference))),
        arrayText(pending.map(({ given }) => ('row' in given ? given.row.count : 0))),
        arrayText(pending.map(sealed)),
        arrayText(pending.map(({ given }) => ('row' in given ? null : 'BAD_ROW'))),
        arrayText(pending.map(({ given }) => ('row' in given ? null : given.fault))),
      ],
    );
  }
}

/** A row of a plan with what was said of it; null for a bad one, and once it is forgotten. */
export type OpenedRow = ParcelOfPlan & { said: ParcelRow | null };

/** The rows of a plan in their order, some at a time. */
export async function* openRows(
  db: EntityManager,
  secrets: Secrets,
  planId: string,
): AsyncGenerator<OpenedRow[], void, void> {
  for (let after = -1; ; ) {
    const found = await rowsOf(db, planId, after, AT_ONCE);
    const last = found.at(-1);
    if (last === undefined) return;
    yield found.map((row) => ({ ...row, said: opened(row, secrets, planId) }));
    after = last.row;
  }
}

function opened({ row, sealed }: ParcelOfPlan, secrets: Secrets, planId: string): ParcelRow | null {
  if (sealed === null) return null;
  return JSON.parse(open(secrets.key('plan'), sealed, `${planId} ${row}`).toString()) as ParcelRow;
}
