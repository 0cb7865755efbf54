import { Module } from '@nestjs/common';
import { MerchantsModule } from '../merchants/merchants.module.js';
import { PlacesModule } from '../places/places.module.js';
import { SearchModule } from '../search/search.module.js';
import { AssignFileService } from './assign-file.service.js';
import { PlanCommit } from './plan-commit.service.js';
import { PlanJob } from './plan-job.js';
import { Planning } from './planning.service.js';
import { PlansController } from './plans.controller.js';
import { PlansResolver } from './plans.resolver.js';
import { PlansService } from './plans.service.js';

@Module({
  imports: [MerchantsModule, PlacesModule, SearchModule],
  controllers: [PlansController],
  providers: [AssignFileService, PlansResolver, PlansService, PlanJob, Planning, PlanCommit],
})
export class AssignmentModule {}
