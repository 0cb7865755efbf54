import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { GeoIndexBuilder, type Point, type Region, UNLIMITED } from '#libs/geo';
import { Changes, type Keys } from '../platform/changes.js';
import { Clock } from '../platform/clock.js';
import type { Logger } from '../platform/log.js';
import { LOG } from '../platform/platform.module.js';
import { KnownHours } from './known-hours.js';
import type { StoredOffer } from './offer.queries.js';
import { OfferClasses } from './offer-classes.js';
import { Rebuilding } from './rebuilding.js';
import { type IndexedRow, readAllPoints, readPoints } from './search-index.queries.js';
import { Tallies } from './tallies.js';

/** What the index holds of a point beside the tree. */
interface Entry {
  id: string;
  code: string;
  hours: number;
  /** Null where it is not known. */
  capacityParcels: number | null;
}

/**
 * All points in memory, as they are in the database: where they are, what they take, how much room they have.
 *
 * It is told of every change and then reads the points anew, so that it never works out by itself what a change means.
 * The database remains the truth: whoever books a place is answered by it.
 */
@Injectable()
export class SearchIndex {
  readonly classes = new OfferClasses();
  readonly hours = new KnownHours();
  /** Of all points; those of a region are counted when they are asked for. */
  readonly tallies = new Tallies();
  geo = new GeoIndexBuilder().finish({ isShared: true });
  private readonly entries: (Entry | null)[] = [];
  private readonly items = new Map<string, number>();
  /** When the first booking lapses at a point, in milliseconds since 1970, by item. */
  private readonly lapses = new Map<number, number>();
  private firstLapseMs = Infinity;
  private readonly rebuilding: Rebuilding;
  /** Readings, one after another: none may overtake one that began after it. */
  private reading: Promise<void> = Promise.resolve();

  constructor(
    private readonly dataSource: DataSource,
    private readonly changes: Changes,
    private readonly clock: Clock,
    @Inject(LOG) log: Logger,
  ) {
    this.rebuilding = new Rebuilding(log);
    changes.subscribe('point', (ids) => this.read(ids));
    changes.subscribe('room', (ids) => this.read(ids));
  }

  /**
   * Brings it up to date with what this process has written, with what others wrote a while ago, and with the clock.
   *
   * @returns Undefined where there is nothing to wait for.
   * @throws CodedError NOT_UP_TO_DATE, as a rejection.
   */
  current(): Promise<void> | undefined {
    const waiting = this.changes.current();
    const nowMs = this.clock.now().getTime();
    if (waiting === undefined && nowMs < this.firstLapseMs) return undefined;
    return this.catchUp(waiting, nowMs);
  }

  /** Brings it up to date with all that anybody has written. @throws CodedError NOT_UP_TO_DATE. */
  refresh(): Promise<void> {
    return this.changes.refresh();
  }

  private async catchUp(waiting: Promise<void> | undefined, nowMs: number): Promise<void> {
    await waiting;
    if (nowMs < this.firstLapseMs) return;
    const lapsed = [...this.lapses].filter(([, lapsesAtMs]) => lapsesAtMs <= nowMs);
    await this.read(new Set(lapsed.map(([item]) => this.entry(item).id)));
  }

  get size(): number {
    return this.items.size;
  }

  /** What a list of points says of one beside its row. */
  at(item: number) {
    const { id, hours, capacityParcels } = this.entry(item);
    const { lat, lon, free } = this.point(item);
    return { id, lat, lon, hours, freePlaces: capacityParcels === null ? null : Math.max(0, free) };
  }

  hoursOf(item: number): number {
    return this.entry(item).hours;
  }

  /** In the order of codes, in which points are that are as far. */
  readonly compare = (a: number, b: number): number => (this.entry(a).code < this.entry(b).code ? -1 : 1);

  /** All that is known of a point. */
  offerOf(item: number): StoredOffer {
    const { id, code, hours, capacityParcels } = this.entry(item);
    const { hours: model, context } = this.hours.at(hours);
    const { lat, lon, itsClass, free } = this.point(item);
    return {
      id,
      code,
      lat,
      lon,
      ...this.classes.factsOf(itsClass),
      capacityParcels,
      usedParcels: capacityParcels === null ? 0 : capacityParcels - free,
      hours: model,
      hoursContext: context,
    };
  }

