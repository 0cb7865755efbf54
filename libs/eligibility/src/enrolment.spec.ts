import fc from 'fast-check';
import {
  canEnrol,
  dayIn,
  type Enrolment,
  enrolmentFrom,
  grantLastDay,
  isDay,
  type Merchant,
  merchantReasons,
} from './index.js';
import { BOOKSHOP, programmeFrom, scheme, TOY_SHOP } from './three-schemes.fixture.js';

const solidaire = scheme('drive-solidaire');
const codes = (enrolments: readonly Enrolment[], day: string, merchant: Merchant = BOOKSHOP) =>
  canEnrol(solidaire, merchant, enrolments, day).map(({ code }) => code);

describe('the last day of a grant', () => {
  it.each([
    ['2021-08-31', 6, '2022-02-28'],
    ['2023-08-31', 6, '2024-02-29'],
    ['2020-11-15', 6, '2021-05-15'],
    ['2020-12-31', 2, '2021-02-28'],
    ['2020-03-31', 1, '2020-04-30'],
    ['2020-02-29', 12, '2021-02-28'],
    ['2020-07-14', 0, '2020-07-14'],
    ['1999-12-01', 1, '2000-01-01'],
  ])('from %s for %i months is %s', (from, months, last) => {
    expect(grantLastDay(from, months)).toBe(last);
  });

  it('is a day that exists, and later for more months', () => {
    const days = fc
      .date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
    fc.assert(
      fc.property(days, fc.integer({ min: 0, max: 120 }), (from, months) => {
        const last = grantLastDay(from, months);
        expect(isDay(last)).toBe(true);
        expect(Number(last.slice(8))).toBeLessThanOrEqual(Number(from.slice(8)));
        expect(grantLastDay(from, months + 1) > last).toBe(true);
      }),
    );
  });

  it('refuses what is no day or no number of months', () => {
    for (const day of ['2021-02-29', '2021-13-01', '2021-04-31', '20210401', '']) {
      expect(isDay(day)).toBe(false);
      expect(() => grantLastDay(day, 6)).toThrow(RangeError);
    }
    expect(isDay('2000-02-29') && !isDay('1900-02-29') && !isDay(20200101)).toBe(true);
    for (const months of [-1, 1.5, Number.NaN]) expect(() => grantLastDay('2021-01-01', months)).toThrow(RangeError);
  });
});

describe('the day of an instant', () => {
  it.each([
    ['Europe/Paris', '2020-11-30T23:30:00Z', '2020-12-01'],
    ['America/Martinique', '2020-12-01T03:30:00Z', '2020-11-30'],
    ['Indian/Reunion', '2020-12-31T20:30:00Z', '2021-01-01'],
  ])('in %s at %s is %s', (timeZone, instant, day) => {
    expect(dayIn(timeZone, new Date(instant))).toBe(day);
  });

  it('does not exist for an invalid instant or an unknown zone', () => {
    expect(() => dayIn('Europe/Paris', new Date('x'))).toThrow(RangeError);
    expect(() => dayIn('Europe/Lille', new Date(0))).toThrow(RangeError);
  });
});

describe('enrolling', () => {
  it('is once at a time, and a grant is given once', () => {
    const enrolments = [enrolmentFrom(solidaire, '2020-11-10')];
    expect(codes([], '2020-11-10')).toEqual([]);
    expect(codes(enrolments, '2020-11-09')).toEqual(['ALREADY_ENROLLED']);
    expect(codes(enrolments, '2021-05-10')).toEqual(['ALREADY_ENROLLED']);
    expect(codes(enrolments, '2021-05-11')).toEqual(['GRANT_USED']);
    expect(codes([{ ...enrolments[0], programmeCode: 'another' } as Enrolment], '2020-11-10')).toEqual([]);
  });

  it('may be repeated where there is no grant', () => {
    const open = programmeFrom({ ...solidaire, grantMonths: null });
    const over = [{ programmeCode: open.code, fromDay: '2020-11-10', lastDay: '2020-12-01' }];
    expect(canEnrol(open, BOOKSHOP, over, '2020-12-02')).toEqual([]);
    expect(enrolmentFrom(open, '2020-12-02')).toEqual({
      programmeCode: open.code,
      fromDay: '2020-12-02',
      lastDay: null,
    });
  });

  it('waits for the approval, so that a grant does not run out before it can be used', () => {
    expect(codes([], '2020-11-10', { ...BOOKSHOP, state: 'PENDING' })).toEqual(['MERCHANT_PENDING']);
    expect(codes([], '2020-11-10', { ...BOOKSHOP, state: 'REFUSED' })).toEqual(['MERCHANT_REFUSED']);
  });

  it('keeps to the programme’s dates, in its own time zone', () => {
    expect(codes([], '2020-11-03')).toEqual(['NOT_STARTED']);
    expect(enrolmentFrom(solidaire, new Date('2020-11-30T23:30:00Z')).fromDay).toBe('2020-12-01');
    const short = programmeFrom({ ...solidaire, validTo: '2020-12-31' });
    expect(enrolmentFrom(short, '2020-12-01').lastDay).toBe('2020-12-31');
    expect(canEnrol(short, BOOKSHOP, [], '2021-01-01').map(({ code }) => code)).toEqual(['ENDED']);
  });

  it('is nothing to do where everyone is in by the rule', () => {
    expect(canEnrol(scheme('auchan-relais'), TOY_SHOP, [], '2020-11-10').map(({ code }) => code)).toEqual([
      'ALREADY_ENROLLED',
    ]);
  });
});

describe('a merchant rule', () => {
  const withRule = (merchantRule: object) => programmeFrom({ ...scheme('auchan-relais'), merchantRule });
  const reasons = (merchantRule: object, merchant: Merchant) =>
    merchantReasons(withRule(merchantRule), merchant, [], '2020-11-20').map(({ code }) => code);

  it('takes NAF codes and prefixes of the merchant’s own nomenclature only', () => {
    const toys = { nafCodes: [{ nomenclature: 'NAF_REV2', codes: ['47.65Z'] }] };
    expect(reasons(toys, TOY_SHOP)).toEqual([]);
    expect(reasons({ nafCodes: [{ nomenclature: 'NAF_2025', codes: ['47.6'] }] }, TOY_SHOP)).toEqual(['NAF_OUTSIDE']);
    expect(reasons({ nafCodes: [{ nomenclature: 'NAF_REV2', codes: ['4765'] }] }, TOY_SHOP)).toEqual([]);
    expect(reasons(toys, BOOKSHOP)).toEqual(['NAF_OUTSIDE']);
    expect(reasons(toys, { ...TOY_SHOP, nafCode: null })).toEqual(['NAF_OUTSIDE']);
  });

  it('asks for everything that it states, and says everything that is missing', () => {
    const rule = { sectors: ['FOOD'], carrierAccounts: ['INPOST'], merchantIds: ['other'] };
    expect(reasons(rule, TOY_SHOP)).toEqual(['SECTOR_OUTSIDE', 'NO_CARRIER_ACCOUNT', 'NOT_LISTED']);
    expect(reasons({ merchantIds: ['toys'] }, TOY_SHOP)).toEqual([]);
    expect(reasons({}, BOOKSHOP)).toEqual([]);
  });
});
