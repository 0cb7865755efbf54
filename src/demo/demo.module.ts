import { Module } from '@nestjs/common';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { FirstPageController } from './page/first-page.controller.js';
import { FirstPageService } from './page/first-page.service.js';
import { ShopController } from './shop.controller.js';

@Module({
  imports: [NotificationsModule],
  controllers: [FirstPageController, ShopController],
  providers: [FirstPageService],
})
export class DemoModule {}
