import fc from 'fast-check';
import { fit, LINE_HEIGHT, type Room } from './fit.js';
import { printable, widthInSizes } from './typeface.js';

const ROOM: Room = { width: 40, height: 10, largest: 6, smallest: 3, weight: 'bold' };

describe('Setting a text into its room', () => {
  it('takes the largest size when that fits', () => {
    expect(fit('Lille', ROOM)).toEqual({ size: 6, lines: ['Lille'] });
  });

  it('wraps rather than shrinking to one line, at spaces and after hyphens', () => {
    const { size, lines } = fit('Sainte-Geneviève-des-Bois', ROOM);
    expect(lines.join('')).toBe('Sainte-Geneviève-des-Bois');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/-$/);
    expect(size).toBeGreaterThan(3.5);
  });

  it('breaks a word only when nothing else helps, and says that something is missing', () => {
    const { size, lines } = fit('a'.repeat(200), ROOM);
    expect(size).toBe(3);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/^a+…$/);
  });

  it('gives no line for no text', () => {
    expect(fit('', ROOM).lines).toEqual([]);
  });

  it('never leaves the room, and keeps every letter that it does not cut', () => {
    const text = fc.array(fc.constantFrom('Saint', 'Żółć', '-', ' ', 'WWWWWW', 'l', 'œ', '0'), { maxLength: 40 });
    fc.assert(
      fc.property(text, fc.integer({ min: 8, max: 90 }), (parts, width) => {
        const given = printable(parts.join(''));
        const { size, lines } = fit(given, { ...ROOM, width });
        for (const line of lines) expect(size * widthInSizes(line, 'bold')).toBeLessThanOrEqual(width + 1e-9);
        expect(lines.length * size * LINE_HEIGHT).toBeLessThanOrEqual(ROOM.height + 1e-9);
        const kept = lines.join('').replaceAll(' ', '').replace(/…$/, '');
        expect(given.replaceAll(' ', '').startsWith(kept)).toBe(true);
        if (!lines.at(-1)?.endsWith('…')) expect(kept).toBe(given.replaceAll(' ', ''));
      }),
      { numRuns: 150 },
    );
  });
});
