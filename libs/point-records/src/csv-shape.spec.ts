import { binaryKindOf, isBinary, isUtf16, separatorOf } from './csv-shape.js';

describe('the shape of a table', () => {
  it.each([
    ['a,b,c', ','],
    ['a;b;c', ';'],
    ['a\tb', '\t'],
    ['"a;b;c","d"', ','],
    ['"x, ""y"", z";b', ';'],
    ['alone', ','],
  ])('%j is separated by %j', (line, separator) => {
    expect(separatorOf(line)).toBe(separator);
  });

  it('tells text from what is none', () => {
    const bytes = (text: string) => Buffer.from(text, 'latin1');
    expect([isBinary(bytes('id;né\r\n\t')), isBinary(bytes('a\0b'))]).toEqual([false, true]);
    expect(binaryKindOf(bytes('PK\x03\x04rest'))).toBe('a ZIP archive or an Excel workbook');
    expect(binaryKindOf(bytes('\x00\x01'))).toBeNull();
    expect([isUtf16(bytes('\xff\xfea\0')), isUtf16(bytes('ab'))]).toEqual([true, false]);
  });
});
