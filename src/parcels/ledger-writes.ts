import type { EntityManager } from 'typeorm';
import { type Entry, needsPoint, type ParcelState } from '#libs/custody';
import { linkText } from '#libs/ledger';
import { type Noted, note } from '../outbox/outbox.js';
import { arrayText, prepared } from '../platform/database/rows.js';
import { sha256Hex } from '../platform/secrets.js';
import type { Ledger } from './ledger.js';
import { promiseAnew } from './promise-due.js';
import { type RoomChange, syncRooms } from './room.js';
import { countStays, waitingOf } from './stay.js';

/** An entry that was judged worth recording, and the states of its parcel before it and after. */
export interface Addition {
  ledger: Ledger;
  entry: Entry;
  /** The state without it. */
  before: ParcelState;
  state: ParcelState;
  /** Whose token it was sent with; the system's own acts have that of whoever set them off. */
  sender: { role: string; id: string };
  /** The device's clock minus ours in milliseconds, where the device said what it showed. */
  clockOffsetMs: number | null;
}

/**
 * Writes entries behind the others, each linked to the one before, and brings the parcels' rows and the room that they
 * take into step with the fold. What the world is to be told of them is noted with them. A few statements, however many entries.
 *
 * @param additions - In the order of recording; several may be of one parcel, whose lock the transaction holds.
 */
export async function appendEntries(tx: EntityManager, additions: readonly Addition[], at: Date): Promise<void> {
  if (additions.length === 0) return;
  await insertEntries(tx, additions);
  await note(tx, additions.map(tellable));
  const last = lastOfEachParcel(additions);
  await storeStates(tx, last);
  await syncRooms(tx, last, at);
  // That something is later than was promised is what came of the last promise, and no reason for another.
  const moved = last.filter(({ entry }) => entry.kind !== 'EXPECTATION');
  await promiseAnew(
    tx,
    moved.map(({ ledger }) => ledger.parcelId),
    at,
  );
}

/** Before its announcement nothing was known of a parcel. */
function tellable({ ledger, entry, before, state }: Addition): Noted {
  const { parcelId, trackingNumber, merchantId } = ledger;
  return { parcelId, trackingNumber, merchantId, entry, before: entry.sequence === 1 ? null : before, state };
}

/** An addition of each parcel, the latest, and whether those before it booked a point anew or sent it on its way. */
function lastOfEachParcel(additions: readonly Addition[]): (Addition & RoomChange)[] {
  const last = new Map<string, Addition & RoomChange>();
  for (const addition of additions) {
    const { ledger, entry, state } = addition;
    const before = last.get(ledger.parcelId);
    const isDispatch = (entry.kind === 'DROP_OFF' || entry.kind === 'CARRIER_PICKUP') && state.heading === 'OUTBOUND';
    last.set(ledger.parcelId, {
      ...addition,
      isRebooked: entry.kind === 'REBOOKING' || before?.isRebooked === true,
      isDispatched: isDispatch || before?.isDispatched === true,
    });
  }
  return [...last.values()];
}

async function insertEntries(tx: EntityManager, additions: readonly Addition[]): Promise<void> {
  const linked = additions.map((addition) => {
    const { ledger, entry, clockOffsetMs, sender } = addition;
    const previous = ledger.head;
    ledger.head = sha256Hex(linkText(ledger.parcelId, previous, { ...entry, clockOffsetMs, sender }));
    return { ...addition, previous, hash: ledger.head };
  });
  const column = (value: (addition: (typeof linked)[number]) => string | number | boolean | null) =>
    arrayText(linked.map(value));
  await prepared(
    tx,
    'ledger_entries_insert',
    `INSERT INTO ledger_entry (parcel_id, sequence, kind, side, idempotency_key, fingerprint, occurred_at, happened_at,
                               recorded_at, clock_offset_ms, clock_flagged, actor_id, actor_role, body, previous_hash,
                               hash)
     SELECT parcel_id, sequence, kind, side, key, decode(fingerprint, 'hex'), occurred_at, happened_at, recorded_at,
            clock_offset_ms, clock_flagged, actor_id, actor_role, body, decode(previous, 'hex'), decode(hash, 'hex')
       FROM ROWS FROM (unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[],
                              $8::timestamptz[], $9::timestamptz[], $10::bigint[], $11::boolean[], $12::text[],
                              $13::text[], $14::text[], $15::text[]),
                       jsonb_array_elements($16::jsonb))
         e (parcel_id, sequence, kind, side, key, fingerprint, occurred_at, happened_at, recorded_at, clock_offset_ms,
            clock_flagged, actor_id, actor_role, previous, hash, body)`,
    [
      column(({ ledger }) => ledger.parcelId),
      column(({ entry }) => entry.sequence),
      column(({ entry }) => entry.kind),
      column(({ entry }) => entry.side ?? null),
      column(({ entry }) => entry.idempotencyKey),
      column(({ entry }) => entry.fingerprint ?? ''),
      column(({ entry }) => instant(entry.occurredAt)),
      column(({ entry }) => instant(entry.happenedAt)),
      column(({ entry }) => instant(entry.recordedAt)),
      column(({ clockOffsetMs }) => clockOffsetMs),
      column(({ entry }) => entry.clockFlagged),
      column(({ sender }) => sender.id),
      column(({ sender }) => sender.role),
      column(({ previous }) => previous),
      column(({ hash }) => hash),
      JSON.stringify(linked.map(({ entry }) => bodyOf(entry))),
    ],
  );
}

