import { alwaysOpen } from '#libs/opening-hours';
import { isTooManyMissing, mergeRecord, type StoredRecord } from './merge.js';
import { countingOrigins, standingOf } from './origins.js';

const RECORD = {
  fields: {
    name: 'A',
    lat: 50,
    lon: 3,
    timeZone: 'Europe/Paris',
    postcode: '59000',
    country: 'FR',
    hours: alwaysOpen(),
  },
  flags: [],
};
const FIRST = { source: 's', at: '2026-01-01T00:00:00.000Z' };
const LATER = { source: 's', at: '2026-02-01T00:00:00.000Z' };

/** What is stored after an import, as the database gives it back: with its keys in another order. */
function stored(record = RECORD, more: Partial<StoredRecord> = {}): StoredRecord {
  const { imported, origins, flags } = mergeRecord(null, record, FIRST);
  const turned = Object.fromEntries(
    Object.entries(imported)
      .reverse()
      .map(([key, value]) => [key, turn(value)]),
  );
  return { imported: turned, origins, flags, edits: {}, isMissing: false, ...more };
}
function turn(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, turn(inner)]),
  );
}

describe('laying a record over what is stored', () => {
  it('adds a point with what nobody said at its defaults', () => {
    const merged = mergeRecord(null, RECORD, FIRST);
    expect(merged).toMatchObject({
      outcome: 'ADDED',
      changed: [],
      fields: { kind: 'COUNTER', services: [] },
      flags: [],
    });
    expect(merged.origins.name).toEqual(FIRST);
    expect(merged.origins.kind).toBeUndefined();
  });

  it('changes nothing the second time', () => {
    expect(mergeRecord(stored(), RECORD, LATER)).toMatchObject({ outcome: 'UNCHANGED', isStale: false });
  });

  it('changes the fields that differ, and the origin of those alone', () => {
    const merged = mergeRecord(stored(), { ...RECORD, fields: { ...RECORD.fields, lat: 51, hours: null } }, LATER);
    expect(merged).toMatchObject({ outcome: 'CHANGED', changed: ['lat', 'hours'], flags: ['HOURS_UNKNOWN'] });
    expect([merged.origins.lat, merged.origins.lon]).toEqual([LATER, FIRST]);
  });

  it('leaves alone what the file does not state', () => {
    const before = stored({ ...RECORD, fields: { ...RECORD.fields, capacityParcels: 40 } as never });
    expect(mergeRecord(before, RECORD, LATER)).toMatchObject({ outcome: 'UNCHANGED', fields: { capacityParcels: 40 } });
  });

  it('lets an operator’s edit count, and keeps the import’s word beneath it', () => {
    const edits = { name: { value: 'Mine', at: '2026-01-15T00:00:00.000Z', by: 'op' } };
    const merged = mergeRecord(
      stored(RECORD, { edits }),
      { ...RECORD, fields: { ...RECORD.fields, name: 'B' } },
      LATER,
    );
    expect([merged.fields.name, merged.imported.name]).toEqual(['Mine', 'B']);
    const origins = countingOrigins(merged.origins, edits);
    expect(origins.find(({ field }) => field === 'name')).toEqual({
      field: 'name',
      source: 'operator',
      at: edits.name.at,
    });
  });

  it('is written when it is back or its flags differ, though no field has changed', () => {
    expect(mergeRecord(stored(RECORD, { isMissing: true }), RECORD, LATER)).toMatchObject({
      outcome: 'UNCHANGED',
      isStale: true,
    });
    expect(mergeRecord(stored(), { ...RECORD, flags: ['CASE_REPAIRED'] }, LATER)).toMatchObject({
      outcome: 'UNCHANGED',
      isStale: true,
    });
  });

  it('keeps the flag of a twin until the whole file is read', () => {
    expect(mergeRecord(stored(RECORD, { flags: ['NEAR_TWIN'] }), RECORD, LATER)).toMatchObject({
      flags: ['NEAR_TWIN'],
      isStale: false,
    });
  });
});

describe('a point’s standing', () => {
  const edit = (state: 'OPEN' | 'SUSPENDED' | 'CLOSED') => ({
    state: { value: { state, reason: 'why', until: null, replacedByCode: null }, at: '', by: '' },
  });

  it.each([
    ['OPEN', {}, {}, false],
    ['SUSPENDED', {}, {}, true],
    ['CLOSED', { state: 'CLOSED' as const }, {}, true],
    ['ANNOUNCED', { state: 'ANNOUNCED' as const }, {}, false],
    ['SUSPENDED', {}, edit('SUSPENDED'), false],
    ['OPEN', {}, edit('OPEN'), true],
    ['CLOSED', {}, edit('CLOSED'), true],
  ])('is %s by %j, %j, missing %s', (state, imported, edits, isMissing) => {
    expect(standingOf(imported, edits, isMissing).state).toBe(state);
  });

  it('doubts the file that lacks more than a tenth', () => {
    expect([
      isTooManyMissing(10, 100),
      isTooManyMissing(11, 100),
      isTooManyMissing(1, 9),
      isTooManyMissing(0, 0),
    ]).toEqual([false, true, true, false]);
  });
});
