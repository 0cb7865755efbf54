import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { ParcelsModule } from '../parcels/parcels.module.js';
import { RetentionResolver } from './retention.resolver.js';
import { RetentionService } from './retention.service.js';
import { RetentionRunService } from './retention-run.service.js';

@Module({
  imports: [AccessModule, ParcelsModule],
  providers: [RetentionResolver, RetentionService, RetentionRunService],
})
export class RetentionModule {}
