import { Module } from '@nestjs/common';
import { MerchantsModule } from '../merchants/merchants.module.js';
import { PlacesModule } from '../places/places.module.js';
import { SearchModule } from '../search/search.module.js';
import { AssignFileService } from './assign-file.service.js';

@Module({
  imports: [MerchantsModule, PlacesModule, SearchModule],
  providers: [AssignFileService],
})
export class AssignmentModule {}
