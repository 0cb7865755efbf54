import fc from 'fast-check';
import { buildS10, checkIdempotencyKey, checkS10, formatS10, readLabel } from './index.js';

describe('UPU S10', () => {
  it.each(['RB123456785GB', 'rb 123 456 785 gb', 'CA688211167FR'])('accepts %s', (text) => {
    expect(checkS10(text)).toMatchObject({ ok: true });
  });

  it('refuses what is mistyped and says what was expected', () => {
    expect(checkS10('RB123456786US')).toMatchObject({
      code: 'WRONG_CHECK_DIGIT',
      message: expect.stringContaining('is 6 where the others ask for 5'),
    });
    expect(checkS10('RB12345678GB')).toMatchObject({ code: 'WRONG_LENGTH' });
    expect(checkS10('R1123456785GB')).toMatchObject({ code: 'WRONG_SHAPE' });
    expect(checkS10(' ')).toMatchObject({ code: 'EMPTY' });
  });

  it('accepts what it builds, and no other check digit', () => {
    fc.assert(
      fc.property(fc.nat({ max: 99_999_999 }), fc.integer({ min: 1, max: 9 }), (serial, add) => {
        const built = buildS10('RB', String(serial).padStart(8, '0'), 'FR');
        if (!built.ok) throw new Error(built.message);
        expect(checkS10(formatS10(built.value))).toEqual(built);
        const wrong = `${built.value.slice(0, 10)}${(Number(built.value[10]) + add) % 10}FR`;
        expect(checkS10(wrong)).toMatchObject({ code: 'WRONG_CHECK_DIGIT' });
      }),
    );
    expect(buildS10('RB', '123', 'FR')).toMatchObject({ code: 'WRONG_LENGTH' });
    expect(buildS10('R2', '12345678', 'FR')).toMatchObject({ code: 'WRONG_SHAPE' });
  });
});

describe('what a clerk scans or types', () => {
  it.each([
    [']C100106141411234567897', 'SSCC', '106141411234567897'],
    [']C1001061414112345678974215900059000', 'SSCC', '106141411234567897'],
    ['(00)106141411234567897', 'SSCC', '106141411234567897'],
    ['(00) 1 0614141 123456789 7 (421) 25059000', 'SSCC', '106141411234567897'],
    ['106141411234567897\r\n', 'SSCC', '106141411234567897'],
    ['https://id.gs1.org/00/106141411234567897?a=b', 'SSCC', '106141411234567897'],
    ['rb123456785gb', 'S10', 'RB123456785GB'],
    ['6612-3456', 'CARRIER', '66123456'],
    ['106141411234567890', 'CARRIER', '106141411234567890'],
    ['RB123456786GB', 'CARRIER', 'RB123456786GB'],
    [']C18008123456', 'CARRIER', '8008123456'],
  ])('%j is %s %s', (text, kind, value) => {
    expect(readLabel(text)).toEqual({ ok: true, value: { kind, value } });
  });

  it.each([
    ['', 'EMPTY'],
    ['\u001d', 'EMPTY'],
    ['12345', 'WRONG_LENGTH'],
    ['1'.repeat(41), 'WRONG_LENGTH'],
    ['<script>', 'WRONG_CHARACTERS'],
    ['(00)106141411234567890', 'WRONG_CHECK_DIGIT'],
    ['https://id.gs1.org/414/9528765432108', 'WRONG_SHAPE'],
    ['https://example.com/', 'WRONG_SHAPE'],
  ])('%j is %s', (text, code) => {
    expect(readLabel(text)).toMatchObject({ ok: false, code });
  });

  it('never throws, and what it reads it reads the same again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const label = readLabel(text);
        if (label.ok) expect(readLabel(label.value.value)).toEqual(label);
        else expect(label.message.length).toBeLessThan(200);
      }),
    );
  });
});

describe('an idempotency key', () => {
  it.each(['a', '018f3c1e-7b1a-7c3d-9a55-2f4e6d8c0b11', 'order 12/3'])('may be %s', (key) => {
    expect(checkIdempotencyKey(key)).toEqual({ ok: true, value: key });
  });

  it.each([
    ['', 'EMPTY'],
    [' a', 'WRONG_CHARACTERS'],
    ['a\n', 'WRONG_CHARACTERS'],
    ['é', 'WRONG_CHARACTERS'],
    ['a'.repeat(129), 'WRONG_LENGTH'],
  ])('%j is %s', (key, code) => {
    expect(checkIdempotencyKey(key)).toMatchObject({ ok: false, code });
  });
});
