import type { BenchParcel, Scanners } from './world.js';

/** As many as one request may hold. */
export const BATCH = 500;

/** A parcel's way to its point, in three batches: at the depot, by the carrier there, and at each parcel's own point. */
const WAY = [
  { kind: 'DROP_OFF', scanner: 'clerk', at: () => 'DEPOT' },
  { kind: 'CARRIER_PICKUP', scanner: 'carrier', at: () => 'DEPOT' },
  { kind: 'STORE_RECEIPT', scanner: 'carrier', at: ({ pickupPointCode }: BenchParcel) => pickupPointCode },
] as const;
export const STEPS = WAY.length;

export interface Scan {
  idempotencyKey: string;
  kind: string;
  trackingNumber: string;
  pointCode: string;
  /** ISO 8601, as devices send it that were out of reach. */
  occurredAt: string;
}

export interface ScanBatch {
  scanner: keyof Scanners;
  scans: Scan[];
}

/** One step of parcels' ways, as scanners send it that had no network until now. */
export function batchOf(parcels: readonly BenchParcel[], step: number): ScanBatch {
  const { kind, scanner, at } = WAY[step] as (typeof WAY)[number];
  const occurredAt = new Date(Date.now() - 60_000 + step * 1000).toISOString();
  return {
    scanner,
    scans: parcels.map((parcel) => ({
      idempotencyKey: `${kind}-${parcel.trackingNumber}`,
      kind,
      trackingNumber: parcel.trackingNumber,
      pointCode: at(parcel),
      occurredAt,
    })),
  };
}
