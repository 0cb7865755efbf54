import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GeoplateformeGeocoder } from './geocoder.js';

const feature = (properties: object, coordinates: unknown = [3.06, 50.63]) => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates },
  properties,
});
const answer = (...features: object[]) => JSON.stringify({ type: 'FeatureCollection', features });
const LILLE = { label: 'Lille', score: 0.97, type: 'municipality', city: 'Lille', postcode: '59000' };

describe('the geocoder', () => {
  let server: Server;
  let asked: string[];
  let listener: RequestListener;
  const warnings: unknown[] = [];
  const geocoder = (timeoutMilliseconds = 10_000) =>
    new GeoplateformeGeocoder(`http://127.0.0.1:${(server.address() as AddressInfo).port}/geocodage`, {
      log: { warn: (...line: unknown[]) => void warnings.push(line) },
      timeoutMilliseconds,
    });
  const says = (body: string, status = 200) => {
    listener = (_, response) => response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  };

  beforeEach(async () => {
    asked = [];
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      listener(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('gives a place that the service knows, and asks for it once', async () => {
    says(answer(feature(LILLE)));
    const one = geocoder();
    const place = { commune: 'Lille', postcode: '59000', lat: 50.63, lon: 3.06, approximate: false };
    expect(await one.find({ country: 'FR', postcode: '59000' })).toEqual(place);
    expect(await one.find({ country: 'FR', postcode: '59000' })).toEqual(place);
    expect(asked).toEqual(['/geocodage/search?q=59000&limit=1']);
  });

  it('calls a street an approximate place of its town', async () => {
    says(answer(feature({ ...LILLE, type: 'street', name: 'Rue de Lille' })));
    expect(await geocoder().find({ country: 'FR', commune: 'Rue de Lille' })).toMatchObject({ approximate: true });
  });

  it.each([
    ['nothing', answer()],
    ['another postcode', answer(feature({ ...LILLE, postcode: '59800' }))],
    ['something that merely sounds alike', answer(feature({ ...LILLE, score: 0.3 }))],
  ])('takes %s for a place that is not known', async (_, body) => {
    says(body);
    expect(await geocoder().find({ country: 'FR', postcode: '59000' })).toBeNull();
  });

  it('is not asked about other countries, which the service does not have', async () => {
    expect(await geocoder().find({ country: 'BE', postcode: '1000' })).toBeNull();
    expect(asked).toEqual([]);
  });

  it.each([
    ['HTTP 500', () => says('no', 500), /HTTP 500/],
    ['a web page', () => says('<html>'), /not the GeoJSON/],
    ['other JSON', () => says('{"type":"FeatureCollection"}'), /not the GeoJSON/],
    ['a latitude of 150', () => says(answer(feature(LILLE, [3, 150]))), /not the GeoJSON/],
    ['an answer without end', () => says(`"${'x'.repeat(300_000)}"`), /longer than/],
    [
      'silence',
      () => {
        listener = () => {};
      },
      /within 1500 ms/,
    ],
    [
      'an answer that stops in the middle',
      () => {
        listener = (_, response) => void response.writeHead(200).write('{"type":');
      },
      /within 1500 ms/,
    ],
  ])('says what to do about %s, and asks again the next time', async (_, misbehave, message) => {
    misbehave();
    const one = geocoder(1500);
    const failing = one.find({ country: 'FR', postcode: '59000' });
    await expect(failing).rejects.toMatchObject({
      code: 'GEOCODER_UNAVAILABLE',
      message: expect.stringMatching(message),
    });
    expect(warnings.length).toBeGreaterThan(0);
    says(answer(feature(LILLE)));
    expect(await one.find({ country: 'FR', postcode: '59000' })).toMatchObject({ commune: 'Lille' });
  });

  it('says so when nothing listens', async () => {
    const one = new GeoplateformeGeocoder('http://127.0.0.1:1', { log: { warn: () => {} } });
    await expect(one.find({ country: 'FR', commune: 'X' })).rejects.toMatchObject({ code: 'GEOCODER_UNAVAILABLE' });
  });

  it('passes on eight questions at once and no more', async () => {
    const waiting: (() => void)[] = [];
    listener = (_, response) => void waiting.push(() => response.end(answer()));
    const one = geocoder();
    const eight = Array.from({ length: 8 }, (_, index) => one.find({ country: 'FR', commune: `place ${index}` }));
    await expect(one.find({ country: 'FR', commune: 'one more' })).rejects.toMatchObject({
      details: { cause: 'too many questions at once' },
    });
    while (waiting.length < 8) await new Promise((resolve) => setTimeout(resolve, 5));
    for (const end of waiting) end();
    expect(await Promise.all(eight)).toEqual(Array(8).fill(null));
  });
});
