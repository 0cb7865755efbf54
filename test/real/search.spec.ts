import { type BrutePoint, type BrutePrices, type BruteSearch, bruteForce } from '../support/brute-force.js';
import { Relais } from '../support/relais.js';
import { codesOf, countsOf, fillPoint, type SearchAnswer, search } from '../support/search.js';
import {
  importSupermarkets,
  kindOf,
  numberOf,
  ROWS,
  type Supermarket,
  threeMerchants,
} from '../support/supermarkets.js';

const DAYS = ['Dimanche', 'Lundi', 'Mardi', 'Mercredi', 'Jeudi', 'Vendredi', 'Samedi'];
const minutesOf = (text = '') => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));

/** One day's slots in minutes; null is unknown: a form that nobody filled in, or a day left out of an unfinished one. */
function slotsOf(week: Record<string, string[]>, day: string): [number, number][] | null {
  const isUnsaid = ([from, to]: [number, number]) => Math.abs(to - from) <= 1;
  const read = (slots: string[] = []) => slots.map((slot) => slot.split('-').map(minutesOf) as [number, number]);
  const said = Object.values(week).filter((slots) => !read(slots).some(isUnsaid));
  const slots = read(week[day]);
  if (!week[day]) return said.length >= 4 ? [] : null;
  return slots.some(isUnsaid) ? null : slots.map(([from, to]) => [from, to === 1439 ? 1440 : to]);
}

/** Open or not by the file's own words, in a week without a holiday, when Paris is an hour ahead of UTC. */
function openAt({ horaires_json: json }: Supermarket, instant: Date): 'OPEN' | 'CLOSED' | 'UNKNOWN' {
  if (json === '') return 'UNKNOWN';
  const local = new Date(instant.getTime() + 3_600_000);
  const slots = slotsOf(JSON.parse(json), DAYS[local.getUTCDay()] as string);
  if (slots === null) return 'UNKNOWN';
  const at = local.getUTCHours() * 60 + local.getUTCMinutes();
  return slots.some(([from, to]) => from <= at && at < to) ? 'OPEN' : 'CLOSED';
}

const POINTS: BrutePoint[] = ROWS.map((row) => ({
  code: `SUPERMARKETS-${row.id}`,
  lat: Number(row.lat),
  lon: Number(row.lon),
  chain: row.chain,
  kind: kindOf(row),
  services: ['PICKUP', 'DROP_OFF'],
  networks: numberOf(row) ? ['MONDIAL_RELAY'] : [],
  ownerMerchantId: null,
  state: 'OPEN',
  maxWeightGrams: 30_000,
  maxLongestSideMillimetres: null,
  maxSidesSumMillimetres: null,
  capacityParcels: 40,
  used: 0,
  openAt: (instant) => openAt(row, instant),
}));

/** Which programme is free for whom where, by the words of the three announcements. */
const FREE: Record<string, (point: BrutePoint) => string | null> = {
  bookshop: ({ chain, kind }) => (chain === 'Intermarché' && kind === 'DRIVE' ? 'drive-solidaire' : null),
  'toy shop': ({ chain, networks }) => (chain === 'Auchan' && networks.length > 0 ? 'auchan-relais' : null),
  grocer: ({ chain }) => (chain === 'Carrefour' ? 'carrefour-marketplace' : null),
};

const TOWNS = { Lille: '59000', Rennes: '35000', Mende: '48000' };
const REUNION = '97400';
const NEAR_BY = 30_000;

