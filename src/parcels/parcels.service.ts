import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { customerText, fold, instructionText, nextInstruction, stateText } from '#libs/custody';
import type { Language } from '#libs/refusals';
import { CodedError } from '#libs/refusals';
import { TokensService } from '../access/tokens.service.js';
import type { Caller } from '../platform/caller.js';
import { Changes } from '../platform/changes.js';
import { Clock } from '../platform/clock.js';
import { baseUrl, CONFIG, type Config } from '../platform/config.js';
import { rows } from '../platform/database/database.js';
import { type Connection, connectionOf, idOfCursor } from '../platform/graphql/page.js';
import { Secrets } from '../platform/secrets.js';
import { PointsService } from '../points/points.service.js';
import { loadLedger, loadTracked, type Tracked } from './ledger.js';
import { ledgerLine, PARCEL_SELECT, type ParcelRow, viewParcel } from './parcel-view.js';
import type { LedgerLine, Parcel, ParcelsFilter } from './parcels.inputs.js';
import { pickupCode, pickupQr } from './pickup-code.js';
import type { TrackedParcel } from './tracking.inputs.js';

/** Reads parcels, each caller its own. */
@Injectable()
export class ParcelsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly changes: Changes,
    private readonly secrets: Secrets,
    private readonly tokens: TokensService,
    private readonly points: PointsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * One parcel by its id or tracking number.
   *
   * @throws CodedError NOT_FOUND, also for a parcel that exists and is none of the caller's business.
   */
  async byId(caller: Caller, id: string, language: Language): Promise<Parcel> {
    const [row] = await this.select(caller, 'AND (c.tracking_number = $2 OR c.id::text = $2)', [id]);
    if (row === undefined) throw new CodedError('NOT_FOUND', { id }, { field: 'id' });
    const [parcel] = await this.view([row], caller, language);
    return parcel as Parcel;
  }

  async list(
    caller: Caller,
    filter: ParcelsFilter,
    page: { first: number; after: string | null },
    language: Language,
  ): Promise<Connection<Parcel>> {
    const found = await this.select(
      caller,
      `AND ($2::text[] IS NULL OR c.state = ANY($2))
       AND ($3::text IS NULL OR p.code = $3 OR (c.custodian_kind = 'POINT' AND c.custodian_id = $3))
       AND ($4::text IS NULL OR c.merchant_id::text = $4)
       AND ($5::uuid IS NULL OR c.id > $5)
       ORDER BY c.id LIMIT $6`,
      [
        filter.states ?? null,
        filter.pointCode ?? null,
        filter.merchantId ?? null,
        idOfCursor(page.after),
        page.first + 1,
      ],
    );
    const views = new Map((await this.view(found, caller, language)).map((parcel) => [parcel.id, parcel]));
    return connectionOf(
      found,
      page.first,
      ({ id }) => id,
      ({ id }) => views.get(id) as Parcel,
    );
  }

  /** Rows that the caller may see; what is added takes its values from $2 on. */
  private select(caller: Caller, more: string, values: unknown[]): Promise<ParcelRow[]> {
    const { where, value } = scopeOf(caller);
    return rows<ParcelRow>(this.dataSource.manager, `${PARCEL_SELECT} WHERE ${where} ${more}`, [value, ...values]);
  }

  private async view(found: ParcelRow[], caller: Caller, language: Language): Promise<Parcel[]> {
    const points = await this.points.byIds(found.map((row) => row.pickup_point_id));
    return found.map((row) =>
      viewParcel(row, {
        caller,
        language,
        secrets: this.secrets,
        point: points.get(row.pickup_point_id) as Parcel['pickupPoint'],
        customerLink: this.customerLink(row.id, row.tracking_number),
      }),
    );
  }

  customerLink(parcelId: string, trackingNumber: string): string {
    const token = this.tokens.customerToken(parcelId, trackingNumber);
    return `${baseUrl(this.config)}/track/${trackingNumber}#${token}`;
  }

  async ledger(trackingNumber: string): Promise<LedgerLine[]> {
    const ledger = await loadLedger(this.dataSource.manager, trackingNumber);
    return ledger === null ? [] : ledger.entries.map(ledgerLine);
  }

  async instruction(trackingNumber: string, language: Language): Promise<string> {
    const ledger = await loadLedger(this.dataSource.manager, trackingNumber);
    if (ledger === null) return '';
    const { code, params } = nextInstruction(fold(ledger.facts, ledger.entries));
    return instructionText(code, language, params);
  }

  /**
   * What the customer sees, by the link that they were sent.
   *
   * @throws CodedError LINK_INVALID, whether the number or the secret is wrong: neither can be tried out.
   */
  async track(
    caller: Caller,
    trackingNumber: string,
    token: string | null,
    language: Language,
  ): Promise<TrackedParcel> {
    await this.changes.current();
    const tracked = await loadTracked(this.dataSource.manager, trackingNumber);
    if (tracked === null || !this.isCustomerOf(tracked, caller, token)) {
      throw new CodedError('LINK_INVALID', {}, { field: 'token' });
    }
    const { merchantName, pickupPointId, deadline, expectedAt, facts, entries } = tracked;
    const state = fold(facts, entries, { asOf: this.clock.now().getTime() });
    const points = await this.points.byIdsNow([pickupPointId]);
    const { secrets } = this;
    const isThere = state.state === 'AVAILABLE';
    return {
      trackingNumber,
      merchantName,
      state: state.state,
      stateText: stateText(state.state, language),
      instruction: customerText(state, language),
      pickupPoint: points.get(pickupPointId) as TrackedParcel['pickupPoint'],
      deadline,
      expectedAt,
      pickupCode: isThere ? pickupCode(secrets, tracked) : null,
      // Most who ask want to know where their parcel is: to sign takes as long as the rest of the answer.
      get pickupQr() {
        return isThere ? pickupQr(secrets, tracked) : null;
      },
      history: entries.map((entry) => ({ ...ledgerLine(entry), to: null })),
    };
  }

  /** By the link's own token where one is given, else by whom the request comes from. */
  private isCustomerOf({ parcelId, trackingNumber }: Tracked, caller: Caller, token: string | null): boolean {
    if (token === null) return caller.role === 'CUSTOMER' && caller.parcelId === parcelId;
    return this.tokens.isCustomerToken(token, parcelId, trackingNumber);
  }
}

/** Which parcels `c`, booked at points `p`, a caller may see at all, as a condition on $1. */
export function scopeOf(caller: Caller): { where: string; value: string | null } {
  switch (caller.role) {
    case 'MERCHANT':
      return { where: 'c.merchant_id = $1::uuid', value: caller.merchantId };
    case 'OPERATOR':
      return { where: '($1::text IS NULL OR p.chain_code = $1)', value: caller.chainCode };
    case 'CLERK':
      return { where: '(c.pickup_point_id = $1::bigint OR c.custodian_point_id = $1::bigint)', value: caller.pointId };
    case 'CARRIER':
      return { where: CARRIED_BY, value: caller.networkCode };
    case 'CUSTOMER':
      return { where: 'c.id = $1::uuid', value: caller.parcelId };
    case 'ANONYMOUS':
    case 'PUBLISHABLE':
    case 'FORMER':
      return { where: '$1::text IS NOT NULL', value: null };
  }
}

/** A carrier's parcels: those it holds or has recorded something of. */
const CARRIED_BY = `((c.custodian_kind = 'CARRIER' AND c.custodian_id = $1)
  OR EXISTS (SELECT 1 FROM ledger_entry e WHERE e.parcel_id = c.id AND e.actor_role = 'CARRIER'
              AND e.body->'actor'->>'id' = $1))`;
