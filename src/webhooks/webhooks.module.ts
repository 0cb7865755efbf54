import { Module } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config.js';
import { DeliveriesService } from './deliveries.service.js';
import { Dispatcher } from './dispatcher.js';
import { Sender } from './sender.js';
import { WebhooksResolver } from './webhooks.resolver.js';
import { WebhooksService } from './webhooks.service.js';

@Module({
  providers: [
    WebhooksResolver,
    WebhooksService,
    DeliveriesService,
    Dispatcher,
    {
      provide: Sender,
      inject: [CONFIG],
      useFactory: ({ webhookPrivateAddresses }: Config) => new Sender({ privateAddresses: webhookPrivateAddresses }),
    },
  ],
})
export class WebhooksModule {}
