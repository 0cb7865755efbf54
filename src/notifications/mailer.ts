import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { CONFIG, type Config } from '../platform/config.js';
import type { Logger } from '../platform/log.js';
import { LOG } from '../platform/platform.module.js';

export interface MailMessage {
  to: string;
  subject: string;
  text: string;
  html?: string;
  /** The same each time a message is sent, so that a repeat can be told from another. */
  key?: string;
}

/** Sends one message to one person. Nothing of a message is ever logged: all of it is personal data. */
export abstract class Mailer {
  /** @throws whatever kept the message from being handed on; it may then be sent again. */
  abstract send(message: MailMessage): Promise<void>;

  /** Deletes what was kept here of messages sent before an instant. @returns How many there were. */
  abstract forget(before: Date): Promise<number>;

  /** Where messages are left for somebody to carry; null where they are sent. */
  abstract readonly folder: string | null;
}

/**
 * Leaves each message as a file in `<data folder>/mail`, readable by its owner only: with no mail server configured a
 * message can still be read and carried by hand.
 */
@Injectable()
export class FileMailer extends Mailer {
  readonly folder: string;

  constructor(
    @Inject(CONFIG) config: Pick<Config, 'dataDir'>,
    @Inject(LOG) private readonly log: Pick<Logger, 'info'>,
  ) {
    super();
    this.folder = join(config.dataDir, 'mail');
  }

  async send({ to, subject, text }: MailMessage): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const file = join(this.folder, `${uuid()}.txt`);
    await writeFile(file, `To: ${to}\nSubject: ${subject}\n\n${text}\n`, { mode: 0o600, flag: 'wx' });
    this.log.info({ file }, 'a message was left as a file: RELAIS_SMTP_URL is not set');
  }

  async forget(before: Date): Promise<number> {
    const names = await readdir(this.folder).catch(() => []);
    let count = 0;
    for (const name of names) {
      const path = join(this.folder, name);
      const written = await stat(path).catch(() => null);
      if (written === null || written.mtime >= before) continue;
      await rm(path, { force: true });
      count += 1;
    }
    return count;
  }
}
