import { scan, showPicture } from './print-room.fixture.js';
import { qrPng, qrSvg } from './qr.js';

const LINK = 'https://relais.example/c/4fVYw0c2?t=eyJwIjoiMDk1Mjg3NjU0MzIxMDEyMzQ2In0.Zm9v-_~^009';

describe("The customer's QR code", () => {
  it.each([
    ['the shortest', '1'],
    ['a link', LINK],
    ['other letters', 'Żółć œuvre ß 王'],
    ['the longest', 'x'.repeat(800)],
  ])('is read back from the drawing for a page: %s', async (_, text) => {
    const svg = qrSvg(text);
    const [found] = await scan(await showPicture(sized(svg), 600), 'QRCode');
    expect(found).toMatchObject({ isValid: true, text });
  });

  it('is read back from the picture for an e-mail', async () => {
    const [found] = await scan(await showPicture(await qrPng(LINK), 400), 'QRCode');
    expect(found).toMatchObject({ isValid: true, text: LINK });
  });

  it('has four modules of white around it, on a ground of its own', () => {
    const svg = qrSvg('1');
    // The smallest QR code has 21 modules, and a module is two units here.
    expect(svg).toContain('viewBox="0 0 58 58"');
    expect(svg).toContain('<rect width="100%" height="100%" fill="#FFFFFF"');
    expect(svg).toMatch(/<path d="M8 50/);
  });

  it('is refused for no text, and for more than a phone reads with ease', () => {
    expect(() => qrSvg('')).toThrow('1 to 800 bytes');
    expect(() => qrSvg('x'.repeat(801))).toThrow('this text has 801');
  });
});

/** A page gives the drawing its size; here the picture reader needs one. */
function sized(svg: string): Buffer {
  return Buffer.from(svg.replace('<svg ', '<svg width="600" height="600" '));
}
