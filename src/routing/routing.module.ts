import { Module } from '@nestjs/common';
import { SearchModule } from '../search/search.module.js';
import { DisruptionsService } from './disruptions.service.js';
import { DropOffService } from './drop-off.service.js';
import { RoutesService } from './routes.service.js';
import { RoutingResolver } from './routing.resolver.js';
import { TimetableImportService } from './timetable-import.service.js';
import { Timetables } from './timetables.js';

@Module({
  imports: [SearchModule],
  providers: [RoutingResolver, RoutesService, DropOffService, DisruptionsService, TimetableImportService, Timetables],
  exports: [Timetables, TimetableImportService],
})
export class RoutingModule {}
