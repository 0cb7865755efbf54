import { Module } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config.js';
import type { Logger } from '../platform/log.js';
import { LOG } from '../platform/platform.module.js';
import { Geocoder, GeoplateformeGeocoder, NoGeocoder } from './geocoder.js';
import { PlacesResolver } from './places.resolver.js';
import { PlacesService } from './places.service.js';
import { PlacesFileService } from './places-file.service.js';

@Module({
  providers: [
    PlacesResolver,
    PlacesService,
    PlacesFileService,
    {
      provide: Geocoder,
      inject: [CONFIG, LOG],
      useFactory: ({ geocoderUrl }: Config, log: Logger) =>
        geocoderUrl === null ? new NoGeocoder() : new GeoplateformeGeocoder(geocoderUrl, { log }),
    },
  ],
  exports: [PlacesService],
})
export class PlacesModule {}
