// Run by shared-points.spec.ts in a thread of its own: writes an index as fast as it can while the spec reads it.
import { type MessagePort, workerData } from 'node:worker_threads';
import { type GeoIndex, GeoIndexBuilder } from '#libs/geo';
import { IndexControl } from './index-control.js';
import { KnownHours } from './known-hours.js';
import { OfferClasses } from './offer-classes.js';
import { PointEntries } from './point-entries.js';
import { Publisher } from './publisher.js';
import { Tallies } from './tallies.js';

export const POINTS = 600;

/** Where a point is in a state: another place every time, so that some come near and others go. */
export function placeOf(point: number, state: number): { lat: number; lon: number } {
  const at = (point * 7919 + state * 104_729) % 10_007;
  return { lat: 45 + at / 10_007, lon: 2 + ((at * 31) % 997) / 997 };
}

const factsOf = (state: number) => ({
  state: 'OPEN' as const,
  chain: `CHAIN-${state % 40}`,
  kind: 'COUNTER' as const,
  services: [],
  networks: [],
  ownerMerchantId: null,
  maxWeightGrams: null,
  maxLongestSideMillimetres: null,
  maxSidesSumMillimetres: null,
});

/** Brings the index from one state to another, in which all points have room for as many parcels as it has its number. */
class Writer {
  geo: GeoIndex = new GeoIndexBuilder().finish({ isShared: true });
  readonly entries = PointEntries.create();
  readonly tallies = Tallies.create({ isShared: true });
  readonly classes = new OfferClasses();
  readonly hours = new KnownHours();

  become(state: number): void {
    const itsClass = this.classes.numberOf(factsOf(state));
    const context = { timeZone: `Zone ${state % 30}`, holidayRegion: null };
    const hours = this.hours.numberOf(null, context);
    for (let item = 0; item < POINTS; item += 1) {
      if (state > 1) {
        const before = this.geo.pointOf(item);
        this.tallies.add(before?.itsClass ?? 0, this.entries.hoursOf(item), false, -1);
      }
      this.geo.put(item, { ...placeOf(item, state), itsClass, free: state });
      this.entries.put(item, { id: String(item + 1), code: `P-${item}-${state}`, hours, capacityParcels: state });
      this.tallies.add(itsClass, hours, false, 1);
    }
    // The side list is outgrown three states out of four, and the tree built anew in the fourth.
    if (state % 4 === 0) this.geo = this.geo.rebuilt({ isShared: true });
  }
}

const given = workerData as { memory: SharedArrayBuffer; port: MessagePort; stop: SharedArrayBuffer } | null;
if (given !== null) {
  const writer = new Writer();
  const publisher = new Publisher(new IndexControl(given.memory), writer);
  publisher.tell(given.port);
  const stop = new Int32Array(given.stop);
  for (let state = 1; Atomics.load(stop, 0) === 0; state += 1) {
    publisher.write(() => writer.become(state));
    // Whoever reads gets a turn: as long as the writing takes, and never the same.
    Atomics.wait(stop, 0, 0, state % 3);
  }
  given.port.close();
}
