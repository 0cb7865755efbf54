import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import {
  type Cost,
  dayIn,
  type Enrolment,
  type Merchant as MerchantFacts,
  type Programme,
  usableProgrammes,
} from '#libs/eligibility';
import { CodedError } from '#libs/refusals';
import type { Caller } from '../platform/caller.js';
import { Changes } from '../platform/changes.js';
import { Clock } from '../platform/clock.js';
import { connectionOf, keyOfCursor } from '../platform/graphql/page.js';
import { check, checkFirst } from '../platform/input.js';
import { Remembered } from '../platform/remembered.js';
import { ProgrammesService } from '../programmes/programmes.service.js';
import { isGiven } from './merchants.checks.js';
import type { Merchant, MerchantConnection, MerchantsFilter } from './merchants.inputs.js';
import { type ChainScope, findMerchant, isMerchantKey, listMerchants } from './merchants.queries.js';

/** What libs/eligibility asks about a merchant. */
export interface MerchantSide {
  merchant: MerchantFacts;
  enrolments: readonly Enrolment[];
}

/** The merchant's side of a search or a booking, evaluated once; what is left is each point's own rule. */
export interface UsableProgrammes extends MerchantSide {
  /** All programmes, for the reasons of those that do not apply. */
  programmes: readonly Programme[];
  /** Those that apply to the merchant, best first, as `bestProgramme` takes them. */
  usable: readonly Programme[];
}

/** Days begin on whole quarters of an hour of UTC, in every time zone there is. */
const QUARTER_MS = 900_000;
const MOST_REMEMBERED = 2000;

/** Reads merchants: for the rules, and for whoever may see them. */
@Injectable()
export class MerchantsService {
  private readonly remembered = new Remembered<UsableProgrammes>(MOST_REMEMBERED);

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly programmes: ProgrammesService,
    changes: Changes,
  ) {
    changes.subscribe('merchant', (ids) =>
      this.remembered.forget(({ merchant }) => ids === 'ALL' || ids.has(merchant.id)),
    );
    changes.subscribe('programme', () => this.remembered.forget(() => true));
  }

  /**
   * What the rules need to know of a merchant.
   *
   * @throws CodedError NOT_FOUND naming `merchantId`.
   */
  async load(db: EntityManager, merchantId: string): Promise<MerchantSide> {
    const merchant = await findMerchant(db, merchantId);
    if (merchant === null) throw noSuchMerchant(merchantId);
    return sideOf(merchant);
  }

  /**
   * The programmes that a merchant can use at an instant, which each takes as a day of its own time zone.
   *
   * @param cost - ANY counts programmes with a fee too.
   * @throws CodedError NOT_FOUND naming `merchantId`.
   */
  async usable(db: EntityManager, merchantId: string, at: Date, cost: Cost): Promise<UsableProgrammes> {
    const side = await this.load(db, merchantId);
    const programmes = await this.programmes.all(db);
    return { ...side, programmes, usable: usableProgrammes(side.merchant, programmes, side.enrolments, at, cost) };
  }

  /**
   * The same from memory, where it is remembered: as the changes have it that were heard of. The same object is given
   * for as long as nothing has changed.
   *
   * @throws CodedError NOT_FOUND naming `merchantId`, as a rejection.
   */
  usableNow(merchantId: string, at: Date, cost: Cost): UsableProgrammes | Promise<UsableProgrammes> {
    const key = `${merchantId} ${cost} ${Math.floor(at.getTime() / QUARTER_MS)}`;
    return (
      this.remembered.get(key) ??
      this.remembered.learn(key, () => this.usable(this.dataSource.manager, merchantId, at, cost))
    );
  }

  /**
   * A merchant as a caller may see it. What may not be seen is not there: that a SIRET ships with a competitor is
   * nobody's business.
   *
   * @param id - For a merchant its own may be left out.
   * @throws CodedError NOT_FOUND; BAD_INPUT where an operator names nobody.
   */
  async visible(caller: Caller, id: string | null, field: string): Promise<Merchant> {
    const wanted = ownOrNamed(caller, id, field);
    const merchant = await findMerchant(this.dataSource.manager, wanted, await this.scopeOf(caller));
    if (merchant === null) throw noSuchMerchant(wanted, field);
    return merchant;
  }

  /** The merchants that an operator may see, in the order in which they registered. */
  async list(
    caller: Caller,
    filter: MerchantsFilter,
    first: number,
    after: string | null,
  ): Promise<MerchantConnection> {
    const limit = checkFirst(first);
    const key = keyOfCursor(after);
    check(key === null || isMerchantKey(key), 'after', 'Give the endCursor of the page before, as it was.');
    const found = await listMerchants(this.dataSource.manager, {
      scope: await this.scopeOf(caller),
      state: filter.state ?? null,
      after: key,
      limit: limit + 1,
    });
    return connectionOf(
      found,
      limit,
      ({ id }) => id,
      (merchant) => merchant,
    );
  }

  private async scopeOf(caller: Caller): Promise<ChainScope | null> {
    if (caller.role !== 'OPERATOR' || caller.chainCode === null) return null;
    const programmes = await this.programmes.ofChain(this.dataSource.manager, caller.chainCode);
    const now = this.clock.now();
    return {
      codes: programmes.map(({ code }) => code),
      days: programmes.map(({ timeZone }) => dayIn(timeZone, now)),
    };
  }
}

/** A merchant's row in the shape of the rules. */
export function sideOf(merchant: Merchant): MerchantSide {
  const { id, siret, nafCode, nafNomenclature, sector, carrierAccounts, state } = merchant;
  return {
    merchant: {
      id,
      siret,
      nafCode,
      nafNomenclature,
      sector,
      carrierAccounts,
      state,
      emailProved: merchant.emailProvedAt !== null,
    },
    enrolments: merchant.enrolments,
  };
}

/**
 * The merchant that an operation is about: its own for a merchant, the one that is named for an operator.
 *
 * @throws CodedError NOT_FOUND for somebody else's; BAD_INPUT where an operator names nobody.
 */
export function ownOrNamed(caller: Caller, id: string | null | undefined, field: string): string {
  if (caller.role === 'MERCHANT') {
    if (!isGiven(id) || id === caller.merchantId) return caller.merchantId;
    throw noSuchMerchant(id, field);
  }
  check(isGiven(id), field, 'An operator says which merchant is meant.');
  return id;
}

export function noSuchMerchant(merchantId: string, field = 'merchantId'): CodedError {
  return new CodedError('NOT_FOUND', { merchantId: merchantId.slice(0, 100) }, { field });
}
