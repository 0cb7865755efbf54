import { Module } from '@nestjs/common';
import { ProgrammesModule } from '../programmes/programmes.module.js';
import { SearchModule } from '../search/search.module.js';
import { CoverageResolver } from './coverage.resolver.js';
import { CoverageService } from './coverage.service.js';

@Module({ imports: [ProgrammesModule, SearchModule], providers: [CoverageResolver, CoverageService] })
export class CoverageModule {}
