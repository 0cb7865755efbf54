import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { MerchantsModule } from '../merchants/merchants.module.js';
import { PointsModule } from '../points/points.module.js';
import { ActService } from './act.service.js';
import { CreateParcelService } from './create-parcel.service.js';
import { LabelsController } from './labels.controller.js';
import { LabelsService } from './labels.service.js';
import { ParcelChecksService } from './parcel-checks.service.js';
import { ParcelsResolver } from './parcels.resolver.js';
import { ParcelsService } from './parcels.service.js';
import { RecheckService } from './recheck.service.js';

@Module({
  imports: [AccessModule, PointsModule, MerchantsModule],
  controllers: [LabelsController],
  providers: [
    ParcelsResolver,
    ParcelsService,
    CreateParcelService,
    ActService,
    ParcelChecksService,
    LabelsService,
    RecheckService,
  ],
  exports: [ParcelsService, ParcelChecksService, ActService],
})
export class ParcelsModule {}
