import { parseOsm } from '#libs/opening-hours';
import type { BrutePoint, BruteSearch } from './brute-force.js';
import type { Relais } from './relais.js';

/** A generator of numbers from 0 to 1 that gives the same ones for the same seed (mulberry32). */
export function randomFrom(seed: number) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const whole = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    whole,
    between: (least: number, most: number) => least + next() * (most - least),
    chance: (share: number) => next() < share,
    one: <Item>(items: readonly Item[]): Item => items[whole(0, items.length - 1)] as Item,
    some: <Item>(items: readonly Item[], share: number): Item[] => items.filter(() => next() < share),
  };
}
export type Random = ReturnType<typeof randomFrom>;

const minutes = (from: number, to: number) => (at: number) => at >= from * 60 && at < to * 60;

/** Hours as OSM writes them, and when that is open: by weekday (0 is Monday) and minutes of the local day. */
const HOURS: readonly { osm: string | null; isOpen: (weekday: number, at: number) => boolean }[] = [
  { osm: null, isOpen: () => false },
  { osm: '24/7', isOpen: () => true },
  { osm: 'Mo-Fr 09:00-18:00', isOpen: (weekday, at) => weekday <= 4 && minutes(9, 18)(at) },
  {
    osm: 'Mo-Sa 08:30-12:30,14:00-20:00',
    isOpen: (weekday, at) => weekday <= 5 && (minutes(8.5, 12.5)(at) || minutes(14, 20)(at)),
  },
  {
    osm: 'Fr-Sa 20:00-02:00',
    isOpen: (weekday, at) => ([4, 5].includes(weekday) && at >= 20 * 60) || ([5, 6].includes(weekday) && at < 2 * 60),
  },
];

/** Where points lie: on a grid with many ties, anywhere in France, and where longitudes are awkward. */
const REGIONS: readonly { zone: string; offsetHours: number; at: (random: Random) => [number, number] }[] = [
  ...Array.from({ length: 3 }, () => ({
    zone: 'Europe/Paris',
    offsetHours: 1,
    at: (random: Random): [number, number] => [50.63 + random.whole(-4, 4) / 100, 3.07 + random.whole(-4, 4) / 100],
  })),
  { zone: 'Europe/Paris', offsetHours: 1, at: (random) => [random.between(42.5, 51), random.between(-4.5, 8)] },
  {
    zone: 'Indian/Reunion',
    offsetHours: 4,
    at: (random) => [random.between(-21.4, -20.9), random.between(55.2, 55.8)],
  },
  {
    zone: 'Pacific/Fiji',
    offsetHours: 12,
    at: (random) => [
      random.between(-18, -16),
      random.one([180, -180, random.between(179, 180), random.between(-180, -179)]),
    ],
  },
  { zone: 'Etc/UTC', offsetHours: 0, at: (random) => [random.one([90, -90, 89.9, -89.95]), random.between(-180, 180)] },
];

type NewPoint = BrutePoint & { timeZone: string; osm: string | null };

function randomPoint(random: Random, code: string, merchants: readonly string[]): NewPoint {
  const { zone, offsetHours, at } = random.one(REGIONS);
  const [lat, lon] = at(random);
  const hours = random.one(HOURS);
  const kind = random.one(['COUNTER', 'COUNTER', 'DRIVE', 'LOCKER', 'SHOP']);
  const limit = (most: number) => (random.chance(0.3) ? random.whole(1, most) : null);
  return {
    code,
    lat,
    lon,
    timeZone: zone,
    osm: hours.osm,
    chain: random.one(['INTERMARCHE', 'AUCHAN', 'CARREFOUR', 'LECLERC', null]),
    kind,
    services: [...random.some(['PICKUP'], 0.95), ...random.some(['DROP_OFF', 'CHILLED', 'FROZEN', 'WHEELCHAIR'], 0.5)],
    networks: random.some(['MONDIAL_RELAY', 'RELAIS_COLIS'], 0.5),
    ownerMerchantId: kind === 'SHOP' ? random.one([...merchants, null]) : null,
    state: random.one(['OPEN', 'OPEN', 'OPEN', 'OPEN', 'ANNOUNCED', 'SUSPENDED', 'CLOSED']),
    maxWeightGrams: limit(30_000),
    maxLongestSideMillimetres: limit(1_000),
    maxSidesSumMillimetres: limit(2_000),
    capacityParcels: random.chance(0.3) ? null : random.whole(0, 5),
    used: 0,
    openAt(instant) {
      if (hours.osm === null) return 'UNKNOWN';
      const local = new Date(instant.getTime() + offsetHours * 3_600_000);
      const at = local.getUTCHours() * 60 + local.getUTCMinutes();
      return hours.isOpen((local.getUTCDay() + 6) % 7, at) ? 'OPEN' : 'CLOSED';
    },
  };
}

