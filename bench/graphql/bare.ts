import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PickupPointMatch, PickupPointSearchInput } from '../../src/search/search.inputs.js';
import type { Answer } from './world.js';

/** The least that can answer: node:http, JSON in, the same search, the same fields out by JSON.stringify. */
export async function startBare(answer: Answer): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', async () => {
      const { search } = JSON.parse(Buffer.concat(chunks).toString()).variables;
      const input: PickupPointSearchInput = { explain: false, ...search, openAt: new Date(search.openAt) };
      const { matches } = await answer(input);
      const text = JSON.stringify({ data: { pickupPoints: { matches: matches.map(shown) } } });
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
      response.end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function shown({ distanceMetres, freePlaces, openState, nextChange, point }: PickupPointMatch) {
  const { code, name, kind, lat, lon, timeZone, address } = point;
  const { street, city } = address;
  return {
    distanceMetres,
    freePlaces,
    openState,
    nextChange,
    point: { code, name, kind, lat, lon, timeZone, address: { street, city } },
  };
}
