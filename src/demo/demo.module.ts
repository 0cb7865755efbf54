import { Module } from '@nestjs/common';
import { FirstPageController } from './page/first-page.controller.js';
import { FirstPageService } from './page/first-page.service.js';
import { ShopController } from './shop.controller.js';

@Module({ controllers: [FirstPageController, ShopController], providers: [FirstPageService] })
export class DemoModule {}
