import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { openState } from '#libs/opening-hours';
import { Mailer } from '../notifications/mailer.js';
import { TextMessages } from '../notifications/sms.js';
import { Undeliverable } from '../notifications/smtp-mailer.js';
import { ParcelsService } from '../parcels/parcels.service.js';
import { pickupCode } from '../parcels/pickup-code.js';
import { openRecipient, type Recipient } from '../parcels/recipient.js';
import { Clock } from '../platform/clock.js';
import { Commits } from '../platform/database/commits.js';
import { Jobs } from '../platform/jobs.js';
import { type Logger, stackOf } from '../platform/log.js';
import { LOG } from '../platform/platform.module.js';
import { Secrets } from '../platform/secrets.js';
import { Watcher } from '../platform/watcher.js';
import { composeMail, composeText, type MessageFacts } from './compose.js';
import {
  type ClaimedMessage,
  claimMessages,
  loadMessageParcel,
  type MessageParcel,
  messagesAhead,
  planMessages,
  type Settled,
  settleMessage,
} from './messages.queries.js';
import type { MessageKind } from './words.js';

const MOST_AT_ONCE = 10;
/** How long after an attempt that failed the next one is made; after the last a message is given up: it would be stale. */
const RETRY_SECONDS = [60, 300, 1800, 7200, 21_600, 43_200];
/** In which states a message is still true. */
const TRUE_IN: Record<MessageKind, readonly string[]> = {
  ANNOUNCED: ['ANNOUNCED', 'DROPPED_OFF', 'IN_TRANSIT', 'MISROUTED'],
  AVAILABLE: ['AVAILABLE'],
  REMINDER: ['AVAILABLE'],
  EXPIRED: ['RETURN_DUE', 'RETURNING', 'RETURNED'],
};

type Channel = 'EMAIL' | 'SMS';

/**
 * Writes to recipients: by e-mail where there is an address, else, when there is something to collect, to the telephone.
 * A message is made up when it is sent, from the recipient's seal, so that nothing of it is stored; it is marked when it
 * was handed on, so that it is sent once unless this process dies in between.
 */
@Injectable()
export class Writer implements BeforeApplicationShutdown {
  private readonly watcher: Watcher;
  private isStopping = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly secrets: Secrets,
    private readonly parcels: ParcelsService,
    private readonly mailer: Mailer,
    private readonly texts: TextMessages,
    commits: Commits,
    jobs: Jobs,
    @Inject(LOG) private readonly log: Logger,
  ) {
    this.watcher = new Watcher(commits, log, () => this.run());
    jobs.onStart(() => this.watcher.start());
    jobs.recur('messages', { everySeconds: 120 }, async () => {
      await this.run();
    });
  }

  /** Lets what is being sent be sent. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    await this.watcher.stop();
  }

  /** Sends whatever is due now. @returns In how many milliseconds there is more to do; null if nothing waits. */
  private async run(): Promise<number | null> {
    while (!this.isStopping) {
      const now = this.clock.now();
      const { isUnwritten, nextAt } = await messagesAhead(this.dataSource.manager, now);
      if (isUnwritten) await planMessages(this.dataSource, now);
      if (!isUnwritten && (nextAt === null || nextAt > now)) return nextAt && nextAt.getTime() - now.getTime();
      const claimed = await claimMessages(this.dataSource, now, MOST_AT_ONCE);
      await Promise.all(claimed.map((one) => this.send(one)));
      if (claimed.length === 0) return null;
    }
    return null;
  }

  private async send(claimed: ClaimedMessage): Promise<void> {
    const settled = await this.write(claimed).then(
      (channel) => ({
        state: channel === null ? ('SKIPPED' as const) : ('SENT' as const),
        channel,
        dueAt: this.clock.now(),
      }),
      (error: unknown) => this.failed(claimed, error),
    );
    try {
      await settleMessage(this.dataSource.manager, claimed, settled);
    } catch (error) {
      this.log.error({ kind: claimed.kind, stack: stackOf(error) }, 'a message could not be settled');
    }
  }

  private failed({ kind, attempts }: ClaimedMessage, error: unknown): Settled {
    const seconds = error instanceof Undeliverable ? undefined : RETRY_SECONDS[attempts - 1];
    // The words of a mail server may repeat the address: the kind of failure is enough.
    const { code, name } = error as { code?: string; name?: string };
    this.log.warn({ kind, cause: code ?? name, again: seconds !== undefined }, 'a message was not sent');
    const dueAt = new Date(this.clock.now().getTime() + (seconds ?? 0) * 1000);
    return { state: seconds === undefined ? 'FAILED' : 'PENDING', dueAt };
  }

  /** @returns By which way it went; null if nobody is to be written, or it is not true any more. */
  private async write({ parcel_id: parcelId, kind, sequence }: ClaimedMessage): Promise<Channel | null> {
    const parcel = await loadMessageParcel(this.dataSource.manager, parcelId);
    const recipient = parcel && openRecipient(this.secrets, parcelId, parcel);
    if (parcel === null || recipient === null || !TRUE_IN[kind].includes(parcel.state)) return null;
    const facts = this.factsOf(parcelId, parcel, recipient);
    const language = recipient.language ?? 'fr';
    if (recipient.email !== null) {
      const key = `${parcelId}.${kind.toLowerCase()}.${sequence}`;
      await this.mailer.send({ to: recipient.email, key, ...composeMail(kind, facts, language) });
      return 'EMAIL';
    }
    const text = recipient.phone === null ? null : composeText(kind, facts, language);
    if (text === null || recipient.phone === null) return null;
    return (await this.texts.send({ to: recipient.phone, text })) ? 'SMS' : null;
  }

  private factsOf(parcelId: string, parcel: MessageParcel, recipient: Recipient): MessageFacts {
    const { trackingNumber, codeVersion, timeZone, holidayRegion } = parcel;
    const { state, nextChange } = openState(parcel.hours, { timeZone, holidayRegion }, this.clock.now().getTime());
    return {
      recipientName: recipient.name,
      merchantName: parcel.merchantName,
      point: {
        name: parcel.pointName,
        address: [parcel.street, `${parcel.postcode} ${parcel.city}`.trim()].filter(Boolean).join(', '),
        lat: parcel.lat,
        lon: parcel.lon,
        timeZone,
      },
      code: parcel.state === 'AVAILABLE' ? pickupCode(this.secrets, { parcelId, trackingNumber, codeVersion }) : null,
      until: parcel.deadline,
      opening:
        state === 'UNKNOWN'
          ? null
          : { isOpen: state === 'OPEN', nextChange: nextChange === null ? null : new Date(nextChange) },
      link: this.parcels.customerLink(parcelId, trackingNumber),
    };
  }
}
