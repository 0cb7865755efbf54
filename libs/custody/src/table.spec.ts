import { checkTable } from './check-table.js';
import type { KindRule } from './table.js';
import { mayRecord, rules, rulesFor, transitions } from './table.js';
import { ENTRY_KINDS } from './words.js';

function withRows(kind: string, change: (rule: KindRule) => Partial<KindRule>): KindRule[] {
  return rules.map((rule) => (rule.kind === kind ? { ...rule, ...change(rule) } : rule));
}

describe('the transition table', () => {
  it('reaches every state, keeps final states final and has no dead end', () => {
    expect(checkTable()).toEqual([]);
  });

  it('lists the kinds in the order that breaks ties', () => {
    expect(rules.map((rule) => rule.kind)).toEqual(ENTRY_KINDS);
  });

  it('lets a collected parcel come back, and nothing else', () => {
    const exits = transitions.filter((row) => row.before.includes('COLLECTED') && row.after !== null);
    expect(exits.map(({ kind, after }) => [kind, after])).toEqual([['CUSTOMER_RETURN', 'RETURN_DUE']]);
  });

  it('knows who may record what', () => {
    expect(mayRecord('CARRIER', 'CARRIER_PICKUP')).toBe(true);
    expect(mayRecord('CARRIER', 'COLLECTION')).toBe(false);
    expect(mayRecord('MERCHANT', 'DROP_OFF')).toBe(false);
    expect(mayRecord('CUSTOMER', 'CUSTOMER_REFUSAL')).toBe(true);
    expect(mayRecord('CUSTOMER', 'REBOOKING')).toBe(true);
    expect(mayRecord('CLERK', 'REBOOKING')).toBe(false);
    expect(rulesFor('RETENTION_OVER').roles).toEqual(['OPERATOR', 'SYSTEM']);
  });
});

describe('the checker', () => {
  it('finds a state that nothing leads to', () => {
    const table = withRows('LOSS_REPORT', () => ({ rows: [] }));
    expect(checkTable(table)).toContain('MISSING cannot be reached');
  });

  it('finds a final state that is left', () => {
    const table = withRows('RECALL', () => ({ rows: [{ before: ['CANCELLED'], after: 'RETURN_DUE' }] }));
    expect(checkTable(table)).toEqual(['RECALL leaves the final state CANCELLED']);
  });

  it('finds a dead end', () => {
    expect(checkTable(withRows('CUSTOMER_RETURN', () => ({ rows: [] })))).toContain('COLLECTED is a dead end');
  });

  it('finds a kind that is missing, and one that stands twice', () => {
    expect(checkTable(rules.filter((rule) => rule.kind !== 'SHELVED'))).toEqual([
      'SHELVED stands 0 times in the table',
    ]);
    expect(checkTable([...rules, rulesFor('SHELVED')])).toEqual(['SHELVED stands 2 times in the table']);
  });

  it('finds two rows for one state', () => {
    const table = withRows('COLLECTION', (rule) => ({
      rows: [...rule.rows, { before: ['AVAILABLE'], after: 'RETURN_DUE' }],
    }));
    expect(checkTable(table)).toEqual(['COLLECTION has two rows for AVAILABLE']);
  });

  it('finds custody that moves to nobody, and observations that change a state', () => {
    expect(checkTable(withRows('COLLECTION', () => ({ to: null })))).toEqual([
      'COLLECTION moves custody from or to nobody',
    ]);
    const seen = withRows('SHELVED', () => ({ rows: [{ before: ['DROPPED_OFF'], after: 'AVAILABLE' }] }));
    expect(checkTable(seen)).toEqual(['SHELVED is an observation that changes the state']);
  });

  it('finds a handover that would not find a missing parcel, and one that nobody may record', () => {
    const blind = withRows('COLLECTION', () => ({ rows: [{ before: ['AVAILABLE'], after: 'COLLECTED' }] }));
    expect(checkTable(blind)).toEqual(['COLLECTION does not find a missing parcel']);
    expect(checkTable(withRows('RECALL', () => ({ roles: [] })))).toEqual(['RECALL may be recorded by nobody']);
  });
});
