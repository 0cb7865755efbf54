import { checkProgramme, PROGRAMME_FIELDS } from './index.js';
import { DEFINITIONS, SCHEMES } from './three-schemes.fixture.js';

const [definition] = DEFINITIONS;

const errorsOf = (change: object): string[] => {
  const checked = checkProgramme({ ...definition, ...change });
  return checked.ok ? [] : checked.errors.map(({ field, message }) => `${field} ${message}`);
};

describe('a programme’s definition', () => {
  it('is read with its defaults, and reads the same again as JSON', () => {
    expect(SCHEMES[0]).toMatchObject({ validTo: null, enrolment: 'REQUIRED', grantMonths: 6, retention: null });
    expect(SCHEMES[1]).toMatchObject({ retention: { days: 5, reminderDays: [2, 4], extensionDays: 0, extensions: 0 } });
    for (const programme of SCHEMES) {
      expect(Object.keys(programme).sort()).toEqual([...PROGRAMME_FIELDS].sort());
      expect(checkProgramme(JSON.parse(JSON.stringify(programme)))).toEqual({ ok: true, programme });
    }
  });

  it.each([null, 3, 'x', []])('is not %j', (json) => {
    expect(checkProgramme(json)).toEqual({ ok: false, errors: [{ field: '', message: 'must be an object' }] });
  });

  it('finds every missing field at once', () => {
    const checked = checkProgramme({});
    const fields = new Set(checked.ok ? [] : checked.errors.map(({ field }) => field.split('.')[0]));
    const optional = ['validTo', 'enrolment', 'grantMonths', 'customerReturnDays', 'retention'];
    expect([...fields].sort()).toEqual(PROGRAMME_FIELDS.filter((field) => !optional.includes(field)).sort());
  });

  it.each([
    [{ sector: 'BOOKS' }, 'sector is not a field'],
    [{ code: 'Drive Solidaire' }, 'code must be small letters'],
    [{ code: 'a'.repeat(101) }, 'code must be small letters'],
    [{ names: { fr: 'x', de: 'y' } }, 'names.de is not a field'],
    [{ validFrom: '2020-11-31' }, 'validFrom must be a day that exists'],
    [{ validTo: '2020-11-03' }, 'validTo must not be before 2020-11-04'],
    [{ timeZone: 'Europe/Lille' }, 'timeZone must be a time zone of the IANA list'],
    [{ timeZone: '' }, 'timeZone must be a time zone'],
    [{ enrolment: 'NONE' }, 'enrolment must be one of REQUIRED, AUTOMATIC'],
    [{ enrolment: 'AUTOMATIC' }, 'grantMonths counts from an enrolment'],
    [{ grantMonths: 0 }, 'grantMonths must be a whole number from 1'],
    [{ feeCents: 1.5 }, 'feeCents must be a whole number from 0'],
    [{ feeCents: '0' }, 'feeCents must be a whole number'],
    [{ currency: 'euro' }, 'currency must be three capitals'],
    [{ merchantRule: null }, 'merchantRule must be an object'],
    [{ merchantRule: { sectors: [] } }, 'merchantRule.sectors must be a list'],
    [{ merchantRule: { sectors: ['BOOKS', 'BOOK'] } }, 'merchantRule.sectors[1] must be'],
    [{ merchantRule: { carrierAccounts: ['A', 'A'] } }, 'merchantRule.carrierAccounts[1] is in the list already'],
    [{ merchantRule: { merchantIds: [3] } }, 'merchantRule.merchantIds[0] must be the id of a merchant'],
    [{ merchantRule: { nafCodes: [] } }, 'merchantRule.nafCodes must have at least one'],
    [
      { merchantRule: { nafCodes: [{ nomenclature: 'NAF_REV2', codes: ['47.61Y'] }] } },
      'merchantRule.nafCodes[0].codes[0]',
    ],
    [
      { merchantRule: { nafCodes: [{ nomenclature: 'NAF', codes: ['47', 3] }] } },
      'merchantRule.nafCodes[0].nomenclature',
    ],
    [{ pointRule: {} }, 'pointRule must be a list'],
    [{ pointRule: ['x'] }, 'pointRule[0] must be an object'],
    [{ pointRule: [] }, 'pointRule must have an alternative'],
    [{ pointRule: [{ ownShop: true }, { kind: 'DRIVE' }] }, 'pointRule[1].kind is not a field'],
    [{ pointRule: [{ ownShop: 'yes' }] }, 'pointRule[0].ownShop must be true or false'],
    [{ pointRule: [{ ownShop: true, kinds: ['KIOSK'] }] }, 'pointRule[0].kinds[0] must be COUNTER'],
    [{ covers: ['LISTING'] }, 'pointRule must be empty where covers has no PICKUP'],
    [{ collection: ['POINT'] }, 'collection has MERCHANT_SHOP exactly where'],
    [{ approval: 'NOBODY' }, 'approval must be one of OPERATOR, EMAIL'],
    [{ bookingDays: 0 }, 'bookingDays must be a whole number from 1'],
    [{ retention: { days: 5, reminderDays: [5], extensionDays: 0 } }, 'retention.reminderDays[0] must be days after'],
    [{ retention: { days: 5, reminderDays: [], extensionDays: -1 } }, 'retention.extensionDays must be'],
    [{ retention: { days: 5, reminderDays: [], extensionDays: 3, extensions: 0 } }, 'retention.extensions must be 0'],
    [{ retention: { days: 5, reminderDays: [], extensionDays: 0, extensions: 2 } }, 'retention.extensions must be 0'],
    [
      { retention: { days: 200, reminderDays: [], extensionDays: 100, extensions: 2 } },
      'retention.extensions must not lead to more than 365 days',
    ],
  ])('with %j is refused, naming the field', (change, expected) => {
    expect(errorsOf(change)).toEqual(expect.arrayContaining([expect.stringContaining(expected)]));
  });

  it('may take NAF prefixes of both nomenclatures, written any way', () => {
    const nafCodes = [
      { nomenclature: 'NAF_REV2', codes: ['47.2', '4711B'] },
      { nomenclature: 'NAF_2025', codes: ['47.61Y', '47'] },
    ];
    const checked = checkProgramme({ ...definition, merchantRule: { nafCodes } });
    expect(checked.ok && checked.programme.merchantRule.nafCodes?.map(({ codes }) => codes)).toEqual([
      ['47.2', '47.11B'],
      ['47.61Y', '47'],
    ]);
  });

  it('may cover the listing alone, with no points', () => {
    expect(errorsOf({ covers: ['LISTING'], pointRule: [] })).toEqual([]);
  });
});
