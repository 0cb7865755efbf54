import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import express, { type Express, type NextFunction, type RequestHandler, type Response } from 'express';
import type { Config } from '../config.js';
import { packageFolder } from '../package-folder.js';

/** What is built of web/. Where nothing is built the pages are not found, and everything else works. */
const BUILT = join(packageFolder(), 'web', 'dist');
const YEAR_SECONDS = 31_536_000;

/** What is compressed, and what it is. */
const TYPES: Partial<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

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
  // The bar code reader is WASM.
  { paths: /^\/counter(\/.*)?$/, file: 'counter/index.html', allows: { 'script-src': ["'wasm-unsafe-eval'"] } },
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

/**
 * Serves the pages and what they load: from this origin alone but for the map, and with nothing inline. They are files
 * that are the same for everybody, and so no operations: what a page shows it asks the API for.
 */
export function serveWebPages(app: Express, config: Config): void {
  const files = { index: false, redirect: false, fallthrough: true, setHeaders } as const;
  app.use(serveSetUp(config));
  app.use(takeCompressed);
  app.use('/web', express.static(BUILT, files));
  // What the picker loads lies beside it, wherever a shop has it from.
  app.use('/picker', express.static(join(BUILT, 'picker'), files));
  app.use((request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next();
    if (/^\/picker\.js(\.gz)?$/.test(request.path)) return sendFile(response, next, request.path.slice(1));
    if (request.path === '/counter/sw.js') {
      // It stands among the pages that it serves, and keeps the one above it too.
      response.setHeader('service-worker-allowed', '/counter');
      return sendFile(response, next, 'counter/sw.js');
    }
    const page = PAGES.find(({ paths }) => paths.test(request.path));
    if (page === undefined) return next();
    response.set({
      'content-security-policy': policyOf(page, config),
      'permissions-policy': 'camera=(self), geolocation=(self), microphone=()',
      'referrer-policy': 'same-origin',
    });
    sendFile(response, next, page.file);
  });
}

/** Where the pages and the picker learn how this installation is set up, and the tiles where they are a file of ours. */
function serveSetUp({ mapStyleUrl, mapTilesFile, oidc }: Config): RequestHandler {
  const map = { styleUrl: mapStyleUrl, tilesPath: mapTilesFile === null ? null : TILES_PATH };
  return (request, response, next) => {
    if (request.path === '/web/config.json') {
      response.setHeader('cache-control', 'public, max-age=300');
      response.json({ map, oidc: oidc !== null });
    } else if (request.path === TILES_PATH && mapTilesFile !== null) {
      // Read by ranges, of which a browser may keep what it has had.
      response.sendFile(mapTilesFile, { maxAge: '1h', headers: TILES_HEADERS }, (error) => {
        if (error && !response.headersSent) next();
      });
    } else next();
  };
}

/** Where the build left a compressed copy of what is asked for, that is what is sent. */
const takeCompressed: RequestHandler = (request, response, next) => {
  const { path } = request;
  const isOurs = path === '/picker.js' || path.startsWith('/web/') || path.startsWith('/picker/');
  if (!isOurs || !request.acceptsEncodings('gzip')) return next();
  const file = join(BUILT, path.replace(/^\/web\//, '/'));
  const type = TYPES[extname(path)];
  if (type === undefined || !file.startsWith(BUILT) || !existsSync(`${file}.gz`)) return next();
  request.url = `${path}.gz`;
  response.setHeader('content-encoding', 'gzip');
  response.setHeader('vary', 'accept-encoding');
  response.setHeader('content-type', type);
  next();
};

/** What carries its hash in its name never changes; the rest is asked for anew each time. */
function setHeaders(response: Response, path: string): void {
  const isHashed = path.startsWith(join(BUILT, 'assets')) || path.startsWith(join(BUILT, 'picker', '/'));
  response.setHeader('cache-control', isHashed ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache');
}

function sendFile(response: Response, next: NextFunction, file: string): void {
  response.sendFile(file, { root: BUILT, cacheControl: false, headers: { 'cache-control': 'no-cache' } }, (error) => {
    if (error) next(response.headersSent ? error : undefined);
  });
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
