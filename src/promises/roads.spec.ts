import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Roads } from './roads.js';

const LILLE = { lat: 50.63, lon: 3.07 };
const LENS = { lat: 50.43, lon: 2.83 };

describe('driving times', () => {
  let server: Server;
  let asked: string[];
  let listener: RequestListener;
  let warnings: unknown[];
  const roads = () =>
    new Roads(
      `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      { warn: (...line: unknown[]) => void warnings.push(line) },
      1500,
    );
  const says = (body: unknown, status = 200) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    listener = (_, response) => response.writeHead(status).end(text);
  };

  beforeEach(async () => {
    asked = [];
    warnings = [];
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

  it('are those of the road engine, both ways', async () => {
    says({
      code: 'Ok',
      durations: [
        [0, 2100.5],
        [1980, 0],
      ],
    });
    expect(await roads().between([LILLE, LENS])).toEqual({
      by: 'ROADS',
      durations: [
        [0, 2100.5],
        [1980, 0],
      ],
    });
    expect(asked).toEqual(['/table/v1/driving/3.070000,50.630000;2.830000,50.430000?sources=0;1']);
  });

  it('are asked for some rows at a time where there are many', async () => {
    listener = (request, response) => {
      const sources = /sources=(.*)$/.exec(request.url ?? '')?.[1]?.split(';') ?? [];
      response.end(JSON.stringify({ code: 'Ok', durations: sources.map((from) => Array(150).fill(Number(from))) }));
    };
    const { by, durations } = await roads().between(Array.from({ length: 150 }, () => LILLE));
    expect([by, durations.length, durations[149]?.[3]]).toEqual(['ROADS', 150, 149]);
    expect(asked).toHaveLength(3);
  });

  it('are great circles, at the pace of a van, without an engine or where no road leads', async () => {
    const { by, durations } = await new Roads(null, { warn: () => {} }).between([LILLE, LENS]);
    expect(by).toBe('GREAT_CIRCLE');
    // 28 km as the crow flies.
    expect(durations[0]?.[1]).toBeGreaterThan(3000);
    expect(durations[0]?.[1]).toBeLessThan(3600);
    says({
      code: 'Ok',
      durations: [
        [0, null],
        [1980, 0],
      ],
    });
    expect((await roads().between([LILLE, LENS])).durations).toEqual([
      [0, durations[0]?.[1]],
      [1980, 0],
    ]);
  });

  it.each([
    ['HTTP 500', () => says('no', 500), 'it answered with HTTP 500'],
    ['a web page', () => says('<html>'), 'its answer is not the table of OSRM that was expected'],
    ['a refusal', () => says({ code: 'TooBig' }), 'its answer is not the table of OSRM that was expected'],
    ['a table of another size', () => says({ code: 'Ok', durations: [[0]] }), 'its table has another size'],
    ['an answer without end', () => says('1'.repeat(5_000_000)), 'its answer is longer than 4194304 bytes'],
    [
      'silence',
      () => {
        listener = () => {};
      },
      'no whole answer within 1500 ms',
    ],
  ])('are great circles after %s, and the log says why', async (_, misbehave, cause) => {
    misbehave();
    expect((await roads().between([LILLE, LENS])).by).toBe('GREAT_CIRCLE');
    expect(warnings).toMatchObject([[{ cause }, expect.any(String)]]);
  });
});
