import { Module } from '@nestjs/common';
import { CheckpointService } from './checkpoint.service.js';
import { ExportService } from './export.service.js';
import { IntegrityResolver } from './integrity.resolver.js';
import { IntegrityService } from './integrity.service.js';
import { LedgerKey } from './ledger-key.js';

@Module({
  providers: [LedgerKey, CheckpointService, IntegrityService, IntegrityResolver, ExportService],
  exports: [CheckpointService],
})
export class LedgerModule {}
