import {
  bestProgramme,
  canEnrol,
  type Enrolment,
  enrolmentFrom,
  freeProgrammes,
  type Merchant,
  merchantReasons,
  notFreeReasons,
  type PointFacts,
  pointMatches,
  pointReasons,
  reasonText,
  usableProgrammes,
} from './index.js';
import {
  AUCHAN_COUNTER,
  BOOKSHOP,
  BOOKSHOP_COUNTER,
  CARREFOUR_COUNTER,
  GROCER,
  INTERMARCHE_COUNTER,
  INTERMARCHE_DRIVE,
  programmeFrom,
  SCHEMES,
  scheme,
  TOY_SHOP,
} from './three-schemes.fixture.js';

const DAY = '2020-11-20';
const solidaire = scheme('drive-solidaire');
const enrolledFrom = (day: string, code = 'drive-solidaire') => [enrolmentFrom(scheme(code), day)];

const freeAt = (merchant: Merchant, point: PointFacts, enrolments: readonly Enrolment[], day = DAY) =>
  freeProgrammes(merchant, point, SCHEMES, enrolments, day).free.map(({ code }) => code);

const notFreeAt = (merchant: Merchant, point: PointFacts, enrolments: readonly Enrolment[] = [], day = DAY) =>
  notFreeReasons(freeProgrammes(merchant, point, SCHEMES, enrolments, day)).map(({ detail }) => detail);

describe('a bookshop in Lille', () => {
  it('sees before enrolling what it may join, and why the others are not for it', () => {
    expect(canEnrol(solidaire, BOOKSHOP, [], DAY)).toEqual([]);
    expect(canEnrol(scheme('carrefour-marketplace'), BOOKSHOP, [], DAY).map(({ detail }) => detail)).toEqual([
      "merchant's sector BOOKS is outside carrefour-marketplace",
    ]);
    expect(merchantReasons(scheme('auchan-relais'), BOOKSHOP, [], DAY).map(({ detail }) => detail)).toEqual([
      'auchan-relais needs an account with MONDIAL_RELAY, and the merchant has none',
    ]);
  });

  it('once enrolled, has its own shop and the drives of the chain free, and nothing else', () => {
    const enrolments = enrolledFrom('2020-11-10');
    expect(freeAt(BOOKSHOP, BOOKSHOP_COUNTER, enrolments)).toEqual(['drive-solidaire']);
    expect(freeAt(BOOKSHOP, INTERMARCHE_DRIVE, enrolments)).toEqual(['drive-solidaire']);
    for (const point of [INTERMARCHE_COUNTER, AUCHAN_COUNTER, CARREFOUR_COUNTER]) {
      expect(freeAt(BOOKSHOP, point, enrolments)).toEqual([]);
    }
  });

  it.each([
    ['2020-11-09', false, 'ENROLMENT_NOT_STARTED'],
    ['2020-11-10', true, undefined],
    ['2021-05-10', true, undefined],
    ['2021-05-11', false, 'ENROLMENT_ENDED'],
  ])('enrolled on 10 November 2020: on %s free is %s', (day, free, code) => {
    const verdict = freeProgrammes(BOOKSHOP, INTERMARCHE_DRIVE, [solidaire], enrolledFrom('2020-11-10'), day);
    expect(verdict.free.length > 0).toBe(free);
    expect(verdict.others[0]?.reasons[0]?.code).toBe(code);
  });

  it('pays from 1 March when its six months began on 31 August', () => {
    const enrolments = enrolledFrom('2021-08-31');
    expect(enrolments).toEqual([{ programmeCode: 'drive-solidaire', fromDay: '2021-08-31', lastDay: '2022-02-28' }]);
    expect(freeAt(BOOKSHOP, INTERMARCHE_DRIVE, enrolments, '2022-02-28')).toEqual(['drive-solidaire']);
    expect(notFreeAt(BOOKSHOP, INTERMARCHE_DRIVE, enrolments, '2022-03-01')).toEqual([
      "merchant's enrolment in drive-solidaire ended, its last day was 2022-02-28",
    ]);
  });

  it('does not lend its shop to another merchant', () => {
    const toys = enrolledFrom('2020-11-10');
    expect(freeAt(TOY_SHOP, BOOKSHOP_COUNTER, toys)).toEqual([]);
    const everywhere = programmeFrom({ ...solidaire, pointRule: [{}], collection: ['POINT'] });
    expect(pointReasons(everywhere, BOOKSHOP_COUNTER, 'toys').map(({ code }) => code)).toEqual(['NOT_OWN_SHOP']);
    expect(pointReasons(everywhere, BOOKSHOP_COUNTER, 'bookshop')).toEqual([]);
    expect(pointMatches([{ kinds: ['SHOP'] }], BOOKSHOP_COUNTER, 'toys')).toBe(true);
    expect(pointMatches([{ kinds: ['SHOP'] }, { ownShop: true }], AUCHAN_COUNTER, null)).toBe(false);
  });
});

