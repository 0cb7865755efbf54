import type { EntityManager } from 'typeorm';
import type { PointKind } from '#libs/eligibility';
import type { PointOffer, PointState } from '#libs/matching';
import type { HolidayRegion, OpeningHours } from '#libs/opening-hours';
import { rows } from '../platform/database/database.js';

/** A point's offer with its row's id and position. */
export interface StoredOffer extends PointOffer {
  id: string;
  lat: number;
  lon: number;
}

/** Columns of `point p` that make an offer, but for its hours and the room that is used there. */
export const OFFER_FACTS = `
  p.id::text AS id, p.code, p.chain_code, p.kind, p.services, p.lat, p.lon, p.time_zone, p.holiday_region, p.state,
  p.max_weight_grams, p.max_longest_side_millimetres, p.max_sides_sum_millimetres, p.capacity_parcels,
  p.owner_merchant_id, ARRAY(SELECT n.network_code FROM point_network n WHERE n.point_id = p.id ORDER BY 1) AS networks`;

export interface OfferRow {
  id: string;
  code: string;
  chain_code: string | null;
  kind: PointKind;
  services: string[];
  lat: number;
  lon: number;
  time_zone: string;
  holiday_region: HolidayRegion | null;
  hours: OpeningHours | null;
  state: PointState;
  max_weight_grams: number | null;
  max_longest_side_millimetres: number | null;
  max_sides_sum_millimetres: number | null;
  capacity_parcels: number | null;
  owner_merchant_id: string | null;
  used_parcels: number;
  networks: string[];
}

export function offerFromRow(row: OfferRow): StoredOffer {
  return {
    id: row.id,
    code: row.code,
    chain: row.chain_code,
    kind: row.kind,
    services: row.services,
    networks: row.networks,
    ownerMerchantId: row.owner_merchant_id,
    lat: row.lat,
    lon: row.lon,
    state: row.state,
    maxWeightGrams: row.max_weight_grams,
    maxLongestSideMillimetres: row.max_longest_side_millimetres,
    maxSidesSumMillimetres: row.max_sides_sum_millimetres,
    capacityParcels: row.capacity_parcels,
    usedParcels: row.used_parcels,
    hours: row.hours,
    hoursContext: { timeZone: row.time_zone, holidayRegion: row.holiday_region },
  };
}

/** The offer of one point as it is now, or null if there is no such point. */
export async function loadOffer(db: EntityManager, code: string, at: Date): Promise<StoredOffer | null> {
  const [found] = await rows<OfferRow>(
    db,
    `SELECT ${OFFER_FACTS}, p.hours, point_use(p.id, $1) AS used_parcels FROM point p WHERE p.code = $2`,
    [at, code],
  );
  return found === undefined ? null : offerFromRow(found);
}

/**
 * The same, with the point's row locked until the transaction ends: whoever books a place at a point does it under
 * this lock, so that two callers never get the last one.
 */
export async function lockOffer(tx: EntityManager, code: string, at: Date): Promise<StoredOffer | null> {
  // Counting is a statement of its own: it has to see what was committed while this one waited for the lock.
  const locked = await rows<{ id: string }>(tx, 'SELECT id FROM point WHERE code = $1 FOR NO KEY UPDATE', [code]);
  return locked.length === 0 ? null : loadOffer(tx, code, at);
}

/** The same for several by their ids, locked in the order of those, whoever asks. What is no point is not in it. */
export async function lockOffers(tx: EntityManager, ids: readonly string[], at: Date): Promise<StoredOffer[]> {
  if (ids.length === 0) return [];
  await tx.query('SELECT 1 FROM point WHERE id = ANY($1::bigint[]) ORDER BY id FOR NO KEY UPDATE', [ids]);
  const found = await rows<OfferRow>(
    tx,
    `SELECT ${OFFER_FACTS}, p.hours, point_use(p.id, $1) AS used_parcels FROM point p WHERE p.id = ANY($2::bigint[])`,
    [at, ids],
  );
  return found.map(offerFromRow);
}
