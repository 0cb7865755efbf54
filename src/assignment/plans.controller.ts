import { Controller, HttpCode, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { CodedError } from '#libs/refusals';
import { Allow, type Caller, CurrentCaller } from '../platform/caller.js';
import { check } from '../platform/input.js';
import { openImportFile, type RecordSource } from '../points/import-file.js';
import { withReceived } from '../points/received-file.js';
import { requireColumns } from './assign-file.service.js';
import { checkPlan, requireOwnRow } from './check-plan.js';
import { type Cells, readParcelRow } from './parcel-row.js';
import { PlansService } from './plans.service.js';
import type { Given } from './sealed-rows.js';

/** Plans by HTTP, because a file of any length is streamed and not put into a GraphQL variable. */
@Controller('plans')
export class PlansController {
  constructor(private readonly plans: PlansService) {}

  /** `curl -T parcels.csv 'http://…/plans?merchantId=…&forecast=false'` with a token. */
  @Post()
  @HttpCode(202)
  @Allow('OPERATOR', 'MERCHANT', 'CARRIER')
  plan(@CurrentCaller() caller: Caller, @Req() request: Request): Promise<{ id: string }> {
    const query = new URL(request.originalUrl, 'http://localhost').searchParams;
    const plan = checkPlan(
      caller,
      {
        merchantId: query.get('merchantId'),
        forecast: oneOf(query, 'forecast', ['false', 'true']) === 'true',
        cost: oneOf(query, 'cost', ['FREE_ONLY', 'ANY']),
        metresPerEuro: wholeNumber(query, 'metresPerEuro', 1000),
        closedMetres: wholeNumber(query, 'closedMetres', 2000),
        splitMetres: wholeNumber(query, 'splitMetres', 0),
        openAt: instant(query, 'openAt'),
      },
      '',
    );
    return withReceived(request, async (path) => {
      const records = await openImportFile(path, 'upload');
      requireColumns(records);
      return { id: await this.plans.ask(caller, plan, rowsOf(records, caller, plan.isForecast)) };
    });
  }
}

/** A row that cannot be read is kept with why, and spoils no other. */
async function* rowsOf(records: RecordSource, caller: Caller, isForecast: boolean): AsyncGenerator<Given> {
  for await (const { cells, line } of records.read(() => {})) {
    try {
      const row = readParcelRow(cells as Cells);
      requireOwnRow(caller, row, isForecast);
      yield { row };
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      const reference = ((cells as Cells).reference ?? '').slice(0, 200) || null;
      yield { fault: `line ${line}: ${error.code} ${error.field ?? ''}: ${error.message}`, reference };
    }
  }
}

function oneOf<Value extends string>(
  query: URLSearchParams,
  name: string,
  values: readonly [Value, ...Value[]],
): Value {
  const given = query.get(name) ?? values[0];
  const found = values.find((value) => value === given);
  check(found !== undefined, name, `One of ${values.join(', ')}.`);
  return found;
}

function wholeNumber(query: URLSearchParams, name: string, otherwise: number): number {
  const value = Number(query.get(name) ?? otherwise);
  check(Number.isInteger(value), name, 'Give a whole number.');
  return value;
}

function instant(query: URLSearchParams, name: string): Date | null {
  const given = query.get(name);
  if (given === null) return null;
  const at = new Date(Date.parse(given));
  check(!Number.isNaN(at.getTime()), name, 'Give a time, as in 2026-11-27T18:00:00+01:00.');
  return at;
}
