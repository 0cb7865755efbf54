import { Module } from '@nestjs/common';
import { PlacesModule } from '../places/places.module.js';
import { ImportsController } from './imports.controller.js';
import { PointEditsService } from './point-edits.service.js';
import { PointImportService } from './point-import.service.js';
import { PointsResolver } from './points.resolver.js';
import { PointsService } from './points.service.js';

@Module({
  imports: [PlacesModule],
  controllers: [ImportsController],
  providers: [PointsService, PointsResolver, PointEditsService, PointImportService],
  exports: [PointsService, PointImportService],
})
export class PointsModule {}
