import { Module } from '@nestjs/common';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { ParcelsModule } from '../parcels/parcels.module.js';
import { ErasureService } from './erasure.service.js';
import { PersonsService } from './persons.service.js';
import { PrivacyResolver } from './privacy.resolver.js';

@Module({
  imports: [ParcelsModule, NotificationsModule],
  providers: [PrivacyResolver, ErasureService, PersonsService],
})
export class PrivacyModule {}
