import { Module } from '@nestjs/common';
import { FileMailer, Mailer } from './mailer.js';

@Module({ providers: [{ provide: Mailer, useClass: FileMailer }], exports: [Mailer] })
export class NotificationsModule {}
