import { hoursReaders } from '#libs/opening-hours';
import { cleanRecord } from './clean.js';
import { readColumnMap } from './column-map.js';
import type { Cells } from './features.js';

const GOOD: Cells = { ref: '1', name: 'Point', postcode: '59000', city: 'Lille', lat: '50,63', lon: '3.06' };

function clean(cells: Cells, maps: string[] = [], sets: string[] = [], isFeatures = false) {
  const own = ['ref', 'name', 'postcode', 'city', 'lat', 'lon'].map((field) => `${field}=${field}`);
  const map = readColumnMap(isFeatures ? maps : [...own, ...maps], sets);
  if (!map.ok) throw new Error(map.message);
  return cleanRecord({ line: 2, cells }, { map: map.value, isFeatures, readHours: hoursReaders.osm as never });
}
const fields = (...args: Parameters<typeof clean>) => {
  const cleaned = clean(...args);
  if (!cleaned.ok) throw new Error(`${cleaned.reason}: ${cleaned.detail}`);
  return cleaned.record;
};
const reason = (...args: Parameters<typeof clean>) => {
  const cleaned = clean(...args);
  return cleaned.ok ? null : cleaned.reason;
};

describe('cleaning a record', () => {
  it('states only the fields that the file has', () => {
    expect(fields(GOOD)).toEqual({
      line: 2,
      ref: '1',
      code: null,
      chainName: null,
      fields: {
        name: 'Point',
        lat: 50.63,
        lon: 3.06,
        postcode: '59000',
        city: 'Lille',
        country: 'FR',
        timeZone: 'Europe/Paris',
        holidayRegion: 'FR',
      },
      flags: [],
      hours: 'ABSENT',
      placeholders: [],
    });
  });

  it.each([
    ['REF_MISSING', { ref: ' ' }],
    ['NAME_MISSING', { name: '' }],
    ['POSITION_MISSING', { lat: '' }],
    ['POSITION_NOT_NUMBERS', { lat: 'NaN' }],
    ['POSITION_NOT_NUMBERS', { lat: '5e1' }],
    ['POSITION_NOT_NUMBERS', { lat: '50°37' }],
    ['POSITION_ZERO', { lat: '0', lon: '0,0' }],
    ['POSITION_IMPOSSIBLE', { lat: '5063000' }],
    ['POSITION_OUTSIDE_COUNTRY', { postcode: '', lat: '40', lon: '-70' }],
    ['POSTCODE_INVALID', { postcode: '590000' }],
    ['VALUE_INVALID', { name: 'x'.repeat(201) }],
    ['VALUE_INVALID', { ref: 'x'.repeat(101) }],
  ])('quarantines %s', (expected, cells) => {
    expect(reason({ ...GOOD, ...cells })).toBe(expected);
  });

  it.each([
    ['COUNTRY_UNKNOWN', ['country=Atlantis']],
    ['TIME_ZONE_UNKNOWN', ['timeZone=Europe/Lyon']],
    ['VALUE_INVALID', ['capacityParcels=many']],
    ['VALUE_INVALID', ['capacityParcels=-1']],
    ['VALUE_INVALID', ['maxWeightGrams=0']],
    ['VALUE_INVALID', ['services=PICKUP TEA']],
    ['VALUE_INVALID', ['kind=PALACE']],
    ['VALUE_INVALID', ['state=GONE']],
  ])('quarantines %s for %j', (expected, sets) => {
    expect(reason(GOOD, [], sets)).toBe(expected);
  });

  it('puts back a zero that a spreadsheet took, and says so', () => {
    const { fields: found, flags } = fields({ ...GOOD, postcode: '1000' });
    expect([found.postcode, flags]).toEqual(['01000', ['POSTCODE_REPAIRED']]);
  });

  it('calls a record without a name after its chain and town', () => {
    const { fields: found, flags } = fields({ ...GOOD, name: '', enseigne: 'Super U' }, ['chain=enseigne']);
    expect([found.name, flags]).toEqual(['Système U Lille', ['NAME_MADE']]);
  });

  it('takes the time of a place without a postcode from its position, and holidays only where they are certain', () => {
    const at = (lat: string, lon: string) => {
      const { timeZone, holidayRegion } = fields({ ...GOOD, postcode: '', lat, lon }).fields;
      return [timeZone, holidayRegion];
    };
    expect(at('48.1', '-1.7')).toEqual(['Europe/Paris', 'FR']);
    expect(at('48.58', '7.75')).toEqual(['Europe/Paris', null]);
    expect(at('-21', '55.5')).toEqual(['Indian/Reunion', 'FR-974']);
  });

  it('takes France overseas for France, by whatever code', () => {
    const { fields: found } = fields({ ...GOOD, postcode: '97400', lat: '-20.9', lon: '55.4' }, [], ['country=RE']);
    expect([found.country, found.timeZone]).toEqual(['FR', 'Indian/Reunion']);
  });

  it('tells hours that say nothing from hours that cannot be read', () => {
    const hours = (text: string) => fields({ ...GOOD, h: text }, ['hours=h']).hours;
    expect(['', 'off', 'unknown', 'Mo-Su 09:00-19:00'].map(hours)).toEqual([
      'ABSENT',
      'KNOWN',
      expect.any(String),
      'KNOWN',
    ]);
    expect(fields({ ...GOOD, h: 'sunrise' }, ['hours=h'])).toMatchObject({
      flags: ['HOURS_UNREADABLE'],
      fields: { hours: null },
    });
  });

  it('puts a point in the networks that have a number for it, and gives it the services that its columns say', () => {
    const maps = [
      'network=MONDIAL_RELAY:mr',
      'network=CHRONOPOST:cp',
      'service=PICKUP:relais',
      'service=CHILLED:froid',
    ];
    const { fields: found } = fields({ ...GOOD, mr: '066974', cp: '', relais: 'oui', froid: 'non' }, maps, [
      'services=DROP_OFF',
    ]);
    expect(found).toMatchObject({
      networks: [{ network: 'MONDIAL_RELAY', number: '066974' }],
      services: ['DROP_OFF', 'PICKUP'],
    });
    expect(reason({ ...GOOD, relais: 'perhaps' }, ['service=PICKUP:relais'])).toBe('VALUE_INVALID');
  });

  it('reads a feature by OpenStreetMap’s tags', () => {
    const tags = {
      ...{
        '@id': 'way/1',
        '@lat': '50.63',
        '@lon': '3.06',
        name: 'Carrefour',
        brand: 'Carrefour Market',
        wheelchair: 'yes',
      },
      ...{ 'addr:postcode': '59000', 'addr:city': 'Lille', '@street': '1 rue Faidherbe', opening_hours: '24/7' },
    };
    expect(fields(tags, [], [], true)).toMatchObject({
      ref: 'way/1',
      hours: 'KNOWN',
      fields: { chain: 'CARREFOUR', street: '1 rue Faidherbe', postcode: '59000', services: ['WHEELCHAIR'] },
    });
  });
});
