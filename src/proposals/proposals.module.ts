import { Module } from '@nestjs/common';
import { ParcelsModule } from '../parcels/parcels.module.js';
import { PointsModule } from '../points/points.module.js';
import { SearchModule } from '../search/search.module.js';
import { MovesService } from './moves.service.js';
import { ProposalsResolver } from './proposals.resolver.js';
import { ProposalsService } from './proposals.service.js';
import { ReturnsService } from './returns.service.js';

@Module({
  imports: [ParcelsModule, PointsModule, SearchModule],
  providers: [ProposalsResolver, ProposalsService, MovesService, ReturnsService],
})
export class ProposalsModule {}
