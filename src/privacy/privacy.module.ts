import { Module } from '@nestjs/common';
import { ParcelsModule } from '../parcels/parcels.module.js';
import { ErasureService } from './erasure.service.js';
import { PersonsService } from './persons.service.js';
import { PrivacyResolver } from './privacy.resolver.js';

@Module({
  imports: [ParcelsModule],
  providers: [PrivacyResolver, ErasureService, PersonsService],
})
export class PrivacyModule {}
