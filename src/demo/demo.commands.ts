import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import type { INestApplicationContext } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Command } from '../platform/command.js';
import { CONFIG, type Config } from '../platform/config.js';
import { Api, Unexpected } from './api.js';
import { readTokens, tokensPath } from './demo-tokens.js';
import { seedAndIssue, tokenLines } from './first-start.js';
import { playParcelLife } from './parcel-life.js';
import { Teller } from './teller.js';

export const demoCommands: readonly Command[] = [
  {
    name: 'seed',
    usage: '[--tokens]',
    summary: 'Makes the demo network, merchants and tokens where they are not there yet; --tokens makes new tokens.',
    run: async (app, args, io) => {
      const { values } = parseArgs({ args, options: { tokens: { type: 'boolean', default: false } } });
      const { dataDir } = app.get<Config>(CONFIG);
      const { points, added, tokens } = await seedAndIssue(app, {
        url: urlOf(app),
        again: values.tokens,
        tell: (line) => io.print(line),
      });
      io.print(added.length > 0 ? `Added ${added.join(', ')}.` : 'Everything was there: nothing changed.');
      io.print(`The demo network has ${points} points.`);
      const lines = tokens
        ? tokenLines(app, tokens)
        : [`Demo tokens were made before (${tokensPath(dataDir)}). For new ones: relais seed --tokens`];
      for (const line of lines) io.print(line);
      return 0;
    },
  },
  {
    name: 'demo',
    usage: '',
    summary: 'Plays one parcel’s life against the running service, and prints each step.',
    run: async (app, args, io) => {
      parseArgs({ args, options: {} });
      const { dataDir } = app.get<Config>(CONFIG);
      const tell = new Teller(io);
      const api = new Api(urlOf(app));
      const tokens = readTokens(dataDir);
      if (!(await api.isThere())) {
        io.print(
          `Relais does not run at ${api.url}. Start it with: npm start; then, in another terminal: npm run demo`,
        );
        return 1;
      }
      if (tokens === null) {
        io.print(`There are no demo tokens at ${tokensPath(dataDir)}. Make them with: npm run relais seed -- --tokens`);
        return 1;
      }
      io.print(`One parcel's life, at ${api.url}`);
      try {
        await playParcelLife({ api, tell, tokens, dataDir });
        return 0;
      } catch (error) {
        if (!(error instanceof Unexpected)) throw error;
        tell.bad(`Not as expected. ${error.message}`);
        return 1;
      }
    },
  },
];

/** Where the service is: here, if this process listens; else where the configuration says that one does. */
function urlOf(app: INestApplicationContext): string {
  const { host, port, publicUrl } = app.get<Config>(CONFIG);
  const server = (app as Partial<NestExpressApplication>).getHttpServer?.() as Server | undefined;
  const address = server?.address() as AddressInfo | string | null | undefined;
  if (address && typeof address !== 'string') return `http://${nameOf(host)}:${address.port}`;
  return publicUrl ?? `http://${nameOf(host)}:${port}`;
}

function nameOf(host: string): string {
  return host === '127.0.0.1' || host === '0.0.0.0' ? 'localhost' : host;
}
