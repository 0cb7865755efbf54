import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { ParcelsModule } from '../parcels/parcels.module.js';
import { CodesService } from './codes.service.js';
import { HandoversResolver } from './handovers.resolver.js';
import { HandoversService } from './handovers.service.js';
import { HeldScansResolver } from './held-scans.resolver.js';
import { HeldScansService } from './held-scans.service.js';
import { KnownPoints } from './known-points.js';

@Module({
  imports: [AccessModule, ParcelsModule],
  providers: [HandoversResolver, HandoversService, CodesService, HeldScansResolver, HeldScansService, KnownPoints],
})
export class HandoversModule {}
