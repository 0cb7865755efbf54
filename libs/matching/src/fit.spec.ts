import { parseOsm } from '#libs/opening-hours';
import { distanceReasons, fitReasons, freePlaces, type PointOffer, type Wish } from './index.js';

const hoursOf = (osm: string) => {
  const parsed = parseOsm(osm);
  if (!parsed.ok) throw new Error(osm);
  return parsed.hours;
};

/** A counter that takes everything. */
const COUNTER: PointOffer = {
  code: 'P',
  chain: 'AUCHAN',
  kind: 'COUNTER',
  services: ['PICKUP', 'DROP_OFF'],
  networks: [],
  ownerMerchantId: null,
  state: 'OPEN',
  maxWeightGrams: null,
  maxLongestSideMillimetres: null,
  maxSidesSumMillimetres: null,
  capacityParcels: 40,
  usedParcels: 3,
  hours: hoursOf('Mo-Fr 14:00-19:00; Sa 10:00-12:00; Su off'),
  hoursContext: { timeZone: 'Europe/Paris', holidayRegion: 'FR' },
};

const said = (point: Partial<PointOffer>, wish: Wish = {}) =>
  fitReasons({ ...COUNTER, ...point }, wish).map(({ code, detail }) => `${code} ${detail}`);

describe('what a point can take', () => {
  it('is everything, where nothing is asked for', () => {
    expect(said({})).toEqual([]);
    expect(said({ hours: null, capacityParcels: null, usedParcels: 900 })).toEqual([]);
  });

  it('is nothing unless the point is open for business', () => {
    expect(said({ state: 'ANNOUNCED' })).toEqual(['POINT_NOT_OPEN announced']);
    expect(said({ state: 'SUSPENDED' })).toEqual(['POINT_SUSPENDED suspended']);
    expect(said({ state: 'CLOSED' })).toEqual(['POINT_CLOSED_FOR_GOOD closed for good']);
  });

  it('ends where the room ends, and use may exceed the capacity', () => {
    expect(said({ usedParcels: 39 })).toEqual([]);
    expect(said({ usedParcels: 40 })).toEqual(['FULL 40/40']);
    expect(said({ usedParcels: 41 })).toEqual(['FULL 41/40']);
    expect(said({ usedParcels: 0, capacityParcels: 0 })).toEqual(['FULL 0/0']);
    expect(freePlaces({ ...COUNTER, usedParcels: 41 })).toBe(0);
    expect(freePlaces({ ...COUNTER, usedParcels: 3 })).toBe(37);
    expect(freePlaces({ ...COUNTER, capacityParcels: null })).toBeNull();
  });

  it('always includes collection, and every service that is asked for', () => {
    expect(said({ services: ['DROP_OFF'] })).toEqual(['NO_SERVICE PICKUP']);
    expect(said({}, { services: ['PICKUP', 'WHEELCHAIR', 'LABEL_PRINTING'] })).toEqual([
      'NO_SERVICE WHEELCHAIR',
      'NO_SERVICE LABEL_PRINTING',
    ]);
  });

  it('needs any one of the kinds and of the chains', () => {
    expect(said({}, { kinds: ['LOCKER', 'COUNTER'], chains: ['CARREFOUR', 'AUCHAN'] })).toEqual([]);
    expect(said({}, { kinds: ['LOCKER'], chains: ['CARREFOUR'] })).toEqual([
      'WRONG_KIND COUNTER',
      'WRONG_CHAIN AUCHAN',
    ]);
    expect(said({ chain: null }, { chains: ['CARREFOUR'] })).toEqual(['WRONG_CHAIN no chain']);
  });
});

