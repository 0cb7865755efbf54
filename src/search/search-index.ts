import { DataSource } from 'typeorm';
import { GeoIndexBuilder, type Point, UNLIMITED } from '#libs/geo';
import { Changes, type Keys } from '../platform/changes.js';
import { Clock } from '../platform/clock.js';
import type { Logger } from '../platform/log.js';
import { IndexControl } from './index-control.js';
import { PointEntries } from './point-entries.js';
import { PointsInMemory } from './points-in-memory.js';
import { Publisher } from './publisher.js';
import { Rebuilding } from './rebuilding.js';
import { type IndexedRow, readAllPoints, readPoints, readRooms } from './search-index.queries.js';
import { Tallies } from './tallies.js';

/** Rooms that are read by themselves; of more, the points are read in parts. */
const MOST_ROOMS = 5000;

/**
 * The points as they are in the database, kept by the thread that this is in; other threads may read along.
 *
 * It is told of every change and then reads the points anew, so that it never works out by itself what a change means.
 * The database remains the truth: whoever books a place is answered by it.
 */
export class SearchIndex extends PointsInMemory {
  readonly tallies = Tallies.create({ isShared: true });
  geo = new GeoIndexBuilder().finish({ isShared: true });
  readonly entries = PointEntries.create();
  readonly publisher: Publisher;
  private readonly items = new Map<string, number>();
  /** When the first booking lapses at a point, in milliseconds since 1970, by item. */
  private readonly lapses = new Map<number, number>();
  private readonly rebuilding: Rebuilding;
  /** Readings, one after another: none may overtake one that began after it. */
  private reading: Promise<void> = Promise.resolve();

  constructor(
    private readonly dataSource: DataSource,
    private readonly changes: Changes,
    private readonly clock: Clock,
    log: Logger,
    /** How other threads are told of what is written. */
    private readonly control = new IndexControl(),
  ) {
    super();
    this.publisher = new Publisher(control, this);
    this.rebuilding = new Rebuilding(log);
    changes.subscribe('point', (ids) => this.readAnew(ids));
    changes.subscribe('room', (ids) => this.readRoomsAnew(ids));
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
    if (waiting === undefined && nowMs < this.control.firstLapseMs) return undefined;
    return this.catchUp(waiting, nowMs);
  }

  /** Brings it up to date with all that anybody has written. @throws CodedError NOT_UP_TO_DATE. */
  refresh(): Promise<void> {
    return this.changes.refresh();
  }

  private async catchUp(waiting: Promise<void> | undefined, nowMs: number): Promise<void> {
    await waiting;
    if (nowMs < this.control.firstLapseMs) return;
    const lapsed = [...this.lapses].filter(([, lapsesAtMs]) => lapsesAtMs <= nowMs);
    await this.readAnew(new Set(lapsed.map(([item]) => this.entries.idOf(item))));
  }

  get size(): number {
    return this.items.size;
  }

  /** Nobody changes anything while its own thread reads. */
  read<Answer>(ask: () => Answer): Answer {
    return ask();
  }

  private readAnew(ids: Keys): Promise<void> {
    const reading = this.reading.then(() => (ids === 'ALL' ? this.readAll() : this.readSome([...ids])));
    this.reading = reading.catch(() => {});
    return reading;
  }

  /** Of a point where only the room has changed nothing else is read: it happens with every handover. */
  private readRoomsAnew(ids: Keys): Promise<void> {
    if (ids === 'ALL' || ids.size > MOST_ROOMS) return this.readAnew(ids);
    const reading = this.reading.then(() => this.readRooms([...ids]));
    this.reading = reading.catch(() => {});
    return reading;
  }

  private async readRooms(ids: readonly string[]): Promise<void> {
    const known = ids.filter((id) => this.items.has(id));
    const read = await readRooms(this.dataSource.manager, known, this.clock.now());
    this.publisher.write(() => {
      for (const { id, used, lapsesAtMs } of read) this.putRoom(this.items.get(id) as number, used, lapsesAtMs);
    });
    this.settle();
    const unknown = ids.filter((id) => !this.items.has(id));
    if (unknown.length > 0) await this.readSome(unknown);
  }

  private putRoom(item: number, used: number, lapsesAtMs: number | null): void {
    const capacity = this.entries.capacityOf(item);
    const before = this.geo.pointOf(item) as Point;
    this.place(this.entries.idOf(item), { ...before, free: capacity === null ? UNLIMITED : capacity - used });
    this.count(this.tallies, item, 1);
    this.noteLapse(item, lapsesAtMs);
  }

  private noteLapse(item: number, lapsesAtMs: number | null): void {
    if (lapsesAtMs === null) this.lapses.delete(item);
    else this.lapses.set(item, lapsesAtMs);
  }

  private async readAll(): Promise<void> {
    const isFirst = this.size === 0;
    const gone = new Set(this.items.values());
    for await (const read of readAllPoints(this.dataSource.manager, this.clock.now())) {
      this.publisher.write(() => {
        for (const row of read) gone.delete(this.put(row));
      });
    }
    this.publisher.write(() => {
      for (const item of gone) this.drop(item);
      // Nobody searches yet, and everybody who will waits for this.
      if (isFirst) this.geo = this.geo.rebuilt({ isShared: true });
    });
    this.settle();
  }

  private async readSome(ids: readonly string[]): Promise<void> {
    for await (const { ids: asked, read } of readPoints(this.dataSource.manager, ids, this.clock.now())) {
      this.publisher.write(() => this.putAll(asked, read));
    }
    this.settle();
  }

  /** Makes points be what was read of them. Those of which nothing was read are gone. */
  private putAll(asked: readonly string[], read: readonly IndexedRow[]): void {
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

  private settle(): void {
    let firstMs = Infinity;
    for (const lapsesAtMs of this.lapses.values()) firstMs = Math.min(firstMs, lapsesAtMs);
    this.control.firstLapseMs = firstMs;
    this.rebuilding.consider(this.geo, (rebuilt) => {
      this.publisher.write(() => {
        this.geo = rebuilt;
      });
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
    this.entries.put(item, { id, code, hours, capacityParcels });
    this.count(this.tallies, item, 1);
    this.noteLapse(item, row.lapses_at_ms);
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
    this.items.delete(this.entries.idOf(item));
    this.lapses.delete(item);
    this.geo.remove(item);
    this.entries.remove(item);
    this.rebuilding.touch(item);
  }
}
