import type { GeoIndex, Point, Region } from '#libs/geo';
import { KnownHours } from './known-hours.js';
import type { StoredOffer } from './offer.queries.js';
import { OfferClasses } from './offer-classes.js';
import type { PointEntries } from './point-entries.js';
import { Tallies } from './tallies.js';

/** All points in memory, for those who search them: where they are, what they take, how much room they have. */
export abstract class PointsInMemory {
  readonly classes = new OfferClasses();
  readonly hours = new KnownHours();
  abstract readonly geo: GeoIndex;
  /** Of all points; those of a region are counted when they are asked for. */
  abstract readonly tallies: Tallies;
  abstract readonly entries: PointEntries;

  /**
   * Makes sure that it knows what this process has written, what others wrote a while ago, and what time it is.
   *
   * @returns Undefined where there is nothing to wait for.
   * @throws CodedError NOT_UP_TO_DATE, as a rejection.
   */
  abstract current(): Promise<void> | undefined;

  /** Makes sure that it knows all that anybody has written. @throws CodedError NOT_UP_TO_DATE. */
  abstract refresh(): Promise<void>;

  /**
   * Asks something of all this as it is at one moment.
   *
   * @param ask - It must not wait for anything, and may be called several times.
   * @returns What it returned last, at once wherever that can be.
   */
  abstract read<Answer>(ask: () => Answer): Answer | Promise<Answer>;

  /** What a list of points says of one beside its row. */
  at(item: number) {
    const { lat, lon, free } = this.point(item);
    const freePlaces = this.entries.capacityOf(item) === null ? null : Math.max(0, free);
    return { id: this.entries.idOf(item), lat, lon, hours: this.hoursOf(item), freePlaces };
  }

  hoursOf(item: number): number {
    return this.entries.hoursOf(item);
  }

  /** In the order of codes, in which points are that are as far. */
  readonly compare = (a: number, b: number): number => this.entries.compare(a, b);

  /** All that is known of a point. */
  offerOf(item: number): StoredOffer {
    const { hours: model, context } = this.hours.at(this.hoursOf(item));
    const { lat, lon, itsClass, free } = this.point(item);
    const capacityParcels = this.entries.capacityOf(item);
    return {
      id: this.entries.idOf(item),
      code: this.entries.codeOf(item),
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
    const tallies = Tallies.create({ isShared: false });
    for (const item of this.geo.within(null, { region })) this.count(tallies, item, 1);
    return tallies;
  }

  protected count(tallies: Tallies, item: number, by: 1 | -1): void {
    const { itsClass, free } = this.point(item);
    tallies.add(itsClass, this.hoursOf(item), free < 1, by);
  }

  private point(item: number): Point {
    const point = this.geo.pointOf(item);
    if (point === null) throw new RangeError(`There is no point ${item}.`);
    return point;
  }
}
