import { setImmediate } from 'node:timers/promises';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CodedError, type Language } from '#libs/refusals';
import { SessionsService } from '../access/sessions.service.js';
import { type Account, SignInLinks } from '../access/sign-in-links.js';
import { EmailProofService } from '../merchants/email-proof.service.js';
import { Mailer } from '../notifications/mailer.js';
import { Clock } from '../platform/clock.js';
import { Jobs } from '../platform/jobs.js';
import type { Logger } from '../platform/log.js';
import { LOG } from '../platform/platform.module.js';
import { sha256Hex } from '../platform/secrets.js';
import { Quota } from './quota.js';
import { type NamedLink, signInMessage } from './sign-in.messages.js';
import { accountsOf } from './sign-in.queries.js';

const LINK_MINUTES = 15;
const MOST_ACCOUNTS = 20;
const DAY_SECONDS = 86_400;
/** A shop's whole staff may share an address of the Internet; nobody needs a fourth message in a quarter of an hour. */
const FOR_AN_ADDRESS = { most: 30, minutes: 15 };
const FOR_AN_EMAIL = { most: 3, minutes: 15 };

/** Signing in by a link that was sent by e-mail. */
@Injectable()
export class SignInService implements OnModuleDestroy {
  private readonly forAddress: Quota;
  private readonly forEmail: Quota;
  private readonly sending = new Set<Promise<void>>();

  constructor(
    private readonly dataSource: DataSource,
    clock: Clock,
    private readonly links: SignInLinks,
    private readonly sessions: SessionsService,
    private readonly proofs: EmailProofService,
    private readonly mailer: Mailer,
    @Inject(LOG) private readonly log: Logger,
    jobs: Jobs,
  ) {
    this.forAddress = new Quota(clock, FOR_AN_ADDRESS);
    this.forEmail = new Quota(clock, FOR_AN_EMAIL);
    jobs.recur('sign-in.forget-links', { everySeconds: DAY_SECONDS }, () => links.forgetOld(dataSource.manager));
  }

  /**
   * Sends a link to whoever has an account with an e-mail address. Neither what this returns nor how long it takes tells
   * whether anybody has: the address is looked up once this has returned.
   *
   * @param address - The client's, in the Internet.
   * @throws CodedError RATE_LIMITED for too many requests from that, whomever they are for.
   */
  request(email: string, language: Language, address: string): void {
    const retryAfterSeconds = this.forAddress.take(address);
    if (retryAfterSeconds > 0) throw new CodedError('RATE_LIMITED', { retryAfterSeconds });
    if (this.forEmail.take(sha256Hex(email.toLowerCase())) > 0) return;
    const sending = this.send(email, language).finally(() => this.sending.delete(sending));
    this.sending.add(sending);
  }

  /** Trades a link for a session. @throws CodedError SIGN_IN_LINK_INVALID */
  begin(token: string, label: string): Promise<{ secret: string }> {
    return this.dataSource.transaction(async (tx) => this.admit(tx, await this.links.take(tx, token), label));
  }

  /** A session for somebody of whom it is known that the account's address is theirs. */
  beginAs(account: Account, label: string): Promise<{ secret: string }> {
    return this.dataSource.transaction((tx) => this.admit(tx, account, label));
  }

  /** Who comes in reads the mail of the account's address, so that a merchant's is proved. */
  private async admit(tx: EntityManager, account: Account, label: string): Promise<{ secret: string }> {
    if (account.role === 'MERCHANT') await this.proofs.markProved(tx, account.id);
    return this.sessions.issue(tx, account, label);
  }

  /** Messages that are under way are let go. */
  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.sending);
  }

  private async send(email: string, language: Language): Promise<void> {
    try {
      await setImmediate();
      const accounts = await accountsOf(this.dataSource.manager, email, MOST_ACCOUNTS);
      const [first] = accounts;
      if (first === undefined) return;
      const named: NamedLink[] = [];
      for (const account of accounts) {
        const link = await this.links.make(this.dataSource.manager, account, LINK_MINUTES);
        named.push({ name: account.name, role: account.role, link });
      }
      await this.mailer.send(signInMessage(first.email, named, LINK_MINUTES, language));
    } catch (error) {
      // The error's text may name the address, so that only its code is logged.
      this.log.error({ code: (error as { code?: string }).code }, 'sign-in link not sent');
    }
  }
}
