import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { CodedError } from '#libs/refusals';
import { TokensService } from '../access/tokens.service.js';
import { ParcelsService } from '../parcels/parcels.service.js';
import { Allow, type Caller, CurrentCaller } from '../platform/caller.js';
import { rows } from '../platform/database/rows.js';
import type { Arrival } from '../platform/http/arrivals.js';
import { check } from '../platform/input.js';
import { Stream, type Subject } from './stream.js';
import { Streams } from './streams.js';
import { isSnapshot } from './streams.queries.js';

/** Events as they happen, as Server-Sent Events: what webhooks are told, for whoever has the page open. */
@Controller('events')
export class StreamsController {
  constructor(
    private readonly streams: Streams,
    private readonly parcels: ParcelsService,
    private readonly tokens: TokensService,
    private readonly dataSource: DataSource,
  ) {}

  @Get('parcels/:trackingNumber')
  @Allow('OPERATOR', 'MERCHANT', 'CLERK', 'CARRIER', 'CUSTOMER')
  async parcel(
    @CurrentCaller() caller: Caller,
    @Param('trackingNumber') trackingNumber: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const may = () => this.parcels.byId(caller, trackingNumber, 'en');
    const { id: parcelId } = await may();
    const last = lastEventId(request);
    check(last === null || /^\d{1,9}$/.test(last), 'Last-Event-ID', 'Give the id of the last event, as it was.');
    const subject: Subject = { kind: 'PARCEL', parcelId, trackingNumber, after: last === null ? null : Number(last) };
    this.begin(subject, caller, may, request, response);
  }

  @Get('points/:code')
  @Allow('OPERATOR', 'CLERK')
  async point(
    @CurrentCaller() caller: Caller,
    @Param('code') code: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const may = () => this.requirePoint(caller, code);
    await may();
    const last = lastEventId(request);
    check(last === null || isSnapshot(last), 'Last-Event-ID', 'Give the id of the last event, as it was.');
    this.begin({ kind: 'POINT', code, after: last }, caller, may, request, response);
  }

  private begin(
    subject: Subject,
    caller: Caller,
    may: () => Promise<unknown>,
    request: Request,
    response: Response,
  ): void {
    this.streams.requireRoom(caller.id);
    const { secret = null } = request as Arrival;
    const origin = request.headers.origin ?? null;
    const isStillAllowed = async (thorough: boolean) => {
      // A customer's link is derived, and cannot be revoked.
      if (caller.role !== 'CUSTOMER') await this.tokens.identify(secret, origin);
      if (thorough) await may();
    };
    const stream = new Stream(subject, caller.id, isStillAllowed, response);
    response.once('close', () => this.streams.remove(stream));
    this.streams.add(stream);
  }

  /** @throws CodedError NOT_FOUND, or FORBIDDEN at a point that is not the caller's. */
  private async requirePoint(caller: Caller, code: string): Promise<void> {
    const [point] = await rows<{ chain_code: string | null }>(
      this.dataSource.manager,
      'SELECT chain_code FROM point WHERE code = $1',
      [code],
    );
    if (point === undefined) throw new CodedError('NOT_FOUND', { code: code.slice(0, 100) }, { field: 'code' });
    const isOwn =
      caller.role === 'CLERK'
        ? caller.pointCode === code
        : caller.role === 'OPERATOR' && (caller.chainCode === null || caller.chainCode === point.chain_code);
    if (!isOwn) throw new CodedError('FORBIDDEN', { code });
  }
}

/** Browsers send it by themselves when they come back. */
function lastEventId(request: Request): string | null {
  const given = request.headers['last-event-id'];
  return typeof given === 'string' && given !== '' ? given.slice(0, 3000) : null;
}
