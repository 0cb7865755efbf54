import { createTransport, type Transporter } from 'nodemailer';
import { type Mailer, type MailMessage } from './mailer.js';

const MOST_CONNECTIONS = 3;
const ANSWER_MS = 20_000;

/** The server took note and will never take this message: its address is wrong, for example. */
export class Undeliverable extends Error {}

/** Hands messages to a mail server. */
export class SmtpMailer implements Mailer {
  readonly folder = null;
  private readonly transport: Transporter;
  private readonly domain: string;

  constructor(
    url: string,
    private readonly from: string,
  ) {
    this.domain = /@([^\s>]+)/.exec(from)?.[1] ?? 'relais';
    this.transport = createTransport({
      url,
      pool: true,
      maxConnections: MOST_CONNECTIONS,
      connectionTimeout: ANSWER_MS,
      greetingTimeout: ANSWER_MS,
      socketTimeout: ANSWER_MS,
      // What a message says is never read from a file or from the network.
      disableFileAccess: true,
      disableUrlAccess: true,
    } as Parameters<typeof createTransport>[0]);
  }

  /** @throws Undeliverable when it makes no sense to try again. */
  async send({ to, subject, text, html, key }: MailMessage): Promise<void> {
    try {
      await this.transport.sendMail({
        from: this.from,
        to: { name: '', address: to },
        subject,
        text,
        html,
        messageId: key === undefined ? undefined : `<${key}@${this.domain}>`,
        headers: { 'auto-submitted': 'auto-generated' },
      });
    } catch (error) {
      const { responseCode = 0 } = error as { responseCode?: number };
      throw responseCode >= 500 && responseCode < 600 ? new Undeliverable() : error;
    }
  }

  /** Nothing is kept here. */
  async forget(): Promise<number> {
    return 0;
  }

  onModuleDestroy(): void {
    this.transport.close();
  }
}
