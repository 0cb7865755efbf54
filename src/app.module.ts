import { type DynamicModule, Module } from '@nestjs/common';
import { AccessModule } from './access/access.module.js';
import { AssignmentModule } from './assignment/assignment.module.js';
import { CounterModule } from './counter/counter.module.js';
import { CoverageModule } from './coverage/coverage.module.js';
import { DemoModule } from './demo/demo.module.js';
import { ExceptionsModule } from './exceptions/exceptions.module.js';
import { ExportsModule } from './exports/exports.module.js';
import { HandoversModule } from './handovers/handovers.module.js';
import { LedgerModule } from './ledger/ledger.module.js';
import { MerchantsModule } from './merchants/merchants.module.js';
import { MessagesModule } from './messages/messages.module.js';
import { ParcelsModule } from './parcels/parcels.module.js';
import { PlacesModule } from './places/places.module.js';
import { type Platform, PlatformModule } from './platform/platform.module.js';
import { PointsModule } from './points/points.module.js';
import { PrivacyModule } from './privacy/privacy.module.js';
import { ProgrammesModule } from './programmes/programmes.module.js';
import { PromisesModule } from './promises/promises.module.js';
import { ProposalsModule } from './proposals/proposals.module.js';
import { RetentionModule } from './retention/retention.module.js';
import { RoutingModule } from './routing/routing.module.js';
import { SearchModule } from './search/search.module.js';
import { SignInModule } from './sign-in/sign-in.module.js';
import { StreamsModule } from './streams/streams.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';

/** The table of contents: each feature may use those above it. */
@Module({})
// biome-ignore lint/complexity/noStaticOnlyClass: Nest's modules are classes.
export class AppModule {
  static with(platform: Platform): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.with(platform),
        AccessModule,
        PlacesModule,
        PointsModule,
        ProgrammesModule,
        MerchantsModule,
        SignInModule,
        SearchModule,
        CoverageModule,
        RoutingModule,
        ParcelsModule,
        HandoversModule,
        LedgerModule,
        RetentionModule,
        CounterModule,
        ProposalsModule,
        ExceptionsModule,
        AssignmentModule,
        PromisesModule,
        WebhooksModule,
        MessagesModule,
        StreamsModule,
        ExportsModule,
        PrivacyModule,
        DemoModule,
      ],
    };
  }
}
