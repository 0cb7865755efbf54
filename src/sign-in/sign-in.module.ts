import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { MerchantsModule } from '../merchants/merchants.module.js';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { OidcController } from './oidc.controller.js';
import { OidcService } from './oidc.service.js';
import { OperatorsResolver } from './operators.resolver.js';
import { OperatorsService } from './operators.service.js';
import { SessionController } from './session.controller.js';
import { SignInResolver } from './sign-in.resolver.js';
import { SignInService } from './sign-in.service.js';

@Module({
  imports: [AccessModule, MerchantsModule, NotificationsModule],
  controllers: [SessionController, OidcController],
  providers: [SignInResolver, SignInService, OperatorsResolver, OperatorsService, OidcService],
})
export class SignInModule {}
