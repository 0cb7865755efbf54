import { Module } from '@nestjs/common';
import { FirstPageController } from './page/first-page.controller.js';
import { FirstPageService } from './page/first-page.service.js';

@Module({ controllers: [FirstPageController], providers: [FirstPageService] })
export class DemoModule {}
