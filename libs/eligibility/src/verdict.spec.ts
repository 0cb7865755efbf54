import fc from 'fast-check';
import type { Sector } from '#libs/identifiers';
import { isRefusalCode } from '#libs/refusals';
import {
  bestProgramme,
  type Cover,
  type Enrolment,
  freeProgrammes,
  type Merchant,
  merchantReasons,
  notFreeReasons,
  POINT_KINDS,
  type PointAlternative,
  type PointFacts,
  type Programme,
  pointMatches,
  pointReasons,
  reasonText,
  usableProgrammes,
} from './index.js';
import { BOOKSHOP, INTERMARCHE_DRIVE, scheme } from './three-schemes.fixture.js';

const few = <Value>(...values: Value[]) => fc.subarray(values, { minLength: 1 });
const maybe = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined, freq: 1 });
const day = fc.integer({ min: 1, max: 28 }).map((n) => `2021-02-${String(n).padStart(2, '0')}`);
const programmeCode = fc.constantFrom('a', 'b', 'c');

const alternative: fc.Arbitrary<PointAlternative> = fc.record({
  chains: maybe(few('AUCHAN', 'CARREFOUR')),
  networks: maybe(few('MONDIAL_RELAY', 'INPOST')),
  services: maybe(few('PICKUP', 'CHILLED')),
  kinds: maybe(few(...POINT_KINDS)),
  ownShop: maybe(fc.boolean()),
});

const programme: fc.Arbitrary<Programme> = fc
  .record({
    code: programmeCode,
    validFrom: day,
    validTo: fc.option(day),
    enrolment: fc.constantFrom('REQUIRED' as const, 'AUTOMATIC' as const),
    feeCents: fc.constantFrom(0, 0, 90),
    merchantRule: fc.record({
      sectors: maybe(few<Sector>('BOOKS', 'FOOD')),
      carrierAccounts: maybe(few('MONDIAL_RELAY', 'INPOST')),
      merchantIds: maybe(few('m', 'other')),
    }),
    pointRule: fc.array(alternative, { maxLength: 3 }),
    covers: fc.constantFrom<readonly Cover[]>(['PICKUP'], ['LISTING', 'PICKUP'], ['LISTING']),
    approval: fc.constantFrom('OPERATOR' as const, 'EMAIL' as const),
  })
  .map((varied) => ({ ...scheme('drive-solidaire'), ...varied }));

const programmes = fc.uniqueArray(programme, { selector: ({ code }) => code, maxLength: 3 });

const merchant: fc.Arbitrary<Merchant> = fc.record({
  id: fc.constant('m'),
  siret: fc.constant(null),
  nafCode: fc.constant(null),
  nafNomenclature: fc.constant('NAF_REV2'),
  sector: fc.constantFrom('BOOKS', 'FOOD'),
  carrierAccounts: fc.subarray(['MONDIAL_RELAY', 'INPOST']),
  state: fc.constantFrom('APPROVED', 'APPROVED', 'PENDING', 'REFUSED'),
  emailProved: fc.boolean(),
});

const point: fc.Arbitrary<PointFacts> = fc.record({
  code: fc.constant('P'),
  chain: fc.constantFrom('AUCHAN', 'CARREFOUR', null),
  networks: fc.subarray(['MONDIAL_RELAY', 'INPOST']),
  services: fc.subarray(['PICKUP', 'CHILLED']),
  kind: fc.constantFrom(...POINT_KINDS),
  ownerMerchantId: fc.constantFrom(null, null, 'm', 'other'),
});

const enrolments: fc.Arbitrary<Enrolment[]> = fc.array(
  fc.record({ programmeCode, fromDay: day, lastDay: fc.option(day) }),
  { maxLength: 4 },
);

describe('the verdict over programmes', () => {
  it('is that a programme applies exactly where nobody has a reason against it', () => {
    fc.assert(
      fc.property(merchant, point, programmes, enrolments, day, (who, where, all, own, when) => {
        const verdict = freeProgrammes(who, where, all, own, when);
        const applying = [...verdict.free, ...verdict.priced];
        expect(applying.length + verdict.others.length).toBe(all.length);
        for (const each of applying) {
          expect(merchantReasons(each, who, own, when)).toEqual([]);
          expect(pointReasons(each, where, who.id)).toEqual([]);
        }
        for (const { reasons } of verdict.others) expect(reasons.length).toBeGreaterThan(0);
        expect(verdict.free.every(({ feeCents }) => feeCents === 0)).toBe(true);
        expect(verdict.priced.every(({ feeCents }) => feeCents > 0)).toBe(true);
        expect(notFreeReasons(verdict).length > 0).toBe(all.length > 0 && verdict.free.length === 0);
      }),
      { numRuns: 1000 },
    );
  });

  it('is the same whether the merchant’s side is evaluated once or at each point', () => {
    fc.assert(
      fc.property(merchant, point, programmes, enrolments, day, (who, where, all, own, when) => {
        const { free, priced } = freeProgrammes(who, where, all, own, when);
        const best = (cost: 'FREE_ONLY' | 'ANY') =>
          bestProgramme(usableProgrammes(who, all, own, when, cost), where, who.id);
        expect(best('FREE_ONLY')).toBe(free[0] ?? null);
        expect(best('ANY')).toBe(free[0] ?? priced[0] ?? null);
      }),
      { numRuns: 1000 },
    );
  });

  it('does not depend on the order in which programmes are given', () => {
    fc.assert(
      fc.property(merchant, point, programmes, enrolments, day, (who, where, all, own, when) => {
        const backwards = freeProgrammes(who, where, [...all].reverse(), own, when);
        expect(backwards).toEqual(freeProgrammes(who, where, all, own, when));
      }),
    );
  });

  it('gives at a point a reason exactly where no alternative fits, in two languages and from the list', () => {
    fc.assert(
      fc.property(point, programme, (where, which) => {
        const reasons = pointReasons(which, where, 'm');
        const takes = which.covers.includes('PICKUP') && pointMatches(which.pointRule, where, 'm');
        expect(reasons.length === 0).toBe(takes);
        for (const each of reasons) {
          expect(isRefusalCode(each.code)).toBe(true);
          expect(reasonText(each, 'en')).toBe(each.detail);
          expect(reasonText(each, 'fr')).not.toBe(each.detail);
        }
        expect(new Set(reasons.map(({ detail }) => detail)).size).toBe(reasons.length);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the point rule in a search', () => {
  it('asks 100 000 points in a fraction of a second', () => {
    const usable = usableProgrammes(
      BOOKSHOP,
      [scheme('drive-solidaire')],
      [{ programmeCode: 'drive-solidaire', fromDay: '2020-11-10', lastDay: null }],
      '2020-11-20',
      'ANY',
    );
    const points = Array.from({ length: 100_000 }, (_, index) =>
      index % 3 === 0 ? INTERMARCHE_DRIVE : { ...INTERMARCHE_DRIVE, chain: 'AUCHAN' },
    );
    const before = performance.now();
    const found = points.filter((each) => bestProgramme(usable, each, BOOKSHOP.id) !== null);
    expect(found).toHaveLength(33_334);
    // Measured at 5 to 10 ms; the bound only catches work that does not belong in this loop.
    expect(performance.now() - before).toBeLessThan(500);
  });
});
