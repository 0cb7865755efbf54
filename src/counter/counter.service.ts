import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { LATE_DAYS, stateText } from '#libs/custody';
import { addDays, instantOfLocal, localDateOf } from '#libs/opening-hours';
import { CodedError, type Language } from '#libs/refusals';
import { recipientFor } from '../parcels/parcel-view.js';
import type { Caller } from '../platform/caller.js';
import { Clock } from '../platform/clock.js';
import { rows } from '../platform/database/database.js';
import { connectionOf, keyOfCursor } from '../platform/graphql/page.js';
import { check } from '../platform/input.js';
import { Secrets } from '../platform/secrets.js';
import type { ParcelAtPoint, ParcelAtPointConnection, PointTotals } from './counter.inputs.js';
import { type CounterRow, countList, countLists, listRows, type Moment, type Wanted } from './counter.queries.js';
import type { List } from './lists.js';
import { withName } from './names.js';

const DAY_MS = 86_400_000;
/** Names are sealed, so that each that is looked at has to be opened. */
const MOST_NAMES = 10_000;
const CURSOR = /^(\d{1,18})\|([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

export interface Asked {
  list: List;
  /** Digits are the last ones of a tracking number, anything else a part of a name. */
  search: string | null;
  first: number;
  after: string | null;
}

/** What a clerk at a counter needs to see, for the clerk and for operators. */
@Injectable()
export class CounterService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly secrets: Secrets,
  ) {}

  /** @throws CodedError UNKNOWN_POINT, FORBIDDEN; TOO_MANY_ITEMS where too many names would have to be looked at. */
  async list(caller: Caller, pointCode: string, asked: Asked, language: Language): Promise<ParcelAtPointConnection> {
    const moment = await this.momentAt(caller, pointCode);
    const text = asked.search?.trim() ?? '';
    const digits = /^[\d\s]+$/.test(text) ? text.replaceAll(/\s/g, '') : null;
    const page = digits === null && text !== '' ? this.named(caller, moment, asked, text) : null;
    const { found, totalCount } = await (page ?? this.plain(moment, asked, digits));
    const connection = connectionOf(
      found,
      asked.first,
      ({ sort_key: sortKey, id }) => `${sortKey}|${id}`,
      (row) => this.view(row, caller, language),
    );
    return { ...connection, totalCount };
  }

  async totals(caller: Caller, pointCode: string): Promise<PointTotals> {
    const counts = await countLists(this.dataSource.manager, await this.momentAt(caller, pointCode));
    return {
      here: counts.HERE,
      due: counts.DUE,
      overdue: counts.OVERDUE,
      expected: counts.EXPECTED,
      toReturn: counts.TO_RETURN,
      toSendOn: counts.TO_SEND_ON,
    };
  }

  private async plain(moment: Moment, { list, first, after }: Asked, digits: string | null) {
    const db = this.dataSource.manager;
    const wanted: Wanted = { digits, isCollectedHere: false, after: positionOf(after), limit: first + 1 };
    return {
      found: await listRows(db, list, moment, wanted),
      totalCount: await countList(db, list, moment, wanted),
    };
  }

  /** A page of those with a name. The whole list is looked at for every page: what was opened is not kept. */
  private async named(caller: Caller, moment: Moment, { list, first, after }: Asked, text: string) {
    const isCollectedHere = caller.role === 'CLERK';
    const all: Wanted = { digits: null, isCollectedHere, after: null, limit: MOST_NAMES + 1 };
    const candidates = await listRows(this.dataSource.manager, list, moment, all);
    if (candidates.length > MOST_NAMES)
      throw new CodedError('TOO_MANY_ITEMS', { most: MOST_NAMES }, { field: 'search' });
    const matching = await withName(candidates, text, (row) => this.nameFor(row, caller));
    const position = positionOf(after);
    const isAfter = ({ sort_key: sortKey, id }: CounterRow) =>
      position === null ||
      BigInt(sortKey) > BigInt(position.sortKey) ||
      (sortKey === position.sortKey && id > position.id);
    return { found: matching.filter(isAfter).slice(0, first + 1), totalCount: matching.length };
  }

  private async momentAt(caller: Caller, pointCode: string): Promise<Moment> {
    const [point] = await rows<{ id: string; chain_code: string | null; time_zone: string }>(
      this.dataSource.manager,
      'SELECT id, chain_code, time_zone FROM point WHERE code = $1',
      [pointCode],
    );
    if (point === undefined) throw new CodedError('UNKNOWN_POINT', { pointCode }, { field: 'pointCode' });
    const isOwn =
      (caller.role === 'CLERK' && caller.pointId === point.id) ||
      (caller.role === 'OPERATOR' && (caller.chainCode === null || caller.chainCode === point.chain_code));
    if (!isOwn) throw new CodedError('FORBIDDEN', { pointCode }, { field: 'pointCode' });
    const now = this.clock.now();
    const today = localDateOf(now.getTime(), point.time_zone);
    return {
      pointId: point.id,
      now,
      endOfTomorrow: new Date(instantOfLocal(addDays(today, 2), 0, point.time_zone)),
      lateSince: new Date(now.getTime() - LATE_DAYS * DAY_MS),
    };
  }

  private view(row: CounterRow, caller: Caller, language: Language): ParcelAtPoint {
    return {
      trackingNumber: row.tracking_number,
      state: row.state,
      stateText: stateText(row.state, language),
      shelf: row.shelf,
      recipientName: this.nameFor(row, caller),
      custodian: { kind: row.custodian_kind, id: row.custodian_id },
      since: row.possession_since,
      deadline: row.deadline,
      pickupPointCode: row.pickup_code,
    };
  }

  private nameFor(row: CounterRow, caller: Caller): string | null {
    return recipientFor(row, caller, this.secrets)?.name ?? null;
  }
}

function positionOf(after: string | null): Wanted['after'] {
  const key = keyOfCursor(after);
  if (key === null) return null;
  const [, sortKey, id] = CURSOR.exec(key) ?? [];
  check(sortKey !== undefined && id !== undefined, 'after', 'Give the endCursor of the page before, as it was.');
  return { sortKey, id };
}
