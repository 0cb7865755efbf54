import type { ParcelMeasures, Wish } from '#libs/matching';
import type { MerchantsService, UsableProgrammes } from '../merchants/merchants.service.js';
import type { PlacesService } from '../places/places.service.js';
import { check } from '../platform/input.js';
import type { PointsInMemory } from '../search/points-in-memory.js';
import { pricing } from '../search/pricing.js';
import { type Verdict, Verdicts } from '../search/verdict.js';
import type { ParcelRow } from './parcel-row.js';

/** Under what points may take parcels. */
export interface Terms {
  /** For rows that name none; null where only a carrier's points are asked for. */
  merchantId: string | null;
  cost: 'FREE_ONLY' | 'ANY';
  /** How many metres a customer would rather go than that a euro be paid. */
  metresPerEuro: number;
  /** The only chain wanted; null for any. */
  chainCode: string | null;
  /** The network of whose points alone is asked; null for any. */
  networkCode: string | null;
  /** Whether customers are told apart, since it matters whether their parcels are together. */
  byCustomer: boolean;
  now: Date;
}

/** What of the classes of points takes parcels of one sort, and at what cost in metres beside the way there. */
export interface Sort {
  /** By class, not 0 for those that do. */
  passes: Uint8Array;
  extraMetres: Int32Array;
  /** A verdict of one of its parcels, which names the programme. */
  verdict: Verdict;
}

/** Parcels of one sort that are wanted at one spot, of one priority: any of them may take any other's place. */
export interface Spot {
  lat: number;
  lon: number;
  sort: number;
  priority: number;
  /** -1 where customers are not told apart, or this one is not known. */
  customer: number;
  supply: number;
}

/** The columns in which a place is said. */
const PLACE_COLUMNS = { country: 'country', code: 'postcode', name: 'commune' };

/** The most different merchants that one batch has. */
const MOST_MERCHANTS = 1000;

/**
 * Gathers rows into spots. Rows that are alike cost nothing more, so that a batch takes the memory of its places and not
 * of its parcels, but for the number of each row's spot.
 */
export class Demand {
  readonly spots: Spot[] = [];
  readonly sorts: Sort[] = [];
  /** The spot of each row that was added, in order. */
  private spotOfRow = new Int32Array(1024);
  private countOfRow = new Int32Array(1024);
  rowCount = 0;
  parcelCount = 0;
  private readonly positions = new Map<string, { lat: number; lon: number }>();
  private readonly spotNumbers = new Map<string, number>();
  private readonly customerNumbers = new Map<string, number>();
  private readonly sortNumbers = new Map<string, number>();
  private readonly sortsByMasks = new Map<string, number>();
  private readonly merchantsUsed = new Map<string, UsableProgrammes>();
  private readonly verdicts: Verdicts;

  constructor(
    private readonly index: PointsInMemory,
    private readonly places: PlacesService,
    private readonly merchants: MerchantsService,
    readonly terms: Terms,
  ) {
    this.verdicts = new Verdicts(index.classes);
  }

  /** @returns The row's spot. @throws CodedError BAD_INPUT, UNKNOWN_PLACE, NOT_FOUND; nothing is added then. */
  async add(row: ParcelRow): Promise<number> {
    const { lat, lon } = await this.positionOf(row.near);
    const sort = await this.sortOf(row);
    const customer = this.customerOf(row);
    const key = `${lat} ${lon} ${sort} ${row.priority} ${customer}`;
    let number = this.spotNumbers.get(key);
    if (number === undefined) {
      number = this.spots.length;
      this.spots.push({ lat, lon, sort, priority: row.priority, customer, supply: 0 });
      this.spotNumbers.set(key, number);
    }
    (this.spots[number] as Spot).supply += row.count;
    this.parcelCount += row.count;
    this.note(number, row.count);
    return number;
  }

  /** Notes a row that is not to be placed, so that rows and their numbers go on together. */
  skip(): void {
    this.note(-1, 0);
  }

