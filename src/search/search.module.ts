import { Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { MerchantsModule } from '../merchants/merchants.module.js';
import { PlacesModule } from '../places/places.module.js';
import { Changes } from '../platform/changes.js';
import { Clock } from '../platform/clock.js';
import type { Logger } from '../platform/log.js';
import { LOG } from '../platform/platform.module.js';
import { THREAD, type Thread } from '../platform/workers.js';
import { PointsModule } from '../points/points.module.js';
import { IndexControl } from './index-control.js';
import { NearestService } from './nearest.service.js';
import { PointsInMemory } from './points-in-memory.js';
import { SearchResolver } from './search.resolver.js';
import { SearchService } from './search.service.js';
import { SearchIndex } from './search-index.js';
import { SharedPoints } from './shared-points.js';

/** A worker reads the index that the main thread of its process keeps; every other thread keeps its own. */
const points = {
  provide: PointsInMemory,
  inject: [DataSource, Changes, Clock, LOG, THREAD],
  useFactory: (dataSource: DataSource, changes: Changes, clock: Clock, log: Logger, thread: Thread | null) =>
    thread?.kind === 'WORKER'
      ? new SharedPoints(changes, clock, thread)
      : new SearchIndex(dataSource, changes, clock, log, new IndexControl(thread?.shared.index)),
};

@Module({
  imports: [PlacesModule, PointsModule, MerchantsModule],
  providers: [points, SearchResolver, SearchService, NearestService],
  exports: [SearchService, NearestService, PointsInMemory],
})
export class SearchModule {}
