import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { RoutingModule } from '../routing/routing.module.js';
import { PromisesService } from './promises.service.js';

@Module({
  imports: [AccessModule, RoutingModule],
  providers: [PromisesService],
})
export class PromisesModule {}