  /** Counts the points of a region; those of the whole Earth are counted already. */
  talliesOf(region: Region | null): Tallies {
    if (region === null) return this.tallies;
    const tallies = new Tallies();
    for (const item of this.geo.within(null, { region })) this.count(tallies, item, 1);
    return tallies;
  }

  private entry(item: number): Entry {
    const entry = this.entries[item];
    if (!entry) throw new RangeError(`There is no point ${item}.`);
    return entry;
  }

  private point(item: number): Point {
    const point = this.geo.pointOf(item);
    if (point === null) throw new RangeError(`There is no point ${item}.`);
    return point;
  }

  private read(ids: Keys): Promise<void> {
    const reading = this.reading.then(() => (ids === 'ALL' ? this.readAll() : this.readSome([...ids])));
    this.reading = reading.catch(() => {});
    return reading;
  }

  private async readAll(): Promise<void> {
    const isFirst = this.size === 0;
    const gone = new Set(this.items.values());
    for await (const read of readAllPoints(this.dataSource.manager, this.clock.now())) {
      for (const row of read) gone.delete(this.put(row));
    }
    for (const item of gone) this.drop(item);
    // Nobody searches yet, and everybody who will waits for this.
    if (isFirst) this.geo = this.geo.rebuilt({ isShared: true });
    this.settle();
  }

  private async readSome(ids: readonly string[]): Promise<void> {
    for await (const { ids: asked, read } of readPoints(this.dataSource.manager, ids, this.clock.now())) {
      const gone = new Set(asked);
      for (const row of read) {
        this.put(row);
        gone.delete(row.id);
      }
      for (const id of gone) {
        const item = this.items.get(id);
        if (item !== undefined) this.drop(item);
      }
    }
    this.settle();
  }

  private settle(): void {
    this.firstLapseMs = Infinity;
    for (const lapsesAtMs of this.lapses.values()) this.firstLapseMs = Math.min(this.firstLapseMs, lapsesAtMs);
    this.rebuilding.consider(this.geo, (rebuilt) => {
      this.geo = rebuilt;
    });
  }

  private put(row: IndexedRow): number {
    const { id, code, lat, lon, capacity_parcels: capacityParcels } = row;
    const itsClass = this.classes.numberOf({
      state: row.state,
      chain: row.chain_code,
      kind: row.kind,
      services: row.services,
      networks: row.networks,
      ownerMerchantId: row.owner_merchant_id,
      maxWeightGrams: row.max_weight_grams,
      maxLongestSideMillimetres: row.max_longest_side_millimetres,
      maxSidesSumMillimetres: row.max_sides_sum_millimetres,
    });
    const hours = this.hours.numberOf(row.hours_text, { timeZone: row.time_zone, holidayRegion: row.holiday_region });
    const free = capacityParcels === null ? UNLIMITED : capacityParcels - row.used_parcels;
    const item = this.place(id, { lat, lon, itsClass, free });
    this.entries[item] = { id, code, hours, capacityParcels };
    this.count(this.tallies, item, 1);
    if (row.lapses_at_ms === null) this.lapses.delete(item);
    else this.lapses.set(item, row.lapses_at_ms);
    return item;
  }

  /** Puts a point where it belongs in the tree. What was counted of it before is taken back. */
  private place(id: string, point: Point): number {
    const known = this.items.get(id);
    if (known !== undefined) this.count(this.tallies, known, -1);
    const item = known ?? this.geo.itemCount;
    this.geo.put(item, point);
    this.items.set(id, item);
    this.rebuilding.touch(item);
    return item;
  }

  private drop(item: number): void {
    this.count(this.tallies, item, -1);
    this.items.delete(this.entry(item).id);
    this.lapses.delete(item);
    this.geo.remove(item);
    this.entries[item] = null;
    this.rebuilding.touch(item);
  }

  private count(tallies: Tallies, item: number, by: 1 | -1): void {
    const { itsClass, free } = this.point(item);
    tallies.add(itsClass, this.hoursOf(item), free < 1, by);
  }
}
