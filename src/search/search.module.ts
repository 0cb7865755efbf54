import { Module } from '@nestjs/common';
import { MerchantsModule } from '../merchants/merchants.module.js';
import { PlacesModule } from '../places/places.module.js';
import { PointsModule } from '../points/points.module.js';
import { SearchResolver } from './search.resolver.js';
import { SearchService } from './search.service.js';
import { SearchIndex } from './search-index.js';

@Module({
  imports: [PlacesModule, PointsModule, MerchantsModule],
  providers: [SearchIndex, SearchResolver, SearchService],
  exports: [SearchService],
})
export class SearchModule {}