/** What of an entry has no column of its own. */
function bodyOf(entry: Entry): Partial<Entry> {
  const { from, to, pointCode, reason, shelf, correctsKey, bookedPointCode, deadline, codeChecked, actor } = entry;
  return { from, to, pointCode, reason, shelf, correctsKey, bookedPointCode, deadline, codeChecked, actor };
}

/**
 * ISO 8601: the driver would write a Date in the zone of this machine, one call at a time. PostgreSQL knows neither a
 * year 0 nor a sign before a year, and an instant at the end of the calendar is in such a year in another zone.
 */
function instant(ms: number | null | undefined): string | null {
  if (typeof ms !== 'number') return null;
  const at = new Date(ms);
  const year = at.getUTCFullYear();
  const digits = String(year > 0 ? year : 1 - year).padStart(4, '0');
  return `${digits}${at.toISOString().replace(/^[+-]?\d+/, '')}${year > 0 ? '' : ' BC'}`;
}

/** Brings the parcels' rows into step with their states, the one after the last entry of each. */
export async function storeStates(
  tx: EntityManager,
  additions: readonly Pick<Addition, 'ledger' | 'entry' | 'state'>[],
): Promise<void> {
  const stays = additions.flatMap(({ ledger, state }) => waitingOf(ledger.parcelId, state) ?? []);
  const counted = await countStays(tx, stays);
  const column = (value: (addition: (typeof additions)[number]) => string | number | boolean | null) =>
    arrayText(additions.map(value));
  await prepared(
    tx,
    'parcels_store_states',
    `UPDATE parcel c SET state = u.state, custodian_kind = u.custodian_kind, custodian_id = u.custodian_id,
            custodian_point_id = held.id, pickup_point_id = COALESCE(booked.id, c.pickup_point_id), shelf = u.shelf,
            discrepancies = u.discrepancies, deadline = u.deadline, sequence = u.sequence, ledger_head = decode(u.head, 'hex'),
            possession_since = u.possession_since, recheck_at = u.recheck_at, needs_point = u.needs_point
       FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::jsonb[],
                   $9::timestamptz[], $10::int[], $11::text[], $12::timestamptz[], $13::timestamptz[], $14::boolean[])
              u (id, state, custodian_kind, custodian_id, held, booked, shelf, discrepancies, deadline, sequence, head,
                 possession_since, recheck_at, needs_point)
       LEFT JOIN point held ON held.code = u.held
       LEFT JOIN point booked ON booked.code = u.booked
      WHERE c.id = u.id`,
    [
      column(({ ledger }) => ledger.parcelId),
      column(({ state }) => state.state),
      column(({ state }) => state.custodian.kind),
      column(({ state }) => state.custodian.id),
      column(({ state }) => (state.state === 'MISSING' ? null : state.pointCode)),
      column(({ state }) => state.bookedPointCode),
      column(({ state }) => state.shelf),
      column(({ state }) => JSON.stringify(state.discrepancies)),
      column(({ ledger }) => instant(counted.get(ledger.parcelId)?.deadlineMs)),
      column(({ entry }) => entry.sequence),
      column(({ ledger }) => ledger.head),
      column(({ entry, state }) => instant(state.possessionSince ?? entry.happenedAt)),
      column(({ state }) => instant(state.changesAt)),
      column(({ state }) => needsPoint(state)),
    ],
  );
}
