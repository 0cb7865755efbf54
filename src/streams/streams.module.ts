import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { ParcelsModule } from '../parcels/parcels.module.js';
import { StreamsController } from './streams.controller.js';
import { Streams } from './streams.js';

@Module({ imports: [AccessModule, ParcelsModule], controllers: [StreamsController], providers: [Streams] })
export class StreamsModule {}
