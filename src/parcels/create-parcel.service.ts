import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type FitReason, fitReasons } from '#libs/matching';
import { CodedError, type RefusalCode } from '#libs/refusals';
import { isMerchantKey } from '../merchants/merchants.queries.js';
import { MerchantsService, noSuchMerchant } from '../merchants/merchants.service.js';
import type { Caller } from '../platform/caller.js';
import { Clock } from '../platform/clock.js';
import { CONFIG, type Config } from '../platform/config.js';
import { rows } from '../platform/database/database.js';
import { Secrets } from '../platform/secrets.js';
import { lockOffer, type StoredOffer } from '../search/offer.queries.js';
import { pricing } from '../search/pricing.js';
import { announceAll, knownKeys, personOf, requestFingerprint } from './announce.js';
import type { CreateParcelInput } from './parcels.inputs.js';

const UNIQUE_VIOLATION = '23505';

interface Existing {
  trackingNumber: string;
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
    const fingerprint = requestFingerprint(this.secrets, input);
    const before = await this.existing(merchantId, input.idempotencyKey);
    if (before) return sameOrRefused(before, fingerprint, input.idempotencyKey);
    try {
      return await this.dataSource.transaction((tx) => this.book(tx, caller, merchantId, input, fingerprint));
    } catch (error) {
      if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error;
      // The same request was under way twice, and the other one was faster.
      const other = await this.existing(merchantId, input.idempotencyKey);
      if (!other) throw error;
      return sameOrRefused(other, fingerprint, input.idempotencyKey);
    }
  }

  private async existing(merchantId: string, key: string): Promise<Existing | undefined> {
    return (await knownKeys(this.dataSource.manager, merchantId, [key])).get(key);
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
    const { recipient, measures, idempotencyKey } = input;
    const [trackingNumber] = await announceAll(
      tx,
      [
        {
          merchantId,
          idempotencyKey,
          fingerprint,
          measures,
          recipient: personOf(recipient),
          pickupPoint: offer,
          dropOffPointId,
          programme,
        },
      ],
      { secrets: this.secrets, ssccPrefix: this.config.ssccPrefix, sender: caller, now },
    );
    return trackingNumber as string;
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
  if (existing.fingerprint.equals(fingerprint)) return existing.trackingNumber;
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
