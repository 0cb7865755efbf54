import { NEVER } from './deadlines.js';
import { type Journey, journeyOf } from './journey.js';
import type { Network } from './network.js';
import { arrivalBy, isAffected, type Profile, ridesBy } from './profile.js';
import { ProfileScan } from './profile-scan.js';
import { arrivalOfDropOff, type Way } from './way.js';

/**
 * Answers computed ahead: all ways from every stop to some of them, for parcels up to a weight, as a table that is
 * looked up. It is right until the network changes, and right again once it is mended.
 */
export class Profiles {
  private readonly profiles = new Map<string, Profile>();
  private readonly closed: Uint8Array;

  /** Throws RangeError for a stop that does not exist. */
  constructor(
    readonly network: Network,
    toStopIds: readonly string[],
    weightGrams: number | null,
  ) {
    this.closed = network.limits.closedTo(weightGrams);
    this.compute(toStopIds.map((id) => network.stopNumber(id)));
  }

  /** Whether the same lines take a parcel of this weight as those that the profiles were made for. */
  areFor(weightGrams: number | null): boolean {
    return this.network.limits.closedTo(weightGrams) === this.closed;
  }

  /** When a parcel that is brought at an instant arrives, in epoch seconds; null if it does not. */
  arrival(fromStopId: string, toStopId: string, atSeconds: number): number | null {
    const { network } = this;
    const origin = network.stopNumber(fromStopId);
    const profile = this.profileTo(toStopId);
    if (origin === profile.target) return atSeconds;
    const arrives = arrivalBy(profile, origin, arrivalOfDropOff(network, origin, atSeconds));
    return arrives === NEVER ? null : network.epochSecondsAt(arrives);
  }

  /** As `Planner.earliest`; the parcel's weight must be one that `areFor` says yes to. */
  earliest(way: Way, atSeconds: number): Journey | null {
    const { network } = this;
    const origin = network.stopNumber(way.fromStopId);
    const profile = this.profileTo(way.toStopId);
    const dropOffAt = way.dropOffHours.nextOpen(atSeconds);
    if (dropOffAt === null) return null;
    if (origin === profile.target) return journeyOf(network, way, dropOffAt, []);
    const rides = ridesBy(network, profile, origin, arrivalOfDropOff(network, origin, dropOffAt));
    return rides && journeyOf(network, way, dropOffAt, rides);
  }

  /**
   * Makes the profiles right again after `change`, given the runs that have changed. Only those are computed anew that
   * may have become others; the stops that they lead to are returned.
   */
  mend(changed: readonly number[]): string[] {
    const { network, closed } = this;
    const affected = [...this.profiles.values()].filter((profile) => isAffected(network, profile, changed, closed));
    const targets = affected.map(({ target }) => target);
    this.compute(targets);
    return affected.map((profile) => this.idOf(profile));
  }

  private compute(targets: readonly number[]): void {
    if (targets.length === 0) return;
    const scan = new ProfileScan(this.network, this.closed);
    for (const profile of scan.profilesTo(targets)) this.profiles.set(this.idOf(profile), profile);
  }

  private idOf({ target }: Profile): string {
    return this.network.stops[target]?.id ?? '';
  }

  private profileTo(stopId: string): Profile {
    const profile = this.profiles.get(stopId);
    if (profile === undefined) throw new RangeError(`there is no profile to ${stopId}`);
    return profile;
  }
}
