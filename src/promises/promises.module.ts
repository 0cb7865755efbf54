import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { RoutingModule } from '../routing/routing.module.js';
import { PromisesService } from './promises.service.js';
import { ToursController } from './tours.controller.js';
import { ToursService } from './tours.service.js';

@Module({
  imports: [AccessModule, RoutingModule],
  controllers: [ToursController],
  providers: [PromisesService, ToursService],
})
export class PromisesModule {}
