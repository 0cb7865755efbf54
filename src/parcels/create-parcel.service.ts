import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { contentFingerprint, judge, type ParcelFacts } from '#libs/custody';
import type { Programme } from '#libs/eligibility';
import { buildSscc } from '#libs/identifiers';
import { type FitReason, fitReasons } from '#libs/matching';
import { CodedError, type Language, type RefusalCode } from '#libs/refusals';
import { isMerchantKey } from '../merchants/merchants.queries.js';
import { MerchantsService, noSuchMerchant } from '../merchants/merchants.service.js';
import type { Caller } from '../platform/caller.js';
import { Clock } from '../platform/clock.js';
import { CONFIG, type Config } from '../platform/config.js';
import { rows } from '../platform/database/database.js';
import { Secrets, sha256Hex } from '../platform/secrets.js';
import { lockOffer, type StoredOffer } from '../search/offer.queries.js';
import { pricing } from '../search/pricing.js';
import { contactIndex } from './contacts.js';
import { type Ledger, loadLedger } from './ledger.js';
import { appendEntries } from './ledger-writes.js';
import type { CreateParcelInput } from './parcels.inputs.js';
import { sealRecipient } from './recipient.js';
import { bookRoom } from './room.js';

const DAY_MS = 86_400_000;
const UNIQUE_VIOLATION = '23505';

interface Existing {
  tracking_number: string;
  fingerprint: Buffer;
}

