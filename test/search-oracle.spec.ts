import { seedProgrammes } from '../seeds/programmes.js';
import { type BrutePoint, type BrutePrices, type BruteSearch, bruteForce } from './support/brute-force.js';
import { BOOKSHOP, GROCER, registered, TOY_SHOP } from './support/merchants.js';
import { postgisDistances } from './support/postgis-search.js';
import { enrolled, openLeclercExpress } from './support/programmes.js';
import { addNetwork, randomFrom, randomSearch } from './support/random-network.js';
import { Relais } from './support/relais.js';
import { codesOf, countsOf, forgetPoints, type SearchAnswer, search } from './support/search.js';

const NETWORKS = 4;
const QUESTIONS = 40;
/** Somebody who searches, and what is free for them: the rules of the three schemes, written a second time. */
interface Asker {
  merchantId: string | null;
  programmeAt: (point: BrutePoint) => string | null;
}

function askersOf(ids: { bookshop: string; toys: string; grocer: string }): Asker[] {
  const { bookshop, toys, grocer } = ids;
  const isFor = (point: BrutePoint, merchantId: string) => [null, merchantId].includes(point.ownerMerchantId);
  return [
    {
      merchantId: bookshop,
      programmeAt: (point) => {
        const isDrive = point.chain === 'INTERMARCHE' && point.kind === 'DRIVE' && isFor(point, bookshop);
        return point.ownerMerchantId === bookshop || isDrive ? 'drive-solidaire' : null;
      },
    },
    {
      merchantId: toys,
      programmeAt: ({ chain, kind, networks }) =>
        chain === 'AUCHAN' && kind === 'COUNTER' && networks.includes('MONDIAL_RELAY') ? 'auchan-relais' : null,
    },
    {
      merchantId: grocer,
      programmeAt: (point) => (point.chain === 'CARREFOUR' && isFor(point, grocer) ? 'carrefour-marketplace' : null),
    },
    { merchantId: null, programmeAt: () => null },
  ];
}

function pricesOf({ merchantId, programmeAt }: Asker, cost: string): BrutePrices | null {
  if (merchantId === null) return null;
  return (point) => {
    const free = programmeAt(point);
    if (free) return { code: free, feeCents: 0 };
    const isPriced = point.chain === 'LECLERC' && [null, merchantId].includes(point.ownerMerchantId);
    return cost === 'ANY' && isPriced ? { code: 'leclerc-express', feeCents: 250 } : null;
  };
}

describe('the search, checked by brute force', () => {
  let relais: Relais;
  let operator: string;
  let askers: Asker[];

  beforeAll(async () => {
    relais = await Relais.start();
    operator = await relais.token('OPERATOR');
    await seedProgrammes(relais.service.app);
    await openLeclercExpress(relais);
    const bookshop = await enrolled(relais, BOOKSHOP, 'drive-solidaire');
    const grocer = await enrolled(relais, GROCER, 'carrefour-marketplace');
    const toys = await registered(relais, TOY_SHOP);
    askers = askersOf({ bookshop: bookshop.id, grocer: grocer.id, toys: toys.id });
  });
  afterAll(() => relais.stop());
  beforeEach(() => forgetPoints(relais));

  const ids = () => askers.flatMap(({ merchantId }) => merchantId ?? []);

  it.each(Array.from({ length: NETWORKS }, (_, n) => n + 1))(
    'agrees on 300 random points, network %i',
    async (seed) => {
      const random = randomFrom(seed);
      const points = await addNetwork(relais, random, { points: 300, merchants: ids() });
      for (let n = 0; n < QUESTIONS; n += 1) {
        const question = randomSearch(random);
        const asker = random.one(askers);
        const cost = asker.merchantId === null ? 'ANY' : random.one(['ANY', 'FREE_ONLY']);
        const told = await search(relais, operator, { ...question, cost, merchantId: asker.merchantId });
        compare(told, points, question, pricesOf(asker, cost));
        compareDistances(told, await postgisDistances(relais, question));
      }
    },
  );
});

/** Everything that a search answers, against the same by brute force. A difference is shown with the question. */
function compare(told: SearchAnswer, points: readonly BrutePoint[], question: BruteSearch, prices: BrutePrices | null) {
  const brute = bruteForce(points, question, prices);
  expect({
    question,
    codes: codesOf(told.matches),
    counts: countsOf(told),
    left: codesOf(told.nearestExcluded),
  }).toEqual({
    question,
    codes: codesOf(brute.matches),
    counts: brute.counts,
    left: codesOf(brute.nearestExcluded),
  });
  for (const [index, match] of told.matches.entries()) {
    const { point, distanceMetres, programme } = brute.matches[index] as (typeof brute.matches)[number];
    expect(Math.abs(match.distanceMetres - distanceMetres)).toBeLessThanOrEqual(Math.max(1e-3, distanceMetres * 1e-6));
    expect([match.programme?.code, match.feeCents]).toEqual([programme?.code, programme?.feeCents ?? null]);
    const { capacityParcels, used } = point;
    expect(match.freePlaces).toBe(capacityParcels === null ? null : capacityParcels - used);
    expect(match.openState).toBe(point.openAt(new Date(question.openAt ?? '2026-11-24T09:00:00Z')));
  }
  for (const [index, { reasons }] of told.nearestExcluded.entries()) {
    const codes = [...new Set(reasons.map(({ code }) => code))].sort();
    expect(codes).toEqual([...new Set(brute.nearestExcluded[index]?.reasons)].sort());
  }
}

/** Each distance against the database's own, which is good to a millimetre. */
function compareDistances({ matches, nearestExcluded }: SearchAnswer, distances: ReadonlyMap<string, number>): void {
  for (const { point, distanceMetres } of [...matches, ...nearestExcluded]) {
    const theirs = distances.get(point.code) ?? Number.NaN;
    expect(Math.abs(distanceMetres - theirs)).toBeLessThanOrEqual(Math.max(1e-3, theirs * 1e-8));
  }
}
