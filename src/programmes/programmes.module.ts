import { Module } from '@nestjs/common';
import { NetworkRetentionResolver } from './network-retention.resolver.js';
import { NetworkRetentionService } from './network-retention.service.js';
import { ProgrammesResolver } from './programmes.resolver.js';
import { ProgrammesService } from './programmes.service.js';

@Module({
  providers: [ProgrammesResolver, ProgrammesService, NetworkRetentionResolver, NetworkRetentionService],
  exports: [ProgrammesService],
})
export class ProgrammesModule {}
