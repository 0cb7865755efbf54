import { customerReturnText, customerText } from './customer-texts.js';
import { EXCEPTION_KINDS, exceptionsOf, exceptionTexts, LATE_DAYS, needsPoint, type Watched } from './exceptions.js';
import { fold } from './fold.js';
import type { ParcelState } from './state.js';
import { STATES } from './words.js';

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 10, 27, 3);
const FINE: Watched = {
  state: 'IN_TRANSIT',
  custodian: { kind: 'CARRIER', id: 'MR' },
  pointCode: null,
  bookedPointCode: 'LILLE',
  needsPoint: false,
  isBookedPointOpen: true,
  isBooked: true,
  hasNoWay: false,
  isCodeLocked: false,
  possessionSince: NOW - DAY_MS,
  deadline: null,
  discrepancies: [],
};
const CLOCK = { code: 'CLOCK', instruction: 'CHECK_DEVICE_CLOCK', params: {}, entryKey: 'k' } as const;
const DAYS_AGO = (days: number) => NOW - days * DAY_MS;

describe('what an operator has to look at', () => {
  it.each<[string, Partial<Watched>, string[]]>([
    ['a parcel on its way', {}, []],
    ['one that is reported lost', { state: 'MISSING', possessionSince: DAYS_AGO(30) }, ['MISSING']],
    ['one at a wrong point', { state: 'MISROUTED' }, ['MISROUTED']],
    [
      'one that lies at a wrong point for long',
      { state: 'MISROUTED', possessionSince: DAYS_AGO(7) },
      ['MISROUTED', 'SILENT'],
    ],
    ['one that its point refused', { needsPoint: true }, ['NEEDS_POINT']],
    ['one bound for a point that closed', { isBookedPointOpen: false }, ['POINT_NOT_OPEN']],
    ['one collected at a point that has closed since', { state: 'COLLECTED', isBookedPointOpen: false }, []],
    ['one announced for a point that closed', { state: 'ANNOUNCED', isBookedPointOpen: false }, ['POINT_NOT_OPEN']],
    ['one announced there long ago', { state: 'ANNOUNCED', isBookedPointOpen: false, isBooked: false }, []],
    ['one that no line leads on', { hasNoWay: true }, ['NO_WAY']],
    ['one announced that no line leads on', { state: 'ANNOUNCED', hasNoWay: true }, ['NO_WAY']],
    ['one announced that was never sent', { state: 'ANNOUNCED', hasNoWay: true, isBooked: false }, []],
    ['one that came by another way', { state: 'AVAILABLE', hasNoWay: true }, []],
    ['one whose code is locked', { state: 'AVAILABLE', isCodeLocked: true }, ['CODE_LOCKED']],
    ['one whose code was locked and that is collected', { state: 'COLLECTED', isCodeLocked: true }, []],
    ['one whose time at the point is over', { state: 'AVAILABLE', deadline: NOW }, ['OVERDUE']],
    ['one whose time at the point ends in a moment', { state: 'AVAILABLE', deadline: NOW + 1 }, []],
    ['one that nobody fetches', { state: 'RETURN_DUE', possessionSince: DAYS_AGO(LATE_DAYS) }, ['OVERDUE']],
    ['one of which nothing is heard', { possessionSince: DAYS_AGO(LATE_DAYS) }, ['SILENT']],
    ['one that waits for its customer', { state: 'AVAILABLE', possessionSince: DAYS_AGO(30), deadline: NOW + 1 }, []],
    ['one that its merchant has not sent', { state: 'ANNOUNCED', possessionSince: DAYS_AGO(30) }, []],
    ['one whose ledger disagrees', { state: 'COLLECTED', discrepancies: [CLOCK] }, ['DISCREPANCY']],
  ])('%s', (_, facts, kinds) => expect(exceptionsOf({ ...FINE, ...facts }, NOW)).toEqual(kinds));

  it('is said in both languages without a hole', () => {
    const params = { holder: FINE.custodian, pointCode: 'ROUBAIX', bookedPointCode: 'LILLE' };
    for (const kind of EXCEPTION_KINDS) {
      if (kind === 'DISCREPANCY') continue;
      for (const lang of ['fr', 'en'] as const) {
        const { is, todo } = exceptionTexts(kind, lang, params);
        expect(`${is} ${todo}`).not.toMatch(/[{}]|\?\s|undefined/);
      }
    }
    expect(exceptionTexts('MISROUTED', 'en', params).is).toBe('It lies at ROUBAIX, and is awaited at LILLE.');
  });
});

describe('what a customer is told', () => {
  const parcel = { parcelId: 'p', merchantId: 'm', bookedPointCode: 'LILLE' };
  const state = (more: Partial<ParcelState>): ParcelState => ({ ...fold(parcel, []), ...more });

  it('is said in both languages for every state', () => {
    for (const name of STATES) {
      const told = (['fr', 'en'] as const).map((lang) => customerText(state({ state: name }), lang));
      expect(new Set(told).size).toBe(2);
      expect(told.join('')).not.toMatch(/[{}]/);
    }
    expect(customerReturnText('BRING_IT', 'fr')).not.toBe(customerReturnText('BRING_IT', 'en'));
  });

  it('is that they can choose another point once theirs has refused the parcel, and until another is booked', () => {
    const refusedThere = state({ state: 'IN_TRANSIT', newPointReason: 'FULL' });
    expect(needsPoint(refusedThere)).toBe(true);
    expect(customerText(refusedThere, 'en')).toContain('choose another point');
    expect(customerText(state({ state: 'IN_TRANSIT' }), 'en')).not.toContain('another point');
  });

  it('is not to come for a parcel that waits where it is no longer booked', () => {
    const elsewhere = state({ state: 'AVAILABLE', pointCode: 'LILLE', bookedPointCode: 'ROUBAIX' });
    expect(customerText(elsewhere, 'en')).toContain('sent on');
    expect(customerText({ ...elsewhere, bookedPointCode: 'LILLE' }, 'en')).toContain('waits for you');
  });
});