describe('on the supermarkets of France, the nearest free points', () => {
  let relais: Relais;
  const merchants: Record<string, { id: string; token: string }> = {};
  const tookMs = { nearest: [] as number[], explained: [] as number[] };

  beforeAll(async () => {
    relais = await Relais.start();
    await importSupermarkets(relais);
    Object.assign(merchants, await threeMerchants(relais));
  }, 180_000);
  afterAll(async () => {
    const median = (times: number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]?.toFixed(0);
    process.stderr.write(
      `${POINTS.length} points, on ${relais.service.database.kind}: median of a nearest-10 search ${median(tookMs.nearest)} ms, of one that explains ${median(tookMs.explained)} ms (${tookMs.nearest.length} and ${tookMs.explained.length} searches through HTTP)\n`,
    );
    await relais.stop();
  });

  const timed = async (name: string, input: Record<string, unknown>) => {
    const { token } = merchants[name] as { token: string };
    const started = performance.now();
    const told = await search(relais, token, input);
    const ms = performance.now() - started;
    if (input.explain) tookMs.explained.push(ms);
    else if (Object.keys(input).length === 1) tookMs.nearest.push(ms);
    return told;
  };

  const pricesOf = (name: string): BrutePrices => {
    const programmeAt = FREE[name] as (point: BrutePoint) => string | null;
    return (point) => {
      const code = programmeAt(point);
      return code === null ? null : { code, feeCents: 0 };
    };
  };

  /** Asks as the merchant does, and compares everything with brute force from the place that was found. */
  async function agreed(name: string, postcode: string, more: Omit<BruteSearch, 'near'> = {}): Promise<SearchAnswer> {
    const told = await timed(name, { near: { postcode: { code: postcode } }, ...more });
    const { lat, lon } = told.resolvedPlace;
    const brute = bruteForce(POINTS, { near: { coordinates: { lat, lon } }, ...more }, pricesOf(name));
    expect(codesOf(told.matches)).toEqual(codesOf(brute.matches));
    expect(countsOf(told)).toEqual(brute.counts);
    expect(codesOf(told.nearestExcluded)).toEqual(codesOf(brute.nearestExcluded));
    for (const [index, match] of told.matches.entries()) {
      const { distanceMetres, programme } = brute.matches[index] as (typeof brute.matches)[number];
      expect(Math.abs(match.distanceMetres - distanceMetres)).toBeLessThanOrEqual(distanceMetres * 1e-6);
      expect(match).toMatchObject({ programme: { code: programme?.code }, feeCents: 0, currency: 'EUR' });
    }
    for (const [index, { reasons }] of told.nearestExcluded.entries()) {
      const codes = new Set(reasons.map(({ code }) => code));
      expect([...codes].sort()).toEqual([...new Set(brute.nearestExcluded[index]?.reasons)].sort());
      expect(reasons.every(({ detail }) => detail.length > 0)).toBe(true);
    }
    return told;
  }

  const cases = Object.keys(FREE).flatMap((name) => Object.entries(TOWNS).map((town) => [name, ...town] as const));

  it.each(cases)('for a %s in %s are those of brute force', async (name, _town, postcode) => {
    const nearest = await agreed(name, postcode);
    expect(nearest.matches).toHaveLength(10);
    await agreed(name, postcode, { first: 1 });
    await agreed(name, postcode, { first: 100, explain: true });
    await agreed(name, postcode, { maxDistanceMetres: NEAR_BY, parcel: { weightGrams: 29_999 } });
    await agreed(name, postcode, { openAt: '2026-11-24T19:45:00Z', explain: true });
  });

  it.each(Object.keys(FREE))('for a %s in Réunion are none near by, and it is said why', async (name) => {
    const none = await agreed(name, REUNION, { maxDistanceMetres: NEAR_BY });
    expect(none.resolvedPlace.label).toBe('97400 Saint-Denis');
    expect(none.matches).toEqual([]);
    // Nothing of the file lies overseas.
    expect(countsOf(none).TOO_FAR).toBe(POINTS.length);
    expect(none.nearestExcluded[0]?.reasons[0]).toMatchObject({
      code: 'TOO_FAR',
      detail: expect.stringMatching(/^\d \d{3} \d{3} > 30 000$/),
    });
    expect((await agreed(name, REUNION)).matches[0]?.distanceMetres).toBeGreaterThan(8_000_000);
  });

  it('are none for what no point takes, and it is said why', async () => {
    const heavy = await agreed('grocer', TOWNS.Lille, { parcel: { weightGrams: 31_000 } });
    expect(heavy.matches).toEqual([]);
    expect(countsOf(heavy)).toMatchObject({ TOO_HEAVY: POINTS.length });
    expect(heavy.nearestExcluded[0]?.reasons).toContainEqual({ code: 'TOO_HEAVY', detail: '31 000 > 30 000' });
    const late = await agreed('toy shop', TOWNS.Mende, { openAt: '2026-11-24T22:00:00Z', explain: true });
    expect(countsOf(late).HOURS_UNKNOWN).toBeGreaterThan(3_000);
    expect(countsOf(late).CLOSED_AT).toBeGreaterThan(500);
    const unpriced = await agreed('toy shop', TOWNS.Mende, { maxDistanceMetres: 10_000 });
    expect(unpriced.matches).toEqual([]);
    expect(unpriced.nearestExcluded[0]?.reasons.map(({ code }) => code)).toContain('NOT_FREE');
  });

  it('move on when the nearest ones are full', async () => {
    const before = await agreed('grocer', TOWNS.Rennes, { first: 3 });
    const { id } = merchants.grocer as { id: string };
    for (const code of codesOf(before.matches)) {
      await fillPoint(relais, id, code, 40);
      const point = POINTS.find((each) => each.code === code) as BrutePoint;
      point.used = 40;
    }
    const after = await agreed('grocer', TOWNS.Rennes, { first: 3, explain: true });
    expect(codesOf(after.matches)).not.toContain(codesOf(before.matches)[0]);
    expect(countsOf(after).FULL).toBe(3);
    for (const code of codesOf(before.matches)) (POINTS.find((each) => each.code === code) as BrutePoint).used = 0;
    await relais.dataSource.query('DELETE FROM booking; DELETE FROM parcel');
  });
});