describe('a toy shop with a Mondial Relay account', () => {
  it('collects at Auchan free with no enrolment, from the first day', () => {
    expect(freeAt(TOY_SHOP, AUCHAN_COUNTER, [])).toEqual(['auchan-relais']);
    expect(notFreeAt(TOY_SHOP, AUCHAN_COUNTER, [], '2020-11-05')).toEqual(['auchan-relais starts on 2020-11-06']);
  });

  it('needs the network’s counter in the store, with collection', () => {
    const reasons = (point: PointFacts) => pointReasons(scheme('auchan-relais'), point, 'toys').map(({ code }) => code);
    expect(reasons({ ...AUCHAN_COUNTER, networks: [] })).toEqual(['NETWORK_OUTSIDE']);
    expect(reasons({ ...AUCHAN_COUNTER, services: [] })).toEqual(['SERVICE_MISSING']);
    expect(reasons({ ...CARREFOUR_COUNTER, chain: null })).toEqual(['CHAIN_OUTSIDE', 'NETWORK_OUTSIDE']);
  });

  it('needs only a proved e-mail at Auchan, and an operator at Intermarché', () => {
    const pending: Merchant = { ...TOY_SHOP, state: 'PENDING' };
    expect(freeAt(pending, AUCHAN_COUNTER, [])).toEqual(['auchan-relais']);
    expect(notFreeAt({ ...pending, emailProved: false }, AUCHAN_COUNTER)[0]).toMatch(/accepts a proved e-mail/);
    expect(notFreeAt(pending, INTERMARCHE_DRIVE, enrolledFrom(DAY))[0]).toMatch(/needs an operator's approval/);
    expect(freeAt({ ...pending, state: 'REFUSED' }, AUCHAN_COUNTER, [])).toEqual([]);
  });
});

describe('a grocer', () => {
  it('reads the reason that the design promises', () => {
    const [first] = notFreeAt(GROCER, INTERMARCHE_DRIVE, enrolledFrom(DAY));
    expect(first).toBe("merchant's sector FOOD is outside drive-solidaire");
  });

  it('has Carrefour free until the programme’s last day, and not on the next', () => {
    const enrolments = enrolledFrom('2020-12-01', 'carrefour-marketplace');
    expect(enrolments[0]?.lastDay).toBe('2021-06-30');
    expect(freeAt(GROCER, CARREFOUR_COUNTER, enrolments, '2021-06-30')).toEqual(['carrefour-marketplace']);
    expect(notFreeAt(GROCER, CARREFOUR_COUNTER, enrolments, '2021-07-01')[0]).toBe(
      'carrefour-marketplace ended, its last day was 2021-06-30',
    );
  });

  it('reads about its own chain’s programme only, and about all where none takes the point', () => {
    expect(notFreeAt(GROCER, CARREFOUR_COUNTER)).toEqual(['merchant is not enrolled in carrefour-marketplace']);
    const nowhere: PointFacts = { ...CARREFOUR_COUNTER, chain: 'OTHER' };
    expect(notFreeAt(GROCER, nowhere, enrolledFrom(DAY, 'carrefour-marketplace'))).toContain(
      "point's chain OTHER is outside carrefour-marketplace",
    );
  });

  it('reads them in French too', () => {
    const [reason] = canEnrol(solidaire, GROCER, [], DAY);
    expect(reason && reasonText(reason, 'fr')).toBe(
      'le secteur du commerçant (alimentation) est hors de drive-solidaire',
    );
  });
});

describe('the midnight of a programme', () => {
  it('is that of its own time zone', () => {
    const late = new Date('2021-05-10T22:30:00Z');
    const martinique = programmeFrom({ ...solidaire, timeZone: 'America/Martinique' });
    const enrolments = enrolledFrom('2020-11-10');
    expect(merchantReasons(solidaire, BOOKSHOP, enrolments, late).map(({ code }) => code)).toEqual(['ENROLMENT_ENDED']);
    expect(merchantReasons(martinique, BOOKSHOP, enrolments, late)).toEqual([]);
  });
});

describe('priced programmes', () => {
  const priced = programmeFrom({ ...solidaire, code: 'drive-payant', feeCents: 190, grantMonths: null });
  const cheaper = programmeFrom({ ...solidaire, code: 'z-moins-cher', feeCents: 90, grantMonths: null });
  const all = [priced, ...SCHEMES, cheaper];
  const enrolments = ['drive-payant', 'z-moins-cher'].map((code) => ({
    programmeCode: code,
    fromDay: DAY,
    lastDay: null,
  }));

  it('are told apart from free ones, cheapest first, with the fee as the reason', () => {
    const verdict = freeProgrammes(BOOKSHOP, INTERMARCHE_DRIVE, all, enrolments, DAY);
    expect(verdict.free).toEqual([]);
    expect(verdict.priced.map(({ code }) => code)).toEqual(['z-moins-cher', 'drive-payant']);
    const reasons = notFreeReasons(verdict);
    expect(reasons[0]).toMatchObject({ code: 'HAS_A_FEE', detail: 'z-moins-cher costs 0.90 EUR a parcel' });
    expect(reasons.map(({ code }) => code)).toEqual(['HAS_A_FEE', 'HAS_A_FEE', 'NOT_ENROLLED']);
  });

  it('are searched only when asked for', () => {
    const usable = (cost: 'FREE_ONLY' | 'ANY') => usableProgrammes(BOOKSHOP, all, enrolments, DAY, cost);
    expect(usable('FREE_ONLY')).toEqual([]);
    expect(bestProgramme(usable('ANY'), INTERMARCHE_DRIVE, 'bookshop')).toBe(cheaper);
    expect(bestProgramme(usable('ANY'), AUCHAN_COUNTER, 'bookshop')).toBeNull();
  });
});
