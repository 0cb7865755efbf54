import { Module } from '@nestjs/common';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { ParcelsModule } from '../parcels/parcels.module.js';
import { Writer } from './writer.js';

/** What recipients are written about their parcels. */
@Module({ imports: [NotificationsModule, ParcelsModule], providers: [Writer] })
export class MessagesModule {}
