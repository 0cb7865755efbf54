import { Module } from '@nestjs/common';
import { EpcisController } from './epcis.controller.js';
import { EpcisService } from './epcis.service.js';

@Module({
  controllers: [EpcisController],
  providers: [EpcisService],
})
export class ExportsModule {}
