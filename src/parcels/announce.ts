import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { contentFingerprint, judge } from '#libs/custody';
import type { Programme } from '#libs/eligibility';
import { buildSscc } from '#libs/identifiers';
import type { ParcelMeasures } from '#libs/matching';
import { CodedError, type Language } from '#libs/refusals';
import { arrayText, prepared, rows } from '../platform/database/rows.js';
import { type Secrets, sha256Hex } from '../platform/secrets.js';
import { contactIndex } from './contacts.js';
import { loadLedgers } from './ledger.js';
import { type Addition, appendEntries } from './ledger-writes.js';
import type { CreateParcelInput, RecipientInput } from './parcels.inputs.js';
import { type Recipient, sealRecipient } from './recipient.js';

const DAY_MS = 86_400_000;

/** A parcel that is to be, at a point whose lock the transaction holds and which has been found to take it. */
export interface NewParcel {
  merchantId: string;
  idempotencyKey: string;
  fingerprint: Buffer;
  measures: ParcelMeasures;
  recipient: Recipient;
  pickupPoint: { id: string; code: string };
  dropOffPointId: string | null;
  programme: Pick<Programme, 'code' | 'feeCents' | 'currency' | 'bookingDays'>;
}

interface Announcing {
  secrets: Secrets;
  ssccPrefix: string;
  /** Who asked for it, as the ledger writes it down. */
  sender: { role: string; id: string };
  now: Date;
}

type Numbered = NewParcel & { parcelId: string; trackingNumber: string };

/**
 * Makes parcels with their recipients, bookings and first entries, in as many statements for a thousand as for one.
 *
 * @returns Their tracking numbers, in order.
 */
export async function announceAll(
  tx: EntityManager,
  parcels: readonly NewParcel[],
  announcing: Announcing,
): Promise<string[]> {
  if (parcels.length === 0) return [];
  const numbers = await nextTrackingNumbers(tx, parcels.length, announcing.ssccPrefix);
  const numbered = parcels.map((parcel, place) => ({
    ...parcel,
    parcelId: uuid(),
    trackingNumber: numbers[place] as string,
  }));
  await insertParcels(tx, numbered, announcing.now);
  await insertRecipients(tx, numbered, announcing.secrets);
  await insertBookings(tx, numbered, announcing.now);
  await insertAnnouncements(tx, numbered, announcing);
  return numbers;
}

async function nextTrackingNumbers(tx: EntityManager, count: number, companyPrefix: string): Promise<string[]> {
  const serials = await prepared<{ serial: string }>(
    tx,
    'parcels_next_serials',
    `SELECT nextval('parcel_serial') AS serial FROM generate_series(1, $1::int)`,
    [count],
  );
  return serials.map(({ serial }) => {
    const sscc = buildSscc({ extensionDigit: 0, companyPrefix, serial: BigInt(serial) });
    if (!sscc.ok) throw new CodedError('INTERNAL', {}, { message: sscc.message });
    return sscc.value;
  });
}

type Cell = string | number | boolean | null | undefined;

function columnsOf(parcels: readonly Numbered[]) {
  return (value: (parcel: Numbered) => Cell) => arrayText(parcels.map(value));
}

async function insertParcels(tx: EntityManager, parcels: readonly Numbered[], now: Date): Promise<void> {
  const column = columnsOf(parcels);
  await prepared(
    tx,
    'parcels_insert',
    `INSERT INTO parcel (id, tracking_number, merchant_id, idempotency_key, fingerprint, weight_grams,
                         length_millimetres, width_millimetres, height_millimetres, temperature, pickup_point_id,
                         drop_off_point_id, programme_code, fee_cents, currency, state, custodian_kind, custodian_id,
                         possession_since, created_at)
     SELECT id, tracking_number, merchant_id, key, decode(fingerprint, 'hex'), weight, length, width, height, temperature,
            pickup, drop_off, programme, fee, currency, 'ANNOUNCED', 'MERCHANT', merchant_id::text, $16, $16
       FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::int[], $7::int[], $8::int[],
                   $9::int[], $10::text[], $11::bigint[], $12::bigint[], $13::text[], $14::int[], $15::text[])
         n (id, tracking_number, merchant_id, key, fingerprint, weight, length, width, height, temperature, pickup,
            drop_off, programme, fee, currency)`,
    [
      column(({ parcelId }) => parcelId),
      column(({ trackingNumber }) => trackingNumber),
      column(({ merchantId }) => merchantId),
      column(({ idempotencyKey }) => idempotencyKey),
      column(({ fingerprint }) => fingerprint.toString('hex')),
      column(({ measures }) => measures.weightGrams),
      column(({ measures }) => measures.lengthMillimetres),
      column(({ measures }) => measures.widthMillimetres),
      column(({ measures }) => measures.heightMillimetres),
      column(({ measures }) => measures.temperature ?? 'AMBIENT'),
      column(({ pickupPoint }) => pickupPoint.id),
      column(({ dropOffPointId }) => dropOffPointId),
      column(({ programme }) => programme.code),
      column(({ programme }) => programme.feeCents),
      column(({ programme }) => programme.currency),
      now,
    ],
  );
}

