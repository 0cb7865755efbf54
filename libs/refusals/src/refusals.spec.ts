import { IMPORTS_CODES } from './imports.js';
import {
  CodedError,
  isRefusalCode,
  kindOf,
  messageOf,
  REFUSAL_CODES,
  REFUSAL_KINDS,
  REFUSALS,
  refusal,
} from './index.js';
import { INSTALLATION_CODES } from './installation.js';
import { MERCHANTS_CODES } from './merchants.js';
import { PARCELS_CODES } from './parcels.js';
import { POINTS_CODES } from './points.js';
import { REQUEST_CODES } from './request.js';

describe('the one list of codes', () => {
  it.each(REFUSAL_CODES)('%s has a known kind and says in both languages what to do next', (code) => {
    const { kind, en, fr } = REFUSALS[code];
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
    expect(REFUSAL_KINDS).toContain(kind);
    expect(en).toMatch(/^[A-Z].*\.$/);
    expect(fr).toMatch(/^[A-ZÀ-Ý].*\.$/);
    expect(en).not.toBe(fr);
    // One sentence for what happened, and something to do: a colon, a semicolon, a comma or a second sentence.
    expect(en).toMatch(/[.,:;] ?\S/);
  });

  it('defines no code twice in its parts, where the later one would win silently', () => {
    const parts = [REQUEST_CODES, POINTS_CODES, MERCHANTS_CODES, PARCELS_CODES, IMPORTS_CODES, INSTALLATION_CODES];
    expect(parts.flatMap((part) => Object.keys(part)).sort()).toEqual([...REFUSAL_CODES].sort());
  });

  it('shows no two codes with the same text', () => {
    expect(new Set(REFUSAL_CODES.map((code) => messageOf(code, 'fr'))).size).toBe(REFUSAL_CODES.length);
    expect(new Set(REFUSAL_CODES.map((code) => messageOf(code))).size).toBe(REFUSAL_CODES.length);
  });

  it('recognises its own codes and nothing else', () => {
    expect(isRefusalCode('FULL')).toBe(true);
    for (const other of ['full', 'toString', '__proto__', '', null, 3]) expect(isRefusalCode(other)).toBe(false);
    expect(kindOf('FULL')).toBe('REFUSAL');
    expect(kindOf('UNKNOWN_PLACE')).toBe('NOT_FOUND');
  });
});

describe('a refusal', () => {
  it('is a plain value with the default text', () => {
    expect(refusal('FULL', { used: 40, capacity: 40 })).toEqual({
      code: 'FULL',
      message: messageOf('FULL'),
      details: { used: 40, capacity: 40 },
    });
  });

  it('takes a text of its own', () => {
    expect(refusal('FULL', {}, 'Auchan Faches is full until Friday.').message).toMatch(/Friday/);
  });
});

describe('a coded error', () => {
  it('carries the code, the field and the cause to the boundary', () => {
    const cause = new Error('socket closed');
    const error = new CodedError('BAD_INPUT', { given: -1 }, { field: 'search.first', cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'CodedError', code: 'BAD_INPUT', field: 'search.first', cause });
    expect(error.toRefusal()).toEqual(refusal('BAD_INPUT', { given: -1 }));
  });

  it('has neither field nor cause when none was given', () => {
    const error = new CodedError('FORBIDDEN');
    expect('field' in error).toBe(false);
    expect('cause' in error).toBe(false);
  });
});
