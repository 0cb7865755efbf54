import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Programme } from '#libs/eligibility';
import { fitReasons } from '#libs/matching';
import { MerchantsService } from '../merchants/merchants.service.js';
import { announceAll, knownKeys, type NewParcel, personOf, requestFingerprint } from '../parcels/announce.js';
import { Clock } from '../platform/clock.js';
import { CONFIG, type Config } from '../platform/config.js';
import { again } from '../platform/database/again.js';
import { Secrets } from '../platform/secrets.js';
import { lockOffers, type StoredOffer } from '../search/offer.queries.js';
import { PointsInMemory } from '../search/points-in-memory.js';
import { type Pricing, pricing } from '../search/pricing.js';
import { Distribution, reasonOf, taskOf } from './batch.js';
import type { Demand } from './demand.js';
import { networkOf } from './network.js';
import type { ParcelRow } from './parcel-row.js';
import { Planning } from './planning.service.js';
import { move, type PlanRow, type WrittenOutcome, writeOutcomes } from './plans.queries.js';
import { type OpenedRow, openRows } from './sealed-rows.js';
import { solveInThread } from './solving.js';

const AT_ONCE = 500;
/** How often what has no place any more is planned anew: each time somebody else may be faster. */
const MOST_REPLANS = 3;

/** A row that is to become a parcel, and where it is to go. */
interface Wanted {
  row: OpenedRow & { said: ParcelRow };
  merchantId: string;
  pointId: string | null;
  metres: number | null;
  /** Why it does not go where it was planned. */
  why: string | null;
}

interface Accepted extends Wanted {
  offer: StoredOffer;
  programme: Programme;
}

/**
 * Makes the parcels of a plan: against the points as they are now, all in one transaction, so that there is never half of
 * it. Where a point has changed, or has filled up, since the plan was made, its parcels are planned anew and that is said.
 */
@Injectable()
export class PlanCommit {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly secrets: Secrets,
    private readonly index: PointsInMemory,
    private readonly merchants: MerchantsService,
    private readonly planning: Planning,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async run(plan: PlanRow): Promise<void> {
    // Before the transaction, since it waits for what others have written.
    await this.index.refresh();
    await again(() => this.dataSource.transaction((tx) => this.commit(tx, plan)));
  }

  private async commit(tx: EntityManager, plan: PlanRow): Promise<void> {
    const now = this.clock.now();
    const moved = await move(tx, plan.id, { from: ['COMMITTING'], to: 'COMMITTED', at: now }, { committed_at: now });
    if (!moved) return;
    const outcomes: WrittenOutcome[] = [];
    const wanted: Wanted[] = [];
    for await (const page of openRows(tx, this.secrets, plan.id)) wanted.push(...this.sorted(plan, page, outcomes));
    const unknown = await this.withoutKnown(tx, wanted, outcomes);
    const offers = new Map<string, StoredOffer>();
    const prices = new Map<string, Pricing>();
    const accepted: Accepted[] = [];
    let left = unknown;
    for (let replans = 0; ; replans += 1) {
      left = await this.accept(tx, plan, left, { offers, prices, accepted, now });
      if (left.length === 0 || replans === MOST_REPLANS) break;
      left = await this.replan(plan, left, offers, outcomes);
    }
    for (const { row, why } of left) outcomes.push({ row: row.row, outcome: 'NO_ROOM', detail: why });
    await this.announce(tx, plan, accepted, outcomes, now);
    for (let from = 0; from < outcomes.length; from += AT_ONCE) {
      await writeOutcomes(tx, plan.id, outcomes.slice(from, from + AT_ONCE), { forgets: true });
    }
  }

  /** Rows that become parcels; what is wrong with others is noted. */
  private sorted(plan: PlanRow, page: readonly OpenedRow[], outcomes: WrittenOutcome[]): Wanted[] {
    return page.flatMap((row): Wanted[] => {
      const { said, outcome } = row;
      if (said === null || outcome === 'BAD_ROW') return [];
      const merchantId = said.merchantId ?? plan.merchant_id;
      const lacks = lacking(said, merchantId);
      if (lacks !== null) {
        outcomes.push({ row: row.row, outcome: 'BAD_ROW', detail: lacks });
        return [];
      }
      return [
        {
          row: { ...row, said },
          merchantId: merchantId as string,
          pointId: outcome === 'PLACED' ? row.point_id : null,
          metres: row.distance_metres,
          why: outcome === 'PLACED' ? null : outcome,
        },
      ];
    });
  }

  /** Leaves out rows whose reference the merchant has a parcel for already, and says which. */
  private async withoutKnown(tx: EntityManager, wanted: Wanted[], outcomes: WrittenOutcome[]): Promise<Wanted[]> {
    const seen = new Set<string>();
    const known = new Map<string, string>();
    for (const merchantId of new Set(wanted.map((each) => each.merchantId))) {
      const keys = wanted.flatMap((each) => (each.merchantId === merchantId ? (each.row.said.reference ?? []) : []));
      for (const [key, { trackingNumber }] of await knownKeys(tx, merchantId, keys)) {
        known.set(`${merchantId} ${key}`, trackingNumber);
      }
    }
    return wanted.filter(({ row, merchantId }) => {
      const key = `${merchantId} ${row.said.reference}`;
      const trackingNumber = known.get(key) ?? null;
      const isTwice = seen.has(key);
      seen.add(key);
      if (trackingNumber === null && !isTwice) return true;
      const detail = isTwice ? 'the reference is in the plan twice' : 'there is a parcel of this reference already';
      outcomes.push({ row: row.row, outcome: 'KNOWN', detail, trackingNumber });
      return false;
    });
  }

