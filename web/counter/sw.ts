// The service worker: it keeps the app's own files, so that it opens without a network, and nothing else. What the
// service says is never kept here. FILES and VERSION are written into this file when it is built, so that a new version of
// the app is a new version of this file.
declare const FILES: { page: string[]; reader: string[] };
declare const VERSION: string;

interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Asked extends Waiting {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Worker {
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  addEventListener(type: 'install' | 'activate', listener: (event: Waiting) => void): void;
  addEventListener(type: 'message', listener: (event: Waiting & { data: unknown }) => void): void;
  addEventListener(type: 'fetch', listener: (event: Asked) => void): void;
}
const worker = globalThis as unknown as Worker;

const PAGE = '/counter';
const { page: PAGE_FILES, reader: READER_FILES } = FILES;
const ALL = [...PAGE_FILES, ...READER_FILES];
const NAME = `counter ${VERSION}`;

worker.addEventListener('install', (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll([PAGE, ...PAGE_FILES].map(fresh))));
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(forgetOlder().then(() => worker.clients.claim()));
});

worker.addEventListener('message', (event) => {
  if (event.data === 'TAKE_OVER') event.waitUntil(worker.skipWaiting());
  if (event.data === 'KEEP_READER') event.waitUntil(keepReader());
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate') event.respondWith(answer(PAGE, request));
  else if (ALL.includes(pathname)) event.respondWith(answer(pathname, request));
});

/** What is kept; or what the network has, which is kept from then on. */
async function answer(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(NAME);
  const kept = await cache.match(path);
  if (kept !== undefined) return kept;
  const response = await fetch(request);
  if (response.ok) await cache.put(path, response.clone()).catch(() => {});
  return response;
}

/** The bar code reader weighs ten times the app: it is fetched once the app is there, and is no condition for it. */
async function keepReader(): Promise<void> {
  const cache = await caches.open(NAME);
  for (const path of READER_FILES) {
    if ((await cache.match(path)) === undefined) await cache.add(fresh(path)).catch(() => {});
  }
}

async function forgetOlder(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith('counter ') && name !== NAME).map((name) => caches.delete(name)),
  );
}

function fresh(path: string): Request {
  return new Request(path, { cache: 'no-cache' });
}
