import fc from 'fast-check';
import { fold } from './fold.js';
import { amongst, hour, parcel } from './ledger.fixture.js';
import { compareBytes } from './order.js';
import { rulesFor, transitions } from './table.js';
import type { Custodian, Entry, EntryKind } from './words.js';
import { ENTRY_KINDS, isFinal, STATES } from './words.js';

const POINTS = ['ENGLOS', 'LILLE', 'FURET'];

/** Few keys, points and hours, so that ties, pairs and corrections that hit something are common. */
const custodian = fc.oneof(
  fc.record({ kind: fc.constant('POINT' as const), id: fc.constantFrom(...POINTS) }),
  fc.record({ kind: fc.constant('CARRIER' as const), id: fc.constantFrom('MR', 'DPD') }),
  fc.constant<Custodian>({ kind: 'MERCHANT', id: 'furet' }),
  fc.constant<Custodian>({ kind: 'CUSTOMER', id: 'parcel-1' }),
);
const fields = fc.record({
  kind: fc.constantFrom(...ENTRY_KINDS),
  side: fc.constantFrom('GIVER' as const, 'RECEIVER' as const, null),
  happenedAt: fc.integer({ min: 0, max: 40 }).map(hour),
  clockFlagged: fc.boolean(),
  from: fc.option(custodian),
  to: fc.option(custodian),
  pointCode: fc.option(fc.constantFrom(...POINTS)),
  reason: fc.constantFrom('FULL' as const, null),
  shelf: fc.constantFrom('A1', null),
  correctsKey: fc.option(fc.integer({ min: 0, max: 12 }).map((place) => `key-${place}`)),
  bookedPointCode: fc.option(fc.constantFrom(...POINTS)),
  deadline: fc.option(fc.integer({ min: 41, max: 99 }).map(hour)),
  codeChecked: fc.constantFrom(true, false, null),
});
const entriesOf = (entry: fc.Arbitrary<Omit<Entry, 'sequence' | 'idempotencyKey' | 'recordedAt'>>) =>
  fc.array(entry, { maxLength: 12 }).map((list) =>
    list.map(
      (line, place): Entry => ({
        ...line,
        sequence: place + 1,
        idempotencyKey: `key-${place}`,
        recordedAt: hour(40),
      }),
    ),
  );
const anyLedger = entriesOf(fields);
const withoutCorrections = anyLedger.map((entries) => entries.filter(({ kind }) => kind !== 'CORRECTION'));
const oneSided = withoutCorrections.map((entries) => entries.map((entry) => ({ ...entry, side: null })));
const bySequence = (entries: Entry[]) => fc.shuffledSubarray(entries, { minLength: entries.length });

function natureOf(kind: EntryKind) {
  return rulesFor(kind).nature;
}

function latestPhysical(entries: readonly Entry[]): Entry | undefined {
  const place = (entry: Entry) => ENTRY_KINDS.indexOf(entry.kind);
  return entries
    .filter((entry) => natureOf(entry.kind) === 'PHYSICAL')
    .sort(
      (a, b) => b.happenedAt - a.happenedAt || place(b) - place(a) || compareBytes(b.idempotencyKey, a.idempotencyKey),
    )[0];
}

