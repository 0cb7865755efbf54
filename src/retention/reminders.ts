import type { EntityManager } from 'typeorm';
import { planReminder } from '../messages/messages.queries.js';
import { rows } from '../platform/database/rows.js';
import { lockReminded, recount } from './stays.queries.js';

/** A reminder that is due: the `number`-th of a parcel's stay. */
interface Due {
  parcelId: string;
  since: Date;
  number: number;
}

/**
 * Notes the reminders that are due, each once. Where several are due at once, since nobody ran this for days, the
 * customer is reminded of the last one only.
 */
export async function remindDue(tx: EntityManager, now: Date, most: number): Promise<{ found: number; done: number }> {
  const stayed = await lockReminded(tx, now, most);
  const gone = stayed.filter((row) => !row.is_waiting).map((row) => row.parcel_id);
  if (gone.length > 0) {
    await tx.query('UPDATE stay SET next_reminder_at = NULL WHERE parcel_id = ANY($1::uuid[])', [gone]);
  }
  const { counted } = await recount(tx, stayed);
  let done = 0;
  for (const row of stayed) {
    const stay = counted.get(row.parcel_id);
    if (stay === undefined) continue;
    const number = stay.reminderMs.filter((ms) => ms <= now.getTime()).length;
    // By the calendar of now it may not be due any more; counting has put it off.
    if (number <= stay.reminded) continue;
    await remind(tx, { parcelId: row.parcel_id, since: row.since, number }, now);
    const nextMs = stay.reminderMs[number];
    await tx.query('UPDATE stay SET next_reminder_at = $2 WHERE parcel_id = $1', [
      row.parcel_id,
      nextMs === undefined ? null : new Date(nextMs),
    ]);
    done += 1;
  }
  return { found: stayed.length, done };
}

/** Reminds a customer, once: what is to be sent is written in the transaction in which this is noted. */
async function remind(tx: EntityManager, { parcelId, since, number }: Due, now: Date): Promise<void> {
  const [noted] = await rows<{ before: number }>(
    tx,
    `INSERT INTO reminder (parcel_id, since, number, noted_at) VALUES ($1, $2, $3, $4)
     RETURNING (SELECT count(*)::int FROM reminder WHERE parcel_id = $1) AS before`,
    [parcelId, since, number, now],
  );
  await planReminder(tx, parcelId, (noted as { before: number }).before + 1, now);
}
