import { join } from 'node:path';
import express, { type Express, type RequestHandler, type Response } from 'express';
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

/** Serves the pages and what they load: from this origin alone, and with nothing inline. */
export function serveWebPages(app: Express): void {
  app.use('/web', express.static(BUILT, { index: false, redirect: false, fallthrough: true, setHeaders }));
  app.get('/picker.js', sendFile('picker.js'));
  for (const page of PAGES) app.get(page.paths, sendFile(page.file, policyOf(page)));
}

/** What carries its hash in its name never changes; the rest is asked for anew each time. */
function setHeaders(response: Response, path: string): void {
  const isHashed = path.startsWith(join(BUILT, 'assets'));
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

function policyOf({ allows = {} }: Page): string {
  return Object.entries(POLICY)
    .map(([directive, sources]) => [directive, ...sources, ...(allows[directive] ?? [])].join(' '))
    .join('; ');
}