/** Announces a parcel and books its room, in one transaction. */
@Injectable()
export class CreateParcelService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly secrets: Secrets,
    private readonly merchants: MerchantsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Creates a parcel once for each of a merchant's keys.
   *
   * @returns Its tracking number, the same again when the same request is sent again.
   * @throws CodedError FULL, POINT_SUSPENDED, NOT_FREE and the like, with the numbers; KEY_REUSED for other content.
   */
  async create(caller: Caller, input: CreateParcelInput): Promise<string> {
    const merchantId = merchantOf(caller, input);
    const fingerprint = this.fingerprintOf(input);
    const before = await this.existing(this.dataSource.manager, merchantId, input.idempotencyKey);
    if (before) return sameOrRefused(before, fingerprint, input.idempotencyKey);
    try {
      return await this.dataSource.transaction((tx) => this.book(tx, caller, merchantId, input, fingerprint));
    } catch (error) {
      if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error;
      // The same request was under way twice, and the other one was faster.
      const other = await this.existing(this.dataSource.manager, merchantId, input.idempotencyKey);
      if (!other) throw error;
      return sameOrRefused(other, fingerprint, input.idempotencyKey);
    }
  }

  /**
   * What was asked for, in one order whatever the order of the fields in the request. Keyed, because a plain hash of a
   * name and an address can be guessed back, and would outlive the recipient's erasure.
   */
  private fingerprintOf({ recipient, measures, pickupPointCode, dropOffPointCode, cost }: CreateParcelInput): Buffer {
    return this.secrets.mac(
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

  private async existing(db: EntityManager, merchantId: string, key: string): Promise<Existing | undefined> {
    const [found] = await rows<Existing>(
      db,
      'SELECT tracking_number, fingerprint FROM parcel WHERE merchant_id = $1 AND idempotency_key = $2',
      [merchantId, key],
    );
    return found;
  }

  private async book(
    tx: EntityManager,
    caller: Caller,
    merchantId: string,
    input: CreateParcelInput,
    fingerprint: Buffer,
  ): Promise<string> {
    const now = this.clock.now();
    const usable = await this.merchants.usable(tx, merchantId, now, input.cost);
    const offer = await lockOffer(tx, input.pickupPointCode, now);
    if (offer === null) throw notFound('input.pickupPointCode', input.pickupPointCode);
    requireOwnChain(caller, offer);
    refuse(fitReasons(offer, { parcel: input.measures }), offer);
    const prices = pricing(usable, now);
    const programme = prices.programmeAt(offer);
    if (programme === null) {
      refuse(prices.reasonsAt(offer), offer);
      throw new CodedError('NO_PROGRAMME', { pointCode: offer.code });
    }
    const dropOffPointId = await this.dropOffPoint(tx, input.dropOffPointCode ?? null);
    const trackingNumber = await this.nextTrackingNumber(tx);
    const parcelId = uuid();
    await this.insert(tx, {
      parcelId,
      trackingNumber,
      merchantId,
      offer,
      programme,
      dropOffPointId,
      now,
      input,
      fingerprint,
    });
    const lapsesAt = new Date(now.getTime() + programme.bookingDays * DAY_MS);
    await bookRoom(tx, parcelId, offer.id, now, lapsesAt);
    await this.announce(tx, caller, trackingNumber, offer.code, now);
    return trackingNumber;
  }

  private async dropOffPoint(tx: EntityManager, code: string | null): Promise<string | null> {
    if (code === null) return null;
    const [point] = await rows<{ id: string; state: string; services: string[] }>(
      tx,
      'SELECT id, state, services FROM point WHERE code = $1',
      [code],
    );
    if (!point) throw notFound('input.dropOffPointCode', code);
    if (point.state !== 'OPEN') throw new CodedError('POINT_NOT_OPEN', { pointCode: code, state: point.state });
    if (!point.services.includes('DROP_OFF'))
      throw new CodedError('NO_SERVICE', { pointCode: code, service: 'DROP_OFF' });
    return point.id;
  }

  private async nextTrackingNumber(tx: EntityManager): Promise<string> {
    const [next] = await rows<{ serial: string }>(tx, `SELECT nextval('parcel_serial') AS serial`);
    const sscc = buildSscc({
      extensionDigit: 0,
      companyPrefix: this.config.ssccPrefix,
      serial: BigInt((next as { serial: string }).serial),
    });
    if (!sscc.ok) throw new CodedError('INTERNAL', {}, { message: sscc.message });
    return sscc.value;
  }

  private async insert(tx: EntityManager, parcel: NewParcel): Promise<void> {
    const { measures, recipient, idempotencyKey } = parcel.input;
    await tx.query(
      `INSERT INTO parcel (id, tracking_number, merchant_id, idempotency_key, fingerprint, weight_grams,
                           length_millimetres, width_millimetres, height_millimetres, temperature, pickup_point_id,
                           drop_off_point_id, programme_code, fee_cents, currency, state, custodian_kind, custodian_id,
                           possession_since, created_at)
       VALUES ($1, $2, $3::uuid, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'ANNOUNCED', 'MERCHANT', ($3::uuid)::text, $16, $16)`,
      [
        parcel.parcelId,
        parcel.trackingNumber,
        parcel.merchantId,
        idempotencyKey,
        parcel.fingerprint,
        measures.weightGrams,
        measures.lengthMillimetres ?? null,
        measures.widthMillimetres ?? null,
        measures.heightMillimetres ?? null,
        measures.temperature ?? 'AMBIENT',
        parcel.offer.id,
        parcel.dropOffPointId,
        parcel.programme.code,
        parcel.programme.feeCents,
        parcel.programme.currency,
        parcel.now,
      ],
    );
    const person = {
      name: recipient.name,
      email: recipient.email ?? null,
      phone: recipient.phone ?? null,
      ...(recipient.language ? { language: recipient.language as Language } : {}),
    };
    const { wrappedKey, sealed } = sealRecipient(this.secrets, parcel.parcelId, person);
    await tx.query('INSERT INTO recipient (parcel_id, wrapped_key, sealed, contact_index) VALUES ($1, $2, $3, $4)', [
      parcel.parcelId,
      wrappedKey,
      sealed,
      contactIndex(this.secrets, person),
    ]);
  }

  private async announce(tx: EntityManager, caller: Caller, trackingNumber: string, pointCode: string, now: Date) {
    const ledger = (await loadLedger(tx, trackingNumber)) as Ledger;
    const input = { idempotencyKey: 'announcement', kind: 'ANNOUNCEMENT', bookedPointCode: pointCode };
    const facts: ParcelFacts = ledger.facts;
    const judged = judge(
      facts,
      [],
      {
        input,
        recordedAt: now.getTime(),
        online: true,
        fingerprint: sha256Hex(contentFingerprint(input)),
      },
      { role: 'SYSTEM' },
    );
    if (judged.outcome !== 'RECORDED') throw new Error(`an announcement was not recorded: ${JSON.stringify(judged)}`);
    const { entry, before, state } = judged;
    await appendEntries(tx, [{ ledger, entry, before, state, sender: caller, clockOffsetMs: null }], now);
  }
}

interface NewParcel {
  parcelId: string;
  trackingNumber: string;
  merchantId: string;
  offer: StoredOffer;
  programme: Programme;
  dropOffPointId: string | null;
  now: Date;
  input: CreateParcelInput;
  fingerprint: Buffer;
}

function merchantOf(caller: Caller, { merchantId }: CreateParcelInput): string {
  if (caller.role === 'MERCHANT') {
    if (merchantId && merchantId !== caller.merchantId) throw new CodedError('FORBIDDEN', { merchantId });
    return caller.merchantId;
  }
  if (merchantId && !isMerchantKey(merchantId)) throw noSuchMerchant(merchantId, 'input.merchantId');
  if (merchantId) return merchantId;
  throw new CodedError('BAD_INPUT', {}, { field: 'input.merchantId', message: 'An operator says for which merchant.' });
}

function sameOrRefused(existing: Existing, fingerprint: Buffer, idempotencyKey: string): string {
  if (existing.fingerprint.equals(fingerprint)) return existing.tracking_number;
  throw new CodedError('KEY_REUSED', { idempotencyKey });
}

/** @throws CodedError with the first reason's code and all of them in its details; nothing if there is none. */
export function refuse(reasons: readonly FitReason[], offer: StoredOffer): void {
  const [first] = reasons;
  if (first === undefined) return;
  const details = { pointCode: offer.code, reasons: reasons.map(({ code, detail }) => ({ code, detail })) };
  throw new CodedError(first.code as RefusalCode, details);
}

/** @throws CodedError FORBIDDEN for an operator of one chain who books at another's point, and could not see it then. */
export function requireOwnChain(caller: Caller, { code, chain }: StoredOffer): void {
  if (caller.role !== 'OPERATOR' || caller.chainCode === null || caller.chainCode === chain) return;
  throw new CodedError('FORBIDDEN', { pointCode: code }, { field: 'input.pickupPointCode' });
}

function notFound(field: string, code: string): CodedError {
  return new CodedError('NOT_FOUND', { code }, { field });
}
