import { Controller, Get, Header, Res } from '@nestjs/common';
import type { Response } from 'express';
import { DataSource } from 'typeorm';
import { Allow, EVERYONE } from '../caller.js';
import { Metrics } from './metrics.js';

/** What an orchestrator and an operator at 3 a.m. ask. */
@Controller()
@Allow(...EVERYONE)
export class HealthController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly metrics: Metrics,
  ) {}

  @Get('health/live')
  live() {
    return { status: 'ok' };
  }

  /** Ready means that the database answers within two seconds. */
  @Get('health/ready')
  async ready(@Res() response: Response): Promise<void> {
    const late = new Promise<false>((resolve) => setTimeout(resolve, 2000, false).unref());
    const answer = this.dataSource.query('SELECT 1').then(
      () => true,
      () => false,
    );
    const ready = await Promise.race([answer, late]);
    response.status(ready ? 200 : 503).json({ status: ready ? 'ok' : 'unavailable', database: ready });
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4')
  print(): Promise<string> {
    return this.metrics.print();
  }
}