async function insertRecipients(tx: EntityManager, parcels: readonly Numbered[], secrets: Secrets): Promise<void> {
  const sealed = parcels.map(({ parcelId, recipient }) => ({
    ...sealRecipient(secrets, parcelId, recipient),
    contacts: contactIndex(secrets, recipient),
  }));
  const column = (value: (each: (typeof sealed)[number]) => string) => arrayText(sealed.map(value));
  await prepared(
    tx,
    'recipients_insert',
    `INSERT INTO recipient (parcel_id, wrapped_key, sealed, contact_index)
     SELECT id, decode(wrapped_key, 'hex'), decode(sealed, 'hex'),
            ARRAY(SELECT decode(contact, 'hex') FROM unnest(string_to_array(contacts, ' ')) contact)
       FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) n (id, wrapped_key, sealed, contacts)`,
    [
      arrayText(parcels.map(({ parcelId }) => parcelId)),
      column(({ wrappedKey }) => wrappedKey.toString('hex')),
      column((each) => each.sealed.toString('hex')),
      column(({ contacts }) => contacts.map((contact) => contact.toString('hex')).join(' ')),
    ],
  );
}

async function insertBookings(tx: EntityManager, parcels: readonly Numbered[], now: Date): Promise<void> {
  const column = columnsOf(parcels);
  await prepared(
    tx,
    'bookings_insert',
    `INSERT INTO booking (parcel_id, point_id, from_at, lapses_at)
     SELECT parcel_id, point_id, $4, lapses_at
       FROM unnest($1::uuid[], $2::bigint[], $3::timestamptz[]) n (parcel_id, point_id, lapses_at)`,
    [
      column(({ parcelId }) => parcelId),
      column(({ pickupPoint }) => pickupPoint.id),
      column(({ programme }) => new Date(now.getTime() + programme.bookingDays * DAY_MS).toISOString()),
      now,
    ],
  );
}

async function insertAnnouncements(
  tx: EntityManager,
  parcels: readonly Numbered[],
  { sender, now }: Announcing,
): Promise<void> {
  const ledgers = await loadLedgers(
    tx,
    parcels.map(({ trackingNumber }) => trackingNumber),
  );
  const additions = parcels.map(({ trackingNumber, pickupPoint }): Addition => {
    const ledger = ledgers.get(trackingNumber);
    if (ledger === undefined) throw new Error(`there is no ledger of ${trackingNumber}, which has just been made`);
    const input = { idempotencyKey: 'announcement', kind: 'ANNOUNCEMENT', bookedPointCode: pickupPoint.code };
    const fingerprint = sha256Hex(contentFingerprint(input));
    const proposed = { input, recordedAt: now.getTime(), online: true, fingerprint };
    const judged = judge(ledger.facts, [], proposed, { role: 'SYSTEM' });
    if (judged.outcome !== 'RECORDED') throw new Error(`an announcement was not recorded: ${JSON.stringify(judged)}`);
    const { entry, before, state } = judged;
    return { ledger, entry, before, state, sender, clockOffsetMs: null };
  });
  await appendEntries(tx, additions, now);
}

/** Which of a merchant's keys have a parcel already, with what it was asked for by. */
export async function knownKeys(
  db: EntityManager,
  merchantId: string,
  keys: readonly string[],
): Promise<Map<string, { trackingNumber: string; fingerprint: Buffer }>> {
  const found = await rows<{ idempotency_key: string; tracking_number: string; fingerprint: Buffer }>(
    db,
    `SELECT idempotency_key, tracking_number, fingerprint FROM parcel
      WHERE merchant_id = $1 AND idempotency_key = ANY($2::text[])`,
    [merchantId, keys],
  );
  return new Map(
    found.map((row) => [row.idempotency_key, { trackingNumber: row.tracking_number, fingerprint: row.fingerprint }]),
  );
}

/**
 * What was asked for, in one order whatever the order of the fields in the request. Keyed, because a plain hash of a name
 * and an address can be guessed back, and would outlive the recipient's erasure.
 */
export function requestFingerprint(
  secrets: Secrets,
  {
    recipient,
    measures,
    pickupPointCode,
    dropOffPointCode,
    cost,
  }: Pick<CreateParcelInput, 'recipient' | 'measures' | 'pickupPointCode' | 'dropOffPointCode' | 'cost'>,
): Buffer {
  return secrets.mac(
    'request-fingerprint',
    JSON.stringify([
      ...[recipient.name, recipient.email ?? null, recipient.phone ?? null],
      ...(recipient.language ? [recipient.language] : []),
    ]),
    JSON.stringify([measures.weightGrams, measures.lengthMillimetres ?? null, measures.widthMillimetres ?? null]),
    JSON.stringify([measures.heightMillimetres ?? null, measures.temperature ?? 'AMBIENT']),
    JSON.stringify([pickupPointCode, dropOffPointCode ?? null, cost]),
  );
}

/** The recipient as they are sealed. */
export function personOf({ name, email, phone, language }: RecipientInput): Recipient {
  return {
    name,
    email: email ?? null,
    phone: phone ?? null,
    ...(language ? { language: language as Language } : {}),
  };
}
