import { type DynamicModule, Module } from '@nestjs/common';
import { AccessModule } from './access/access.module.js';
import { type Platform, PlatformModule } from './platform/platform.module.js';

/** The table of contents: each feature may use those above it. */
@Module({})
// biome-ignore lint/complexity/noStaticOnlyClass: Nest's modules are classes.
export class AppModule {
  static with(platform: Platform): DynamicModule {
    return {
      module: AppModule,
      imports: [PlatformModule.with(platform), AccessModule],
    };
  }
}