  /** The spot of a row; -1 for one that was left out. */
  spotAt(row: number): number {
    return this.spotOfRow[row] as number;
  }

  /** How many parcels a row stands for. */
  countAt(row: number): number {
    return this.countOfRow[row] as number;
  }

  private customerOf({ customer }: ParcelRow): number {
    if (customer === null || !this.terms.byCustomer) return -1;
    const number = this.customerNumbers.get(customer) ?? this.customerNumbers.size;
    this.customerNumbers.set(customer, number);
    return number;
  }

  private note(spot: number, count: number): void {
    if (this.rowCount === this.spotOfRow.length) {
      this.spotOfRow = grown(this.spotOfRow);
      this.countOfRow = grown(this.countOfRow);
    }
    this.spotOfRow[this.rowCount] = spot;
    this.countOfRow[this.rowCount] = count;
    this.rowCount += 1;
  }

  private async positionOf(near: ParcelRow['near']): Promise<{ lat: number; lon: number }> {
    if ('lat' in near) return near;
    const key = JSON.stringify(near);
    const known = this.positions.get(key);
    if (known !== undefined) return known;
    const { country } = near;
    const query =
      'postcode' in near
        ? { postcode: { code: near.postcode, country } }
        : { commune: { name: near.commune, country } };
    const { lat, lon } = await this.places.resolve(query, PLACE_COLUMNS);
    this.positions.set(key, { lat, lon });
    return { lat, lon };
  }

  private async sortOf({ merchantId, measures }: ParcelRow): Promise<number> {
    const id = merchantId ?? this.terms.merchantId;
    const key = JSON.stringify([id, measures]);
    const known = this.sortNumbers.get(key);
    if (known !== undefined) return known;
    const usable = id === null ? null : await this.usableBy(id);
    const sort = this.judge(measures, usable);
    // Parcels of all weights that the same points take are one sort.
    const masks = `${usable?.merchant.id} ${Buffer.from(sort.passes).toString('latin1')} ${sort.extraMetres.join()}`;
    let number = this.sortsByMasks.get(masks);
    if (number === undefined) {
      number = this.sorts.length;
      this.sorts.push(sort);
      this.sortsByMasks.set(masks, number);
    }
    this.sortNumbers.set(key, number);
    return number;
  }

  private async usableBy(merchantId: string): Promise<UsableProgrammes> {
    const known = this.merchantsUsed.get(merchantId);
    if (known !== undefined) return known;
    check(this.merchantsUsed.size < MOST_MERCHANTS, 'merchantId', `At most ${MOST_MERCHANTS} merchants in a batch.`);
    const usable = await this.merchants.usableNow(merchantId, this.terms.now, this.terms.cost);
    this.merchantsUsed.set(merchantId, usable);
    return usable;
  }

  private judge(parcel: ParcelMeasures, usable: UsableProgrammes | null): Sort {
    const { chainCode, networkCode, now, metresPerEuro } = this.terms;
    const chains = chainCode === null ? [] : [chainCode];
    const wish: Wish = { parcel, openAtMs: null, services: [], kinds: [], chains };
    const verdict = this.verdicts.of(wish, usable === null ? null : pricing(usable, now), usable);
    const { classes } = this.index;
    const passes = new Uint8Array(classes.classes.count);
    const extraMetres = new Int32Array(classes.classes.count);
    classes.classes.values.forEach((_, itsClass) => {
      const isOfNetwork = networkCode === null || classes.factsOf(itsClass).networks.includes(networkCode);
      if (!isOfNetwork || verdict.codesOf(itsClass).length > 0) return;
      passes[itsClass] = 1;
      extraMetres[itsClass] = Math.round(((verdict.programmeOf(itsClass)?.feeCents ?? 0) / 100) * metresPerEuro);
    });
    return { passes, extraMetres, verdict };
  }
}

function grown(list: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(2 * list.length);
  longer.set(list);
  return longer;
}
