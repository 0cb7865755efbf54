import { Module } from '@nestjs/common';
import { DwellForecastResolver } from './dwell-forecast.resolver.js';
import { DwellForecastService } from './dwell-forecast.service.js';
import { NetworkRetentionResolver } from './network-retention.resolver.js';
import { NetworkRetentionService } from './network-retention.service.js';
import { ProgrammesResolver } from './programmes.resolver.js';
import { ProgrammesService } from './programmes.service.js';

@Module({
  providers: [
    ProgrammesResolver,
    ProgrammesService,
    NetworkRetentionResolver,
    NetworkRetentionService,
    DwellForecastResolver,
    DwellForecastService,
  ],
  exports: [ProgrammesService],
})
export class ProgrammesModule {}
