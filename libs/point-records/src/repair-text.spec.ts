import fc from 'fast-check';
import { repairText } from './repair-text.js';
import { fromLatin1 } from './windows-1252.js';

/** A text as it looks after somebody read its UTF-8 as Windows-1252. */
const misread = (text: string) => fromLatin1(Buffer.from(text, 'utf8').toString('latin1'));

describe('repairText', () => {
  it.each([
    ['IntermarchÃ©', 'Intermarché', ['ENCODING_REPAIRED']],
    ['Saint-Denis-lÃ¨s-Bourg', 'Saint-Denis-lès-Bourg', ['ENCODING_REPAIRED']],
    ['Lâ€™Ã‰picerie', 'L’Épicerie', ['ENCODING_REPAIRED']],
    // Right and wrong letters in one word: what is not certain is left alone.
    ['Lâ€™Épicerie', 'Lâ€™Épicerie', []],
    ['SAINT-DENIS-LèS-BOURG', 'SAINT-DENIS-LÈS-BOURG', ['CASE_REPAIRED']],
    ['SéGNY', 'SÉGNY', ['CASE_REPAIRED']],
    ['Né', 'Né', []],
    ['AUCHAN à LYON', 'AUCHAN à LYON', []],
    ['GROßE STRASSE', 'GROßE STRASSE', []],
    ['Caf\ufffd', 'Caf\ufffd', ['ENCODING_DAMAGED']],
    ['  two \t lines\u00a0and\n more ', 'two lines and more', []],
    ['CAFÉ’S', 'CAFÉ’S', []],
    ['«MARCHÉ»', '«MARCHÉ»', []],
    ['“CAFÉ”', '“CAFÉ”', []],
    ['SÃO PAULO', 'SÃO PAULO', []],
    ['half \ud800', 'half \ufffd', ['ENCODING_DAMAGED']],
    ['', '', []],
  ])('%j is %j', (given, text, flags) => {
    expect(repairText(given)).toEqual({ text, flags });
  });

  it('undoes a misreading, and a misreading of that', () => {
    const word = fc.stringMatching(/^[a-z]{1,8}[éèêëàâçôùûüœÉÀÇ’][a-zéè]{0,8}$/u);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => {
        const text = words.join(' ');
        expect(repairText(misread(text)).text).toBe(text);
        expect(repairText(misread(misread(text))).text).toBe(text);
      }),
    );
  });

  it('leaves French as it is', () => {
    // No word has a capital with a circumflex before Œ, Ÿ, a quotation mark or a dash.
    const word = fc.stringMatching(/^[«“]?[A-Za-zÀÇÉÈÊËÎÏÔÙÛÜàâçéèêëîïôùûüÿœ’'-]{1,12}[»”’®™]?$/u);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
        const text = words.join(' ');
        expect(repairText(text).flags).not.toContain('ENCODING_REPAIRED');
      }),
      { numRuns: 2000 },
    );
  });
});
