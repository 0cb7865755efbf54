import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { postalCountryOf } from '#libs/identifiers';
import { holidayRegionOf, type OpeningHours, parseOsm, timeZoneOf } from '#libs/opening-hours';
import { countingFields, type Edits, type PointFields, type PointFlag, WHOLE_NUMBER_RANGES } from '#libs/point-records';
import { CodedError } from '#libs/refusals';
import { type Caller, requireWholeInstallation } from '../platform/caller.js';
import { Clock } from '../platform/clock.js';
import { rows } from '../platform/database/database.js';
import { check, checkRange } from '../platform/input.js';
import type { Point } from '../points/point.type.js';
import { PointsService } from '../points/points.service.js';
import { isGiven } from './merchants.checks.js';
import type { Merchant } from './merchants.inputs.js';
import { lockMerchant } from './merchants.queries.js';
import { noSuchMerchant, ownOrNamed } from './merchants.service.js';
import type { OpenOwnShopInput } from './own-shop.inputs.js';

/** The source of what a merchant says of its own shop, beside the names of imports. */
const SOURCE = 'merchant';
/** As for imported points: further from its postcode's communes than this, a position is taken for a mistake. */
const FARTHEST_FROM_POSTCODE_METRES = 25_000;

/** A merchant's own shop as a point: where its customers collect when nothing has to move. */
@Injectable()
export class OwnShopService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly points: PointsService,
  ) {}

  /**
   * Makes the point, or brings it up to date with the merchant's present name and address. A SIRET is one
   * establishment, so there is one shop for each merchant.
   *
   * @throws CodedError BAD_INPUT naming the field; NOT_FOUND; MERCHANT_PENDING or MERCHANT_REFUSED, because a point is
   *   public and nobody has yet said that this merchant is who it says.
   */
  async open(caller: Caller, input: OpenOwnShopInput): Promise<Point> {
    requireWholeInstallation(caller);
    const merchantId = ownOrNamed(caller, input.merchantId, 'input.merchantId');
    checkRange(input.lat, 'input.lat', -90, 90);
    checkRange(input.lon, 'input.lon', -180, 180);
    if (isGiven(input.capacityParcels)) {
      checkRange(input.capacityParcels, 'input.capacityParcels', ...WHOLE_NUMBER_RANGES.capacityParcels);
    }
    const hours = isGiven(input.hours) ? readHours(input.hours) : null;
    const code = await this.dataSource.transaction(async (tx) => {
      const merchant = await lockMerchant(tx, merchantId);
      if (merchant === null) throw noSuchMerchant(merchantId, 'input.merchantId');
      if (merchant.state === 'PENDING') throw new CodedError('MERCHANT_PENDING', { merchantId });
      if (merchant.state === 'REFUSED') throw new CodedError('MERCHANT_REFUSED', { merchantId });
      const isChecked = await this.checkPosition(tx, merchant, input);
      return this.write(tx, merchant, shopOf(merchant, input, hours), isChecked ? [] : ['POSITION_UNCHECKED']);
    });
    return this.points.byCode(caller, code);
  }

  /** False where nothing is known to check it against; only places whose position is certain can show that it is wrong. */
  private async checkPosition(tx: EntityManager, merchant: Merchant, { lat, lon }: OpenOwnShopInput): Promise<boolean> {
    const [nearest] = await rows<{ metres: number | null }>(
      tx,
      `SELECT min(ST_Distance(ST_SetSRID(ST_MakePoint(lon, lat), 4326)::geography,
                              ST_SetSRID(ST_MakePoint($4, $3), 4326)::geography, false)) AS metres
         FROM place WHERE country = $1 AND postcode = $2 AND NOT approximate`,
      [postalCountryOf(merchant.country), merchant.postcode, lat, lon],
    );
    const metres = nearest?.metres ?? null;
    check(
      metres === null || metres <= FARTHEST_FROM_POSTCODE_METRES,
      'input.lat',
      `This is ${Math.round((metres ?? 0) / 1000)} km from ${merchant.postcode}: check that lat and lon are not swapped, or correct the address.`,
    );
    return metres !== null;
  }

  /** What an operator edited of the point stays as the operator left it, as it would through an import. */
  private async write(
    tx: EntityManager,
    merchant: Merchant,
    said: Partial<PointFields>,
    flags: readonly PointFlag[],
  ): Promise<string> {
    const code = `SHOP-${merchant.siret}`;
    const [before] = await rows<{ edited: Edits }>(tx, 'SELECT edited FROM point WHERE code = $1 FOR UPDATE', [code]);
    const counting = countingFields(said, before?.edited ?? {});
    const at = this.clock.now();
    const origins = Object.fromEntries(
      Object.keys(said).map((field) => [field, { source: SOURCE, at: at.toISOString() }]),
    );
    await tx.query(UPSERT, [
      code,
      SOURCE,
      merchant.siret,
      merchant.id,
      counting.kind,
      counting.services,
      counting.name,
      counting.street,
      counting.postcode,
      counting.city,
      counting.country,
      counting.lat,
      counting.lon,
      counting.timeZone,
      counting.holidayRegion,
      counting.hours === null ? null : JSON.stringify(counting.hours),
      counting.capacityParcels,
      counting.hours === null ? ['HOURS_UNKNOWN', ...flags] : flags,
      JSON.stringify(said),
      JSON.stringify(origins),
      at,
    ]);
    return code;
  }
}

const UPSERT = `
  INSERT INTO point (code, source, source_ref, owner_merchant_id, kind, services, name, street, postcode, city, country,
                     lat, lon, time_zone, holiday_region, hours, capacity_parcels, flags, imported, origins, created_at,
                     updated_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16::jsonb, $17, $18, $19::jsonb,
          $20::jsonb, $21, $21)
  ON CONFLICT (code) DO UPDATE SET
    kind = EXCLUDED.kind, services = EXCLUDED.services, name = EXCLUDED.name, street = EXCLUDED.street,
    postcode = EXCLUDED.postcode, city = EXCLUDED.city, country = EXCLUDED.country, lat = EXCLUDED.lat,
    lon = EXCLUDED.lon, time_zone = EXCLUDED.time_zone, holiday_region = EXCLUDED.holiday_region,
    hours = EXCLUDED.hours, capacity_parcels = EXCLUDED.capacity_parcels, flags = EXCLUDED.flags,
    imported = EXCLUDED.imported, origins = EXCLUDED.origins, updated_at = EXCLUDED.updated_at`;

/** What a merchant says of its shop, in the shape of a point. */
function shopOf(merchant: Merchant, input: OpenOwnShopInput, hours: OpeningHours | null): Partial<PointFields> {
  const timeZone = timeZoneOf(merchant);
  check(timeZone !== null, 'input.merchantId', `No time zone is known for an address in ${merchant.country}.`);
  return {
    name: merchant.name,
    kind: 'SHOP',
    services: ['DROP_OFF', 'PICKUP'],
    street: merchant.street,
    postcode: merchant.postcode,
    city: merchant.city,
    country: postalCountryOf(merchant.country),
    lat: input.lat,
    lon: input.lon,
    timeZone,
    holidayRegion: holidayRegionOf(merchant),
    hours,
    capacityParcels: input.capacityParcels ?? null,
  };
}

function readHours(text: string): OpeningHours {
  const read = parseOsm(text);
  if (read.ok) return read.hours;
  const { code, message, position } = read.error;
  throw new CodedError(
    'BAD_INPUT',
    { field: 'input.hours', problem: code, position },
    { field: 'input.hours', message: `The hours cannot be read at character ${position + 1}: ${message}.` },
  );
}