/** Parcels that are somewhere between announcement and collection, each counted where it takes room. */
function randomParcels(random: Random, points: readonly NewPoint[], count: number) {
  return Array.from({ length: count }, (_, n) => {
    const booked = random.one(points);
    const booking = random.one(['HOLDS', 'HOLDS', 'UNTIL_LATER', 'LAPSED', 'RELEASED'] as const);
    const held = random.chance(0.3) ? random.one([booked, booked, random.one(points)]) : null;
    const isBooked = booking === 'HOLDS' || booking === 'UNTIL_LATER';
    if (isBooked) booked.used += 1;
    if (held && !(isBooked && held === booked)) held.used += 1;
    return { n, booked: booked.code, booking, held: held?.code ?? null };
  });
}

/** Puts a random network of points on the map, some of them used, and says what was put there. */
export async function addNetwork(
  relais: Relais,
  random: Random,
  { points: count, merchants }: { points: number; merchants: readonly string[] },
): Promise<BrutePoint[]> {
  const points = Array.from({ length: count }, (_, n) => randomPoint(random, `P${(n * 7919) % 10_007}`, merchants));
  const db = relais.dataSource;
  await db.query(
    `INSERT INTO chain SELECT c, c FROM unnest('{INTERMARCHE,AUCHAN,CARREFOUR,LECLERC}'::text[]) c ON CONFLICT DO NOTHING;
     INSERT INTO network SELECT c, c FROM unnest('{MONDIAL_RELAY,RELAIS_COLIS}'::text[]) c ON CONFLICT DO NOTHING`,
  );
  await db.query(
    `INSERT INTO point (code, name, chain_code, kind, services, postcode, city, country, lat, lon, time_zone,
                        holiday_region, hours, capacity_parcels, max_weight_grams, max_longest_side_millimetres,
                        max_sides_sum_millimetres, state, owner_merchant_id, source, source_ref)
     SELECT code, code, chain, kind, services, '', '', 'FR', lat, lon, "timeZone", 'FR', hours, "capacityParcels",
            "maxWeightGrams", "maxLongestSideMillimetres", "maxSidesSumMillimetres", state, "ownerMerchantId", 'random',
            code
       FROM jsonb_to_recordset($1::jsonb) AS p (code text, chain text, kind text, services text[], lat float8,
            lon float8, "timeZone" text, hours jsonb, "capacityParcels" int, "maxWeightGrams" int,
            "maxLongestSideMillimetres" int, "maxSidesSumMillimetres" int, state text, "ownerMerchantId" uuid)`,
    [JSON.stringify(points.map((point) => ({ ...point, hours: hoursOf(point.osm) })))],
  );
  await db.query(
    `INSERT INTO point_network (point_id, network_code)
     SELECT p.id, n FROM jsonb_to_recordset($1::jsonb) AS g (code text, networks text[])
       JOIN point p USING (code), unnest(g.networks) n`,
    [JSON.stringify(points)],
  );
  await addParcels(relais, merchants[0] as string, randomParcels(random, points, count));
  return points;
}

function hoursOf(osm: string | null) {
  if (osm === null) return null;
  const parsed = parseOsm(osm);
  if (!parsed.ok) throw new Error(osm);
  return parsed.hours;
}

