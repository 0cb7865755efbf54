import { Module } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config.js';
import type { Logger } from '../platform/log.js';
import { LOG } from '../platform/platform.module.js';
import { FileMailer, Mailer } from './mailer.js';
import { HttpTextMessages, NoTextMessages, TextMessages } from './sms.js';
import { SmtpMailer } from './smtp-mailer.js';

@Module({
  providers: [
    {
      provide: Mailer,
      inject: [CONFIG, LOG],
      useFactory: (config: Config, log: Logger): Mailer =>
        config.smtpUrl === null || config.mailFrom === null
          ? new FileMailer(config, log)
          : new SmtpMailer(config.smtpUrl, config.mailFrom),
    },
    {
      provide: TextMessages,
      inject: [CONFIG, LOG],
      useFactory: ({ smsUrl, smsToken }: Config, log: Logger): TextMessages =>
        smsUrl === null ? new NoTextMessages(log) : new HttpTextMessages(smsUrl, smsToken),
    },
  ],
  exports: [Mailer, TextMessages],
})
export class NotificationsModule {}
