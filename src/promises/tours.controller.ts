import { Controller, Get, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { isLocalDate } from '#libs/opening-hours';
import { Allow, type Caller, CurrentCaller } from '../platform/caller.js';
import { queryOf } from '../platform/http/query.js';
import { check } from '../platform/input.js';
import { TOUR_FORMATS, type TourFormat, tourCsv, tourGeoJson } from './tour-file.js';
import { ToursService } from './tours.service.js';

const TYPES: Readonly<Record<TourFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  geojson: 'application/geo+json',
};

/** The tour of a driver, by HTTP, because it is a file. */
@Controller('exports')
export class ToursController {
  constructor(private readonly tours: ToursService) {}

  /** `GET /exports/tour?trip=lyon-morning&date=2026-11-25`, and of an operator `&network=MONDIAL_RELAY`. */
  @Get('tour')
  @Allow('OPERATOR', 'CARRIER')
  async write(@CurrentCaller() caller: Caller, @Req() request: Request, @Res() response: Response): Promise<void> {
    const { network = null, trip, date, format = 'csv' } = queryOf(request, ['network', 'trip', 'date', 'format']);
    check(trip !== undefined && trip !== '', 'trip', 'Name a trip of the timetable.');
    check(date !== undefined && isLocalDate(date), 'date', 'Give the day of the trip as YYYY-MM-DD.');
    check(isFormat(format), 'format', `Must be one of ${TOUR_FORMATS.join(', ')}.`);
    const tour = await this.tours.tour(caller, { networkCode: network, tripId: trip, date });
    response.setHeader('content-type', TYPES[format]);
    response.setHeader('cache-control', 'private, no-store');
    // Whose driving times they are is no column: it is the same in every line.
    response.setHeader('relais-driving-times', tour.by.toLowerCase().replace('_', '-'));
    response.send(format === 'csv' ? tourCsv(tour) : tourGeoJson(tour));
  }
}

function isFormat(text: string): text is TourFormat {
  return (TOUR_FORMATS as readonly string[]).includes(text);
}
