import { timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CodedError } from '#libs/refusals';
import { SignInLinks } from '../access/sign-in-links.js';
import { Mailer } from '../notifications/mailer.js';
import type { Caller } from '../platform/caller.js';
import { Clock } from '../platform/clock.js';
import type { Logger } from '../platform/log.js';
import { LOG } from '../platform/platform.module.js';
import { Secrets } from '../platform/secrets.js';
import type { EmailProof, Merchant } from './merchants.inputs.js';
import { emailProofMessage } from './merchants.messages.js';
import { lockMerchant, updateMerchantRow } from './merchants.queries.js';
import { MerchantsService } from './merchants.service.js';

const MINUTES_BETWEEN_MESSAGES = 5;
/** A link that comes unasked waits until somebody reads their mail. */
const LINK_HOURS = 24;

/** Proves that whoever registered a merchant reads the mail of the address that was given. */
@Injectable()
export class EmailProofService {
  // Per process, which is enough to keep a mailbox from being flooded.
  private readonly sentAt = new Map<string, number>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly secrets: Secrets,
    private readonly mailer: Mailer,
    private readonly merchants: MerchantsService,
    private readonly links: SignInLinks,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  /** Derived and not stored; it stops being valid when the merchant's e-mail changes. */
  private proofOf({ id, email }: Pick<Merchant, 'id' | 'email'>): string {
    return `${id}.${this.secrets.mac('email-proof', id, email).toString('base64url')}`;
  }

  /** After a registration or a new address. A message that cannot be sent undoes neither: it can be sent again. */
  async sendFirst(merchant: Merchant): Promise<void> {
    try {
      await this.send(merchant);
    } catch (error) {
      // The error's text may name the address, so that only its code is logged.
      this.log.error({ merchantId: merchant.id, code: (error as { code?: string }).code }, 'e-mail proof not sent');
    }
  }

  /**
   * Sends the proof again; nothing is sent where the e-mail is proved already.
   *
   * @returns Whether a message was sent.
   * @throws CodedError NOT_FOUND; RATE_LIMITED within five minutes of the message before.
   */
  async resend(caller: Caller, merchantId: string | null): Promise<boolean> {
    const merchant = await this.merchants.visible(caller, merchantId, 'merchantId');
    if (merchant.emailProvedAt !== null) return false;
    const last = this.sentAt.get(merchant.id);
    const now = this.clock.now().getTime();
    const waitMs = last === undefined ? 0 : last + MINUTES_BETWEEN_MESSAGES * 60_000 - now;
    if (waitMs > 0) {
      const retryAfterSeconds = Math.ceil(waitMs / 1000);
      throw new CodedError(
        'RATE_LIMITED',
        { retryAfterSeconds },
        { message: `A message was sent just now. Look for it, or send it again in ${retryAfterSeconds} seconds.` },
      );
    }
    await this.send(merchant);
    return true;
  }

  /**
   * Takes a proof from a message.
   *
   * @throws CodedError LINK_INVALID for anything but the proof of a merchant's present address.
   */
  prove(token: string): Promise<EmailProof> {
    const [merchantId = ''] = token.slice(0, 200).split('.');
    return this.dataSource.transaction(async (tx) => {
      const merchant = await lockMerchant(tx, merchantId);
      const expected = Buffer.from(merchant === null ? '' : this.proofOf(merchant));
      const given = Buffer.from(token);
      if (merchant === null || given.length !== expected.length || !timingSafeEqual(given, expected)) {
        throw new CodedError('LINK_INVALID', {}, { field: 'token' });
      }
      return { merchantId: merchant.id, provedAt: await this.note(tx, merchant) };
    });
  }

  /** Notes that a merchant's present address was proved in another way: by a link that was sent there. */
  async markProved(tx: EntityManager, merchantId: string): Promise<void> {
    const merchant = await lockMerchant(tx, merchantId);
    if (merchant !== null) await this.note(tx, merchant);
  }

  private async note(tx: EntityManager, merchant: Merchant): Promise<Date> {
    if (merchant.emailProvedAt !== null) return merchant.emailProvedAt;
    const provedAt = this.clock.now();
    await updateMerchantRow(tx, { ...merchant, emailProvedAt: provedAt });
    return provedAt;
  }

  private async send(merchant: Merchant): Promise<void> {
    const now = this.clock.now().getTime();
    for (const [id, at] of this.sentAt) if (at + MINUTES_BETWEEN_MESSAGES * 60_000 <= now) this.sentAt.delete(id);
    this.sentAt.set(merchant.id, now);
    const account = { role: 'MERCHANT', id: merchant.id, email: merchant.email } as const;
    const link = await this.links.make(this.dataSource.manager, account, LINK_HOURS * 60);
    await this.mailer.send(emailProofMessage(merchant, this.proofOf(merchant), { link, hours: LINK_HOURS }));
  }
}
