import fc from 'fast-check';
import { HEADER, LILLE } from './point-files.js';
import type { CallerName } from './world.js';

/** A request as its bytes will be: anything at all may be in it. */
export interface BadRequest {
  /** What it tries, for the reader of a failure. */
  about: string;
  who: CallerName | null;
  method: string;
  path: string;
  headers: [string, string][];
  body: string;
  /** How the body's characters become bytes. */
  encoding: 'utf8' | 'latin1' | 'utf16le';
  /** Where the sender hangs up, as a share of the body; null where all of it is sent. */
  cutAt: number | null;
}

const NASTY = fc.constantFrom(
  '',
  '\u0000',
  '\u202e',
  '../../../etc/passwd',
  '%00',
  "'; DROP TABLE x; --",
  '${7*7}{{7*7}}',
  '<script>alert(1)</script>',
  'x'.repeat(5000),
  '𝕏'.repeat(300),
  '\\u0000\\ud800',
  '-1',
  'NaN',
  '1e400',
  '__proto__',
  'constructor',
);
export const text = fc.oneof(NASTY, fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ maxLength: 40 }));
export const callers = fc.constantFrom<CallerName | null>(
  'OPERATOR',
  'MERCHANT',
  'CLERK',
  'CARRIER',
  'CUSTOMER',
  'PUBLISHABLE',
  null,
);

const pathText = text.map((one) => encodeURIComponent(Buffer.from(one).toString()).slice(0, 3000));
const paths = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(
        '/graphql?query=',
        '/graphql?documentId=',
        '/labels/',
        '/exports/epcis?trackingNumber=',
        '/exports/epcis?from=',
        '/events/parcels/',
        '/events/points/',
        '/playground/',
        '/session?',
        '/sign-in/oidc/callback?state=',
        '/',
      ),
      pathText,
    )
    .map(([start, rest]) => start + rest),
  fc.constantFrom(
    '/',
    '/graphql',
    '/metrics',
    '/session',
    '/sign-in/oidc',
    '/health/live',
    '/health/ready',
    '/labels/%E0%A4%A.pdf',
    '/..%2f..%2fsecret',
    '//',
    '/%',
    '/?%',
    '*',
    'http://elsewhere/graphql',
    '/graphql?variables=%7B',
    '/graphql?extensions=[]',
    '/exports/epcis?limit=-1&cursor=%00',
  ),
);
const headers = fc.array(
  fc.oneof(
    fc.tuple(
      fc.constantFrom(
        'authorization',
        'accept-language',
        'origin',
        'accept',
        'cookie',
        'x-forwarded-for',
        'content-encoding',
        'content-type',
        'if-none-match',
        'last-event-id',
        'x-request-id',
        'range',
        'te',
        'expect',
        'upgrade',
        'connection',
      ),
      text.map((one) => one.replaceAll(/[\r\n]/g, ' ').slice(0, 300)),
    ),
    fc.constantFrom<[string, string]>(
      ['authorization', 'Bearer'],
      ['x-relais-session', 'console'],
      ['cookie', 'relais_session=rl_me_x; relais_device=rl_cl_x'],
      ['authorization', `Bearer ${'a'.repeat(4000)}`],
      ['authorization', 'Basic Og=='],
      ['content-encoding', 'gzip'],
      ['content-encoding', 'br, gzip'],
      ['transfer-encoding', 'chunked, chunked'],
      ['content-length', '-1'],
      ['x-long', 'y'.repeat(20_000)],
      ['bad name', 'x'],
    ),
  ),
  { maxLength: 5 },
);

/** Any method to any path with any headers. */
export const strange: fc.Arbitrary<BadRequest> = fc
  .tuple(
    fc.constantFrom(
      'GET',
      'HEAD',
      'POST',
      'PUT',
      'PATCH',
      'DELETE',
      'OPTIONS',
      'TRACE',
      'PROPFIND',
      'QUERY',
      'get',
      'FOO',
    ),
    paths,
    headers,
    text,
    callers,
  )
  .map(([method, path, given, body, who]) => ({
    about: 'a strange request',
    who,
    method,
    path,
    headers: given,
    body: method === 'GET' ? '' : body,
    encoding: 'utf8',
    cutAt: null,
  }));

const cell = fc.oneof(
  text,
  fc.constantFrom('59000', '50.63', '3.07', 'Mo-Su 00:00-48:00', '"', '""""', '91', '-181', '1,5', 'AUCHAN'),
);
const csv = fc.oneof(
  fc
    .array(
      fc.array(cell, { maxLength: 12 }).map((row) => row.join(';')),
      { maxLength: 8 },
    )
    .map((rows) => [HEADER, LILLE, ...rows].join('\n')),
  fc
    .array(
      fc.array(cell, { maxLength: 12 }).map((row) => row.join(',')),
      { maxLength: 8 },
    )
    .map((rows) => rows.join('\r\n')),
  fc.json(),
  text.map(
    (one) =>
      `{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null,"properties":${JSON.stringify(one)}}]}`,
  ),
  fc.integer({ min: 1, max: 200_000 }).map((count) => `${HEADER}\n${'"'.repeat(count)}`),
  fc.constantFrom('PK\u0003\u0004', '\u001f\u008b\u0008\u0000', '\ufeff', `${HEADER};ref\n${LILLE};x`),
);

/** Files that are none, or have something in them that no file should. */
export const uploads: fc.Arbitrary<BadRequest> = fc
  .tuple(
    csv,
    fc.array(fc.tuple(fc.constantFrom('map', 'set', 'hours', 'dryRun', 'acceptMissing', 'file', 'source'), pathText), {
      maxLength: 3,
    }),
    fc.constantFrom<BadRequest['encoding']>('utf8', 'utf8', 'latin1', 'utf16le'),
    fc.option(fc.double({ min: 0, max: 0.99, noNaN: true }), { freq: 6 }),
    fc.constantFrom<CallerName | null>('OPERATOR', 'OPERATOR', 'CHAIN_OPERATOR', 'MERCHANT', null),
    fc.constantFrom('text/csv', 'application/json', 'application/octet-stream', ''),
  )
  .map(([body, given, encoding, cutAt, who, type]) => ({
    about: 'an upload',
    who,
    method: 'POST',
    path: `/imports/points?source=odd&dryRun=true${given.map(([name, value]) => `&${name}=${value}`).join('')}`,
    headers: [['content-type', type]],
    body,
    encoding,
    cutAt,
  }));
