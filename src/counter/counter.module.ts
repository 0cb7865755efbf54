import { Module } from '@nestjs/common';
import { CounterResolver } from './counter.resolver.js';
import { CounterService } from './counter.service.js';

@Module({ providers: [CounterResolver, CounterService] })
export class CounterModule {}
