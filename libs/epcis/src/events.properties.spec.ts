import fc from 'fast-check';
import { type Entry, fold } from '#libs/custody';
import { canonicalForm } from './canonical.js';
import { correctionEffects } from './corrections.js';
import type { EpcisEvent } from './event.js';
import { eventsOf } from './index.js';
import { anyLedger, parcel, setting, told } from './ledgers.fixture.js';

const namespaces = { relais: 'https://relais.example/epcis/' };

/** Everything that is different about an event whose id is to be another. */
const CHANGES: ((event: EpcisEvent) => Partial<EpcisEvent>)[] = [
  ({ eventTime }) => ({ eventTime: new Date(Date.parse(eventTime) + 1).toISOString() }),
  () => ({ eventTimeZoneOffset: '-03:30' }),
  () => ({ epcList: ['https://id.gs1.org/00/095212340000000024'] }),
  ({ action }) => ({ action: action === 'ADD' ? 'OBSERVE' : 'ADD' }),
  () => ({ bizStep: 'sampling' }),
  () => ({ disposition: 'stolen' }),
  () => ({ readPoint: { id: 'https://relais.example/epcis/point/OTHER' } }),
  () => ({ bizLocation: { id: 'https://relais.example/epcis/point/OTHER' } }),
  () => ({ sourceList: [{ type: 'possessing_party', source: 'https://relais.example/epcis/carrier/OTHER' }] }),
  () => ({
    destinationList: [{ type: 'possessing_party', destination: 'https://relais.example/epcis/carrier/OTHER' }],
  }),
  (event) => ({ 'relais:kind': event['relais:kind'] === 'RECALL' ? 'SHELVED' : 'RECALL' }),
  (event) => ({ 'relais:sequence': (event['relais:sequence'] ?? 0) + 1 }),
  (event) => ({ 'relais:side': event['relais:side'] === 'GIVER' ? 'RECEIVER' : 'GIVER' }),
  (event) => ({ 'relais:reason': event['relais:reason'] === 'FULL' ? 'CLOSED' : 'FULL' }),
];

describe('the events of any ledger', () => {
  it('are the same for the same ledger, in whatever order it is given', () => {
    fc.assert(
      fc.property(
        anyLedger.chain((entries) =>
          fc.tuple(fc.constant(entries), fc.shuffledSubarray(entries, { minLength: entries.length })),
        ),
        ([entries, shuffled]) => {
          expect(told(shuffled)).toEqual(told(structuredClone(entries)));
        },
      ),
    );
  });

  it('keep their ids whatever is recorded later', () => {
    const ids = (entries: readonly Entry[]) => told(entries).map(({ eventID }) => eventID);
    fc.assert(
      fc.property(anyLedger, fc.nat(12), (entries, count) => {
        const earlier = ids(entries.slice(0, count));
        expect(ids(entries).slice(0, earlier.length)).toEqual(earlier);
      }),
    );
  });

  it('have ids of their own, unless one declares the other in error', () => {
    fc.assert(
      fc.property(anyLedger, (entries) => {
        const events = told(entries);
        const said = events.filter(({ errorDeclaration }) => errorDeclaration === undefined);
        expect(new Set(said.map(({ eventID }) => eventID)).size).toBe(said.length);
        for (const { errorDeclaration, recordTime: _later, ...event } of events) {
          if (errorDeclaration) expect(said).toContainEqual({ ...event, recordTime: expect.any(String) });
        }
      }),
    );
  });

  it('have another id when anything of them is another', () => {
    const event = anyLedger.map(told).filter((events) => events.length > 0);
    fc.assert(
      fc.property(event, fc.nat(), fc.constantFrom(...CHANGES), (events, place, change) => {
        const one = events[place % events.length] as EpcisEvent;
        expect(canonicalForm({ ...one, ...change(one) }, namespaces)).not.toBe(canonicalForm(one, namespaces));
      }),
    );
  });

  it('take back just what the fold does not count', () => {
    fc.assert(
      fc.property(anyLedger, (entries) => {
        const last = new Map<string, boolean>();
        for (const { target, takesBack } of correctionEffects(entries).values()) {
          // Each turns what stood before.
          expect(last.get(target.idempotencyKey) ?? false).toBe(!takesBack);
          last.set(target.idempotencyKey, takesBack);
        }
        const corrections = new Set(entries.filter(({ kind }) => kind === 'CORRECTION').map((e) => e.idempotencyKey));
        const voided = fold(parcel.facts, entries).voided.filter((key) => !corrections.has(key));
        expect([...last].flatMap(([key, isBack]) => (isBack ? [key] : [])).sort()).toEqual(voided);
      }),
    );
  });

  it('hold no free text, no key of the sender’s and nobody’s pseudonym', () => {
    fc.assert(
      fc.property(anyLedger, (entries) => {
        expect(JSON.stringify(told(entries))).not.toMatch(/Jeanne|Delattre|parcel-1|op-7/);
      }),
    );
  });

  it('are those of the entries that are asked for', () => {
    fc.assert(
      fc.property(anyLedger, fc.nat(12), (entries, from) => {
        const all = eventsOf(parcel, entries, setting);
        const some = eventsOf(parcel, entries, setting, ({ sequence }) => sequence > from);
        expect(some).toEqual(new Map([...all].filter(([sequence]) => sequence > from)));
      }),
    );
  });
});