describe('the fold, for any ledger', () => {
  it('never throws, and answers with a state of the table', () => {
    const options = { scans: amongst({ kind: 'CARRIER', id: 'MR' }), asOf: hour(30) };
    fc.assert(
      fc.property(anyLedger, (entries) => {
        const state = fold(parcel, entries, options);
        expect(STATES).toContain(state.state);
        expect(JSON.parse(JSON.stringify(state))).toEqual(state);
      }),
    );
  });

  it('does not throw at what no ledger should hold', () => {
    const wild = fc.record({
      sequence: fc.double(),
      kind: fc.constantFrom(...ENTRY_KINDS, 'TELEPORT', '__proto__'),
      idempotencyKey: fc.string({ unit: 'binary', maxLength: 2 }),
      happenedAt: fc.double(),
      recordedAt: fc.double(),
      clockFlagged: fc.boolean(),
      correctsKey: fc.string({ unit: 'binary', maxLength: 2 }),
    });
    fc.assert(
      fc.property(fc.array(wild, { maxLength: 8 }), (entries) => {
        expect(STATES).toContain(fold(parcel, entries as Entry[]).state);
      }),
    );
  });

  it('gives custody to the receiver of the latest physical entry', () => {
    fc.assert(
      fc.property(oneSided, (entries) => {
        const latest = latestPhysical(entries);
        const { custodian: holder } = fold(parcel, entries);
        if (latest === undefined) expect(holder).toEqual({ kind: 'MERCHANT', id: 'furet' });
        else if (latest.to) expect(holder).toEqual(latest.to);
        else expect(holder.kind).toBe(rulesFor(latest.kind).to);
      }),
    );
  });

  it('takes a state that the table gives to the latest physical entry or to an act after it', () => {
    const states = (kind: EntryKind) => transitions.filter((row) => row.kind === kind).map(({ after }) => after);
    fc.assert(
      fc.property(oneSided, (entries) => {
        const latest = latestPhysical(entries);
        const { state } = fold(parcel, entries);
        const acts = entries.filter((entry) => natureOf(entry.kind) === 'ACT').flatMap((entry) => states(entry.kind));
        if (!isFinal(state)) expect([...(latest ? states(latest.kind) : ['ANNOUNCED']), ...acts]).toContain(state);
      }),
    );
  });

  it('is the same whatever order the entries come in', () => {
    fc.assert(
      fc.property(
        anyLedger.chain((entries) => fc.tuple(fc.constant(entries), bySequence(entries))),
        ([entries, shuffled]) => {
          expect(fold(parcel, shuffled)).toEqual(fold(parcel, entries));
        },
      ),
    );
  });

  it('is the same when entries come twice, even when a key was reused', () => {
    const replicas = anyLedger.chain((entries) =>
      fc.tuple(fc.constant(entries), fc.subarray(entries), fc.boolean()).chain(([all, repeated, changed]) => {
        const later = repeated.map((entry) =>
          changed ? { ...entry, sequence: entry.sequence + 100, kind: 'RECALL' as const } : entry,
        );
        return fc.tuple(fc.constant(all), bySequence([...all, ...later]));
      }),
    );
    fc.assert(
      fc.property(replicas, ([entries, doubled]) => {
        expect(fold(parcel, doubled)).toEqual(fold(parcel, entries));
      }),
    );
  });

  it('stays final: only custody moves afterwards', () => {
    const final = fc.constantFrom('CANCELLATION' as const, 'MERCHANT_TAKE_BACK' as const);
    fc.assert(
      fc.property(final, withoutCorrections, (kind, entries) => {
        const end: Entry = {
          sequence: 0,
          kind,
          idempotencyKey: 'end',
          happenedAt: hour(-99),
          recordedAt: 0,
          clockFlagged: false,
        };
        const state = fold(parcel, [end, ...entries]);
        const scans = fold(parcel, [end]).discrepancies.length;
        expect(state.state).toBe(kind === 'CANCELLATION' ? 'CANCELLED' : 'RETURNED');
        const physical = entries.some((entry) => natureOf(entry.kind) === 'PHYSICAL');
        const after = state.discrepancies.filter(({ code }) => code === 'SCAN_AFTER_FINAL').length;
        expect(after > 0).toBe(physical);
        expect(scans).toBe(kind === 'CANCELLATION' ? 0 : 1);
      }),
    );
  });

  it('forgets a corrected entry, and has it back once the correction is corrected', () => {
    const someEntry = withoutCorrections
      .filter((entries) => entries.some(({ kind }) => kind !== 'ANNOUNCEMENT'))
      .chain((entries) =>
        fc.tuple(fc.constant(entries), fc.constantFrom(...entries.filter(({ kind }) => kind !== 'ANNOUNCEMENT'))),
      );
    fc.assert(
      fc.property(someEntry, fc.integer({ min: -9, max: 50 }), ([entries, target], hours) => {
        const correction = (sequence: number, correctsKey: string): Entry => ({
          sequence,
          kind: 'CORRECTION',
          idempotencyKey: `correction-${sequence}`,
          happenedAt: hour(hours),
          recordedAt: hour(50),
          clockFlagged: false,
          correctsKey,
        });
        const once = [...entries, correction(100, target.idempotencyKey)];
        const twice = [...once, correction(101, 'correction-100')];
        const without = fold(
          parcel,
          entries.filter((entry) => entry !== target),
        );
        expect(fold(parcel, once)).toEqual({ ...without, voided: [target.idempotencyKey] });
        expect(fold(parcel, twice)).toEqual({ ...fold(parcel, entries), voided: ['correction-100'] });
      }),
    );
  });
});