  /** Takes what still fits where it is to go, each place once. @returns What does not, with why. */
  private async accept(
    tx: EntityManager,
    { terms }: PlanRow,
    wanted: readonly Wanted[],
    {
      offers,
      prices,
      accepted,
      now,
    }: { offers: Map<string, StoredOffer>; prices: Map<string, Pricing>; accepted: Accepted[]; now: Date },
  ): Promise<Wanted[]> {
    const ids = new Set(wanted.flatMap(({ pointId }) => (pointId === null || offers.has(pointId) ? [] : pointId)));
    for (const offer of await lockOffers(tx, [...ids], now)) offers.set(offer.id, offer);
    const left: Wanted[] = [];
    for (const each of wanted) {
      const offer = each.pointId === null ? undefined : offers.get(each.pointId);
      if (offer === undefined) {
        left.push(each);
        continue;
      }
      const price = prices.get(each.merchantId) ?? (await this.pricesOf(tx, each.merchantId, terms.cost, now));
      prices.set(each.merchantId, price);
      const [reason] = fitReasons(offer, { parcel: each.row.said.measures });
      const programme = reason === undefined ? price.programmeAt(offer) : null;
      if (programme === null) {
        const why = reason === undefined ? price.absence : `${reason.code} ${reason.detail}`;
        left.push({ ...each, pointId: null, why: `${offer.code}: ${why}` });
        continue;
      }
      offer.usedParcels += 1;
      accepted.push({ ...each, offer, programme });
    }
    return left;
  }

  private async pricesOf(
    tx: EntityManager,
    merchantId: string,
    cost: 'FREE_ONLY' | 'ANY',
    now: Date,
  ): Promise<Pricing> {
    return pricing(await this.merchants.usable(tx, merchantId, now, cost), now);
  }

  /** Other points for what has none any more, at what room there is now. @returns Those for which there is one. */
  private async replan(
    plan: PlanRow,
    left: readonly Wanted[],
    offers: ReadonlyMap<string, StoredOffer>,
    outcomes: WrittenOutcome[],
  ): Promise<Wanted[]> {
    const demand: Demand = this.planning.demandOf(plan);
    for (const { row } of left) await demand.add(row.said);
    const openAtMs = plan.terms.openAt === null ? null : Date.parse(plan.terms.openAt);
    const network = await this.index.read(() => networkOf(this.index, openAtMs));
    network.items.forEach((item, place) => {
      const offer = offers.get(this.index.entries.idOf(item));
      if (offer === undefined || offer.capacityParcels === null) return;
      // What is locked is known better than by the index, and what is no longer open takes nothing.
      network.rooms[place] = offer.state === 'OPEN' ? Math.max(0, offer.capacityParcels - offer.usedParcels) : 0;
    });
    const { optimal } = await solveInThread(taskOf(demand, network, plan.terms, false));
    const places = new Distribution(optimal, demand.spots.length);
    return left.flatMap((each, place): Wanted[] => {
      const spot = demand.spotAt(place);
      const [found] = places.take(spot, 1);
      if (found === undefined) {
        outcomes.push({ row: each.row.row, outcome: reasonOf(demand, network, spot), detail: each.why });
        return [];
      }
      const pointId = this.index.entries.idOf(network.items[found.point] as number);
      return [{ ...each, pointId, metres: found.metres }];
    });
  }

  private async announce(
    tx: EntityManager,
    plan: PlanRow,
    accepted: readonly Accepted[],
    outcomes: WrittenOutcome[],
    now: Date,
  ): Promise<void> {
    const sender = { role: plan.asked_by_role, id: plan.asked_by_id };
    for (let from = 0; from < accepted.length; from += AT_ONCE) {
      const some = accepted.slice(from, from + AT_ONCE);
      const numbers = await announceAll(
        tx,
        some.map((each) => this.parcelOf(plan, each)),
        { secrets: this.secrets, ssccPrefix: this.config.ssccPrefix, sender, now },
      );
      for (const [place, { row, offer, metres, why }] of some.entries()) {
        const outcome = why === null ? 'CREATED' : 'MOVED';
        const trackingNumber = numbers[place] as string;
        outcomes.push({ row: row.row, outcome, detail: why, pointId: offer.id, metres, trackingNumber });
      }
    }
  }

  private parcelOf({ terms }: PlanRow, { row, merchantId, offer, programme }: Accepted): NewParcel {
    const { reference, measures } = row.said;
    const recipient = row.said.recipient as NonNullable<ParcelRow['recipient']>;
    return {
      merchantId,
      idempotencyKey: reference as string,
      // As if createParcel had been asked for it: then it answers with the parcel that there is.
      fingerprint: requestFingerprint(this.secrets, {
        recipient,
        measures,
        pickupPointCode: offer.code,
        dropOffPointCode: null,
        cost: terms.cost,
      }),
      measures,
      recipient: personOf(recipient),
      pickupPoint: offer,
      dropOffPointId: null,
      programme,
    };
  }
}

/** What a row lacks that a parcel needs; null if nothing. */
function lacking({ reference, recipient, measures }: ParcelRow, merchantId: string | null): string | null {
  if (merchantId === null) return 'merchantId: say for which merchant';
  if (reference === null) return 'reference: give each parcel one of its own';
  if (recipient === null) return 'recipientName: say who it is for';
  return typeof measures.weightGrams === 'number' ? null : 'weightGrams: give the weight in grams';
}
