import { parseOsm } from '#libs/opening-hours';
import type { Relais } from './relais.js';

export interface NewPoint {
  code: string;
  name?: string;
  chain?: string | null;
  kind?: 'COUNTER' | 'DRIVE' | 'LOCKER' | 'SHOP';
  services?: string[];
  lat?: number;
  lon?: number;
  postcode?: string;
  city?: string;
  timeZone?: string;
  holidayRegion?: string | null;
  /** OSM syntax; null is unknown. */
  hours?: string | null;
  capacityParcels?: number | null;
  maxWeightGrams?: number | null;
  maxLongestSideMillimetres?: number | null;
  maxSidesSumMillimetres?: number | null;
  state?: 'ANNOUNCED' | 'OPEN' | 'SUSPENDED' | 'CLOSED';
  networks?: string[];
  ownerMerchantId?: string | null;
}

/** The town hall of Lille, from which the stories' points lie some way off. */
export const LILLE = { lat: 50.6305, lon: 3.0706 };

const WEEK = 'Mo-Sa 08:30-20:00; Su 09:00-12:30; PH off';

/** Puts a point on the map. What a story does not name is a counter in Lille that takes everything. */
export async function addPoint(relais: Relais, point: NewPoint): Promise<string> {
  const { chain = 'INTERMARCHE', hours = WEEK, networks = [] } = point;
  const parsed = hours === null ? null : parseOsm(hours);
  if (parsed !== null && !parsed.ok) throw new Error(`the story's hours are not OSM syntax: ${hours}`);
  const db = relais.dataSource;
  if (chain) await db.query('INSERT INTO chain (code, name) VALUES ($1, $1) ON CONFLICT DO NOTHING', [chain]);
  const [{ id }] = await db.query(
    `INSERT INTO point (code, name, chain_code, kind, services, street, postcode, city, country, lat, lon, time_zone,
                        holiday_region, hours, capacity_parcels, max_weight_grams, max_longest_side_millimetres,
                        max_sides_sum_millimetres, state, owner_merchant_id, source, source_ref)
     VALUES ($1, $2, $3, $4, $5, '1 rue du Marché', $6, $7, 'FR', $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
             'story', $1) RETURNING id`,
    [
      point.code,
      point.name ?? `Point ${point.code}`,
      chain,
      point.kind ?? 'COUNTER',
      point.services ?? ['PICKUP', 'DROP_OFF'],
      point.postcode ?? '59000',
      point.city ?? 'Lille',
      point.lat ?? LILLE.lat,
      point.lon ?? LILLE.lon,
      point.timeZone ?? 'Europe/Paris',
      point.holidayRegion === undefined ? 'FR' : point.holidayRegion,
      parsed === null ? null : JSON.stringify(parsed.hours),
      point.capacityParcels === undefined ? 40 : point.capacityParcels,
      point.maxWeightGrams ?? null,
      point.maxLongestSideMillimetres ?? null,
      point.maxSidesSumMillimetres ?? null,
      point.state ?? 'OPEN',
      point.ownerMerchantId ?? null,
    ],
  );
  for (const network of networks) {
    await db.query('INSERT INTO network (code, name) VALUES ($1, $1) ON CONFLICT DO NOTHING', [network]);
    await db.query('INSERT INTO point_network (point_id, network_code) VALUES ($1, $2)', [id, network]);
  }
  return id;
}