async function addParcels(relais: Relais, merchantId: string, parcels: ReturnType<typeof randomParcels>) {
  await relais.dataSource.query(
    `WITH given AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS g (n int, booked text, booking text, held text)),
     made AS (
       INSERT INTO parcel (id, tracking_number, merchant_id, idempotency_key, fingerprint, weight_grams, temperature,
                           pickup_point_id, fee_cents, currency, state, custodian_kind, custodian_id,
                           custodian_point_id, possession_since, created_at)
       SELECT gen_random_uuid(), 'R-' || n, $2::uuid, 'random-' || n, '', 1, 'AMBIENT', p.id, 0, 'EUR', 'ANNOUNCED',
              'MERCHANT', $2::text, (SELECT id FROM point WHERE code = given.held), $3, $3
         FROM given JOIN point p ON p.code = given.booked
       RETURNING id, tracking_number, pickup_point_id)
     INSERT INTO booking (parcel_id, point_id, from_at, lapses_at, released_at)
     SELECT made.id, pickup_point_id, $3,
            CASE booking WHEN 'UNTIL_LATER' THEN $3 + interval '1 second' WHEN 'LAPSED' THEN $3 END,
            CASE booking WHEN 'RELEASED' THEN $3 END
       FROM made JOIN given ON tracking_number = 'R-' || n`,
    [JSON.stringify(parcels), merchantId, relais.clock.now()],
  );
}

/** A question that somebody might ask of such a network, or nobody would. */
export function randomSearch(random: Random): BruteSearch {
  const maybe = <Value>(share: number, value: () => Value): Value | undefined =>
    random.chance(share) ? value() : undefined;
  const position = () => {
    const [lat, lon] = random.one(REGIONS).at(random);
    return { lat, lon };
  };
  const near = random.one([
    () => ({ coordinates: position() }),
    () => ({ coordinates: { lat: 50.63, lon: 3.07 } }),
    () => ({ along: { vertices: randomLine(random) } }),
    () => ({ box: randomBox(random) }),
  ])();
  const side = () => maybe(0.8, () => random.whole(1, 700));
  return {
    near,
    parcel: maybe(0.5, () => ({
      weightGrams: maybe(0.8, () => random.whole(1, 20_000)),
      lengthMillimetres: side(),
      widthMillimetres: side(),
      heightMillimetres: side(),
      temperature: maybe(0.4, () => random.one(['AMBIENT', 'CHILLED', 'FROZEN'])),
    })),
    // A week without a public holiday.
    openAt: maybe(0.4, () => new Date(Date.UTC(2026, 10, 23, 0, random.whole(0, 7 * 24 * 60))).toISOString()),
    services: maybe(0.2, () => random.some(['DROP_OFF', 'CHILLED', 'WHEELCHAIR'], 0.5)),
    kinds: maybe(0.2, () => random.some(['COUNTER', 'DRIVE', 'SHOP'], 0.5)),
    chains: maybe(0.2, () => random.some(['AUCHAN', 'CARREFOUR', 'LECLERC'], 0.5)),
    maxDistanceMetres: maybe(0.3, () => random.one([0, 1_113, 5_000, 100_000, 2_000_000])),
    first: maybe(0.7, () => random.one([1, 3, 10, 50, 100])),
    explain: maybe(0.4, () => true),
  };
}

/** A line of some hundred metres to some thousand kilometres, off the grid so that no two points are as near to it. */
function randomLine(random: Random) {
  const stride = random.one([0.02, 0.5, 5]);
  const [lat, lon] = random.one(REGIONS).at(random);
  const [southward, eastward] = [lat > 0 ? -1 : 1, lon > 0 ? -1 : 1];
  return Array.from({ length: random.whole(2, 6) }, (_, n) => ({
    lat: lat + southward * n * stride * random.between(0.5, 1),
    lon: lon + eastward * n * stride * random.between(0.5, 1),
  }));
}

function randomBox(random: Random) {
  const [lat, lon] = random.one(REGIONS).at(random);
  const half = random.one([0.015, 0.5, 8]);
  const wrapped = (value: number) => (value > 180 ? value - 360 : value < -180 ? value + 360 : value);
  return {
    south: Math.max(-90, lat - half),
    north: Math.min(90, lat + half),
    west: wrapped(lon - half),
    east: wrapped(lon + half),
  };
}