describe('a point’s limits', () => {
  const LIMITED = { maxWeightGrams: 30_000, maxLongestSideMillimetres: 600, maxSidesSumMillimetres: 1_200 };
  const BOX = { weightGrams: 30_000, lengthMillimetres: 600, widthMillimetres: 400, heightMillimetres: 200 };

  it('are still inside', () => {
    expect(said(LIMITED, { parcel: BOX })).toEqual([]);
  });

  it('are told with the number that breaks them', () => {
    expect(said(LIMITED, { parcel: { ...BOX, weightGrams: 31_000 } })).toEqual(['TOO_HEAVY 31 000 > 30 000']);
    expect(said(LIMITED, { parcel: { ...BOX, heightMillimetres: 1_000_000 } })).toEqual([
      'TOO_LONG 1 000 000 > 600',
      'TOO_LARGE 1 001 000 > 1 200',
    ]);
  });

  it('count any side as the longest', () => {
    for (const side of ['lengthMillimetres', 'widthMillimetres', 'heightMillimetres']) {
      const parcel = { ...BOX, lengthMillimetres: 100, widthMillimetres: 100, heightMillimetres: 100, [side]: 601 };
      expect(said(LIMITED, { parcel })).toEqual(['TOO_LONG 601 > 600']);
    }
  });

  it('are unmade checks where a measure was not said, and broken where what was said is too much already', () => {
    expect(said(LIMITED, { parcel: {} })).toEqual([
      'CHECK_NOT_MADE TOO_HEAVY: weightGrams not said, limit 30 000',
      'CHECK_NOT_MADE TOO_LONG: three sides not said, limit 600',
      'CHECK_NOT_MADE TOO_LARGE: three sides not said, limit 1 200',
    ]);
    expect(said(LIMITED, { parcel: { weightGrams: 1, lengthMillimetres: 700, widthMillimetres: null } })).toEqual([
      'TOO_LONG 700 > 600',
      'CHECK_NOT_MADE TOO_LARGE: three sides not said, limit 1 200',
    ]);
    expect(said({}, { parcel: {} })).toEqual([]);
  });

  it('are not asked about without a parcel', () => {
    expect(said(LIMITED)).toEqual([]);
  });

  it('include the cold', () => {
    expect(said({}, { parcel: { temperature: 'AMBIENT' } })).toEqual([]);
    expect(said({}, { parcel: { temperature: 'CHILLED' } })).toEqual(['TEMPERATURE CHILLED']);
    expect(said({ services: ['PICKUP', 'CHILLED'] }, { parcel: { temperature: 'CHILLED' } })).toEqual([]);
    expect(said({ services: ['PICKUP', 'CHILLED'] }, { parcel: { temperature: 'FROZEN' } })).toEqual([
      'TEMPERATURE FROZEN',
    ]);
  });
});

describe('opening at a time', () => {
  // 24 November 2026 is a Tuesday; Paris is an hour ahead of UTC.
  const at = (instant: string) => ({ openAtMs: Date.parse(instant) });

  it('is told by the point’s own clocks', () => {
    expect(said({}, at('2026-11-24T13:00:00Z'))).toEqual([]);
    expect(said({}, at('2026-11-24T12:59:00Z'))).toEqual(['CLOSED_AT opens 14:00']);
    expect(said({}, at('2026-11-24T18:00:00Z'))).toEqual(['CLOSED_AT opens 2026-11-25 14:00']);
    const reunion = { hoursContext: { timeZone: 'Indian/Reunion', holidayRegion: 'FR' as const } };
    expect(said(reunion, at('2026-11-24T10:00:00Z'))).toEqual([]);
    expect(said(reunion, at('2026-11-24T21:00:00Z'))).toEqual(['CLOSED_AT opens 14:00']);
  });

  it('says the day when it is another one, however near', () => {
    expect(said({}, at('2026-11-28T22:59:00Z'))).toEqual(['CLOSED_AT opens 2026-11-30 14:00']);
    expect(said({ hours: hoursOf('Mo-Su 00:30-06:00') }, at('2026-11-24T22:59:00Z'))).toEqual([
      'CLOSED_AT opens 2026-11-25 00:30',
    ]);
  });

  it('is not known where the hours are not: never open, never closed', () => {
    expect(said({ hours: null }, at('2026-11-24T12:00:00Z'))).toEqual(['HOURS_UNKNOWN opening hours are not known']);
  });

  it('does not promise what comes after: a day of unknown hours, or none within a fortnight', () => {
    const known = COUNTER.hours as NonNullable<PointOffer['hours']>;
    const restUnknown = { ...known, week: { ...known.week, WE: 'UNKNOWN' as const } };
    expect(said({ hours: restUnknown }, at('2026-11-24T18:30:00Z'))).toEqual([
      'CLOSED_AT not known from 2026-11-25 00:00',
    ]);
    expect(said({ hours: hoursOf('Mo-Su off') }, at('2026-11-24T12:00:00Z'))).toEqual([
      'CLOSED_AT does not open within 14 days',
    ]);
  });
});

describe('a distance that was asked for', () => {
  it('is still inside, and what is beyond never reads as equal to it', () => {
    expect(distanceReasons(1000, 1000)).toEqual([]);
    expect(distanceReasons(1000.2, 1000)).toEqual([{ code: 'TOO_FAR', detail: '1 001 > 1 000' }]);
    expect(distanceReasons(0, 0)).toEqual([]);
    expect(distanceReasons(12_345.6, null)).toEqual([]);
  });
});
