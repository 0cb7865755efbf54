import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { MerchantsModule } from '../merchants/merchants.module.js';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { OperatorsResolver } from './operators.resolver.js';
import { OperatorsService } from './operators.service.js';
import { SessionController } from './session.controller.js';
import { SignInResolver } from './sign-in.resolver.js';
import { SignInService } from './sign-in.service.js';

@Module({
  imports: [AccessModule, MerchantsModule, NotificationsModule],
  controllers: [SessionController],
  providers: [SignInResolver, SignInService, OperatorsResolver, OperatorsService],
})
export class SignInModule {}
