import { join } from 'node:path';
import express, { type Express, type RequestHandler, type Response } from 'express';
import type { Config } from '../config.js';
import { packageFolder } from '../package-folder.js';

/** What is built of web/. Where nothing is built the pages are not found, and everything else works. */
const BUILT = join(packageFolder(), 'web', 'dist');
const YEAR_SECONDS = 31_536_000;

const TILES_PATH = '/web/map.pmtiles';
const TILES_HEADERS = {
  'content-type': 'application/vnd.pmtiles',
  'access-control-expose-headers': 'etag, content-range',
};

interface Page {
  paths: RegExp;
  file: string;
  /** What this page may do beyond the others. */
  allows?: Partial<Record<string, string[]>>;
}

/** The pages, each under the paths that it reads by itself. */
const PAGES: readonly Page[] = [
  { paths: /^\/(console(\/.*)?|sign-in)$/, file: 'console/index.html' },
  { paths: /^\/counter(\/.*)?$/, file: 'counter/index.html' },
  { paths: /^\/track\/[^/]+$/, file: 'track/index.html' },
];

const POLICY: Record<string, string[]> = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'connect-src': ["'self'"],
  'img-src': ["'self'", 'data:', 'blob:'],
  'font-src': ["'self'"],
  'worker-src': ["'self'"],
  'manifest-src': ["'self'"],
  'media-src': ["'self'"],
  'form-action': ["'self'"],
  'base-uri': ["'none'"],
  'frame-ancestors': ["'none'"],
};

/** By which the map's style and its tiles come: from the origin of the style, if one is configured. */
const MAP_DIRECTIVES = new Set(['connect-src', 'img-src']);

/** Serves the pages and what they load: from this origin alone but for the map, and with nothing inline. */
export function serveWebPages(app: Express, config: Config): void {
  const files = { index: false, redirect: false, fallthrough: true, setHeaders } as const;
  serveSetUp(app, config);
  app.use('/web', express.static(BUILT, files));
  // What the picker loads lies beside it, wherever a shop has it from.
  app.get('/picker.js', sendFile('picker.js'));
  app.use('/picker', express.static(join(BUILT, 'picker'), files));
  for (const page of PAGES) app.get(page.paths, sendFile(page.file, policyOf(page, config)));
}

/** Where the pages and the picker learn how this installation is set up, and the tiles where they are a file of ours. */
function serveSetUp(app: Express, { mapStyleUrl, mapTilesFile, oidc }: Config): void {
  const map = { styleUrl: mapStyleUrl, tilesPath: mapTilesFile === null ? null : TILES_PATH };
  app.get('/web/config.json', (_request, response) => {
    response.setHeader('cache-control', 'public, max-age=300');
    response.json({ map, oidc: oidc !== null });
  });
  if (mapTilesFile === null) return;
  app.get(TILES_PATH, (_request, response, next) => {
    // Read by ranges, of which a browser may keep what it has had.
    response.sendFile(mapTilesFile, { maxAge: '1h', headers: TILES_HEADERS }, (error) => {
      if (error && !response.headersSent) next();
    });
  });
}

/** What carries its hash in its name never changes; the rest is asked for anew each time. */
function setHeaders(response: Response, path: string): void {
  const isHashed = path.startsWith(join(BUILT, 'assets')) || path.startsWith(join(BUILT, 'picker', '/'));
  response.setHeader('cache-control', isHashed ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache');
}

function sendFile(file: string, policy?: string): RequestHandler {
  return (_request, response, next) => {
    if (policy !== undefined) {
      response.set({
        'content-security-policy': policy,
        'permissions-policy': 'camera=(self), geolocation=(self), microphone=()',
        'referrer-policy': 'same-origin',
      });
    }
    response.sendFile(file, { root: BUILT, cacheControl: false, headers: { 'cache-control': 'no-cache' } }, (error) => {
      if (error) next(response.headersSent ? error : undefined);
    });
  };
}

function policyOf({ allows = {} }: Page, { mapStyleUrl }: Config): string {
  const ofMap = mapStyleUrl === null ? [] : [new URL(mapStyleUrl).origin];
  return Object.entries(POLICY)
    .map(([directive, sources]) => {
      const more = MAP_DIRECTIVES.has(directive) ? ofMap : [];
      return [directive, ...sources, ...more, ...(allows[directive] ?? [])].join(' ');
    })
    .join('; ');
}
