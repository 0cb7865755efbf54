import { join } from 'node:path';
import express, { type Express, type NextFunction, type Response } from 'express';
import { packageFolder } from '../package-folder.js';

/** What is built of web/. Where nothing is built the pages are not found, and everything else works. */
const BUILT = join(packageFolder(), 'web', 'dist');
const YEAR_SECONDS = 31_536_000;

interface Page {
  paths: RegExp;
  file: string;
  /** What this page may do beyond the others. */
  allows?: Partial<Record<string, string[]>>;
}

/** The pages, each under the paths that it reads by itself. */
const PAGES: readonly Page[] = [
  { paths: /^\/console(\/.*)?$/, file: 'console/index.html' },
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

/**
 * Serves the pages and what they load: from this origin alone, and with nothing inline. They are files that are the same
 * for everybody, and so no operations: what a page shows it asks the API for.
 */
export function serveWebPages(app: Express): void {
  app.use('/web', express.static(BUILT, { index: false, redirect: false, fallthrough: true, setHeaders }));
  app.use((request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next();
    if (request.path === '/picker.js') return sendFile(response, next, 'picker.js');
    const page = PAGES.find(({ paths }) => paths.test(request.path));
    if (page === undefined) return next();
    response.set({
      'content-security-policy': policyOf(page),
      'permissions-policy': 'camera=(self), geolocation=(self), microphone=()',
      'referrer-policy': 'same-origin',
    });
    sendFile(response, next, page.file);
  });
}

/** What carries its hash in its name never changes; the rest is asked for anew each time. */
function setHeaders(response: Response, path: string): void {
  const isHashed = path.startsWith(join(BUILT, 'assets'));
  response.setHeader('cache-control', isHashed ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache');
}

function sendFile(response: Response, next: NextFunction, file: string): void {
  response.sendFile(file, { root: BUILT, cacheControl: false, headers: { 'cache-control': 'no-cache' } }, (error) => {
    if (error) next(response.headersSent ? error : undefined);
  });
}

function policyOf({ allows = {} }: Page): string {
  return Object.entries(POLICY)
    .map(([directive, sources]) => [directive, ...sources, ...(allows[directive] ?? [])].join(' '))
    .join('; ');
}
