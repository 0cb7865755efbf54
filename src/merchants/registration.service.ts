import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { CodedError } from '#libs/refusals';
import { TokensService } from '../access/tokens.service.js';
import { Mailer, type MailMessage } from '../notifications/mailer.js';
import { type Caller, requireWholeInstallation } from '../platform/caller.js';
import { Clock } from '../platform/clock.js';
import { check, checkText } from '../platform/input.js';
import type { Logger } from '../platform/log.js';
import { LOG } from '../platform/platform.module.js';
import { EmailProofService } from './email-proof.service.js';
import { checkRegistration, isGiven, withUpdate } from './merchants.checks.js';
import {
  type Merchant,
  type MerchantState,
  RegisteredMerchant,
  type RegisterMerchantInput,
  type UpdateMerchantInput,
} from './merchants.inputs.js';
import { approvedMessage, refusedMessage } from './merchants.messages.js';
import { insertMerchant, lockMerchant, updateMerchantRow } from './merchants.queries.js';
import { noSuchMerchant, ownOrNamed } from './merchants.service.js';

const FIRST_TOKEN_DAYS = 365;

/** How a merchant comes in: it registers, and somebody vouches for it. A SIRET is public, so it proves nothing. */
@Injectable()
export class RegistrationService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly tokens: TokensService,
    private readonly mailer: Mailer,
    private readonly proofs: EmailProofService,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  /**
   * Adds a pending merchant and issues its first token.
   *
   * @throws CodedError BAD_INPUT naming the field; SIRET_TAKEN.
   */
  async register(caller: Caller, input: RegisterMerchantInput): Promise<RegisteredMerchant> {
    const described = checkRegistration(input);
    const merchant: Merchant = {
      id: uuid(),
      ...described,
      emailProvedAt: null,
      state: 'PENDING',
      createdAt: this.clock.now(),
      enrolments: [],
    };
    const token = await this.dataSource.transaction(async (tx) => {
      if (!(await insertMerchant(tx, merchant))) throw new CodedError('SIRET_TAKEN', { siret: merchant.siret });
      return this.tokens.issue(tx, {
        role: 'MERCHANT',
        merchantId: merchant.id,
        label: 'first token',
        createdBy: caller.id,
        expiresInDays: FIRST_TOKEN_DAYS,
      });
    });
    await this.proofs.sendFirst(merchant);
    return Object.assign(new RegisteredMerchant(), { merchant, token });
  }

  /**
   * Changes what a merchant may change of itself; what decides its sector, and its name, an operator corrects.
   *
   * @throws CodedError BAD_INPUT, NOT_FOUND, FORBIDDEN.
   */
  async update(caller: Caller, input: UpdateMerchantInput): Promise<Merchant> {
    requireWholeInstallation(caller);
    requireMayCorrect(caller, input);
    const id = ownOrNamed(caller, input.merchantId, 'input.merchantId');
    const { merchant, isNewEmail } = await this.dataSource.transaction(async (tx) => {
      const before = await lockMerchant(tx, id);
      if (before === null) throw noSuchMerchant(id, 'input.merchantId');
      const after = withUpdate(before, input);
      await updateMerchantRow(tx, after);
      return { merchant: after, isNewEmail: after.email !== before.email };
    });
    if (isNewEmail) await this.proofs.sendFirst(merchant);
    return merchant;
  }

  /** Vouches for a merchant, one that was refused before included. */
  async approve(caller: Caller, id: string): Promise<Merchant> {
    const { merchant, changed } = await this.decide(caller, id, 'APPROVED');
    if (changed) await this.tell(merchant, approvedMessage(merchant));
    return merchant;
  }

  /** Turns a merchant away. The reason goes to the merchant and is not stored: it is free text about somebody. */
  async refuse(caller: Caller, id: string, reason: string): Promise<Merchant> {
    const text = checkText(reason, 'reason', { least: 3, most: 500 });
    const { merchant, changed } = await this.decide(caller, id, 'REFUSED');
    if (changed) await this.tell(merchant, refusedMessage(merchant, text));
    return merchant;
  }

  private decide(caller: Caller, id: string, state: MerchantState): Promise<{ merchant: Merchant; changed: boolean }> {
    requireWholeInstallation(caller);
    return this.dataSource.transaction(async (tx) => {
      const before = await lockMerchant(tx, id);
      if (before === null) throw noSuchMerchant(id, 'id');
      const merchant = { ...before, state };
      await updateMerchantRow(tx, merchant);
      return { merchant, changed: before.state !== state };
    });
  }

  // A decision stands even where its message could not be sent.
  private async tell(merchant: Merchant, message: MailMessage): Promise<void> {
    try {
      await this.mailer.send(message);
    } catch (error) {
      this.log.error({ merchantId: merchant.id, code: (error as { code?: string }).code }, 'decision not sent');
    }
  }
}

function requireMayCorrect(caller: Caller, input: UpdateMerchantInput): void {
  if (caller.role === 'OPERATOR') return;
  for (const field of ['name', 'nafCode', 'nafNomenclature'] as const) {
    check(!isGiven(input[field]), `input.${field}`, 'This is corrected by an operator: ask one.');
  }
}
