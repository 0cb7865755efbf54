// One of the servers that are compared, in a process of its own: forked with its name.
import { startBare } from './bare.js';
import { startMercurius } from './mercurius.js';
import { startStock } from './stock.js';
import { headersFor, makeWorld, type World } from './world.js';

const SERVERS: Record<string, (world: World) => string | Promise<string>> = {
  relais: ({ service }) => service.url,
  stock: ({ answer }) => startStock(answer),
  mercurius: ({ answer }) => startMercurius(answer),
  bare: ({ answer }) => startBare(answer),
};

const [name = ''] = process.argv.slice(2);
const world = await makeWorld();
const url = await SERVERS[name]?.(world);
process.send?.({ url, headers: headersFor(world.token) });
process.once('disconnect', () => process.exit(0));
