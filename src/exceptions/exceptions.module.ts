import { Module } from '@nestjs/common';
import { ExceptionsResolver } from './exceptions.resolver.js';
import { ExceptionsService } from './exceptions.service.js';

@Module({ providers: [ExceptionsResolver, ExceptionsService] })
export class ExceptionsModule {}
