import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { PointsModule } from '../points/points.module.js';
import { ProgrammesModule } from '../programmes/programmes.module.js';
import { EmailProofService } from './email-proof.service.js';
import { EnrolmentResolver } from './enrolment.resolver.js';
import { EnrolmentService } from './enrolment.service.js';
import { MerchantsResolver } from './merchants.resolver.js';
import { MerchantsService } from './merchants.service.js';
import { OwnShopService } from './own-shop.service.js';
import { RegistrationService } from './registration.service.js';
import { VerdictsService } from './verdicts.service.js';

@Module({
  imports: [AccessModule, NotificationsModule, PointsModule, ProgrammesModule],
  providers: [
    MerchantsResolver,
    EnrolmentResolver,
    MerchantsService,
    RegistrationService,
    EmailProofService,
    EnrolmentService,
    VerdictsService,
    OwnShopService,
  ],
  exports: [MerchantsService, RegistrationService, EmailProofService, EnrolmentService, OwnShopService],
})
export class MerchantsModule {}
