import { z } from 'zod';

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const httpUrl = z.url({ protocol: /^https?$/ });
export const postgresUrl = z.url({ protocol: /^postgres(ql)?$/ });

interface Variable<T extends z.ZodType = z.ZodType> {
  schema: T;
  /** One sentence for .env.example. */
  about: string;
  /** A value that must never be printed. */
  secret?: boolean;
  example?: string;
}

const variable = <T extends z.ZodType>(schema: T, about: string, more: { secret?: boolean; example?: string } = {}) =>
  ({ schema, about, ...more }) satisfies Variable<T>;

/** Every environment variable that Relais reads, in the order in which `.env.example` prints them. */
export const VARIABLES = {
  NODE_ENV: variable(
    z.enum(['development', 'production', 'test']).default('development'),
    'In production introspection and the playground are off.',
  ),
  PORT: variable(whole(0, 65_535).default(3000), 'The port of the HTTP server.'),
  RELAIS_HOST: variable(
    z.string().min(1).default('127.0.0.1'),
    'The address to listen on; 0.0.0.0 to be reached from other machines.',
  ),
  RELAIS_PUBLIC_URL: variable(
    httpUrl.optional(),
    'The address under which people reach this service; links in messages begin with it.',
    { example: 'https://relais.example' },
  ),
  RELAIS_DATA_DIR: variable(
    z.string().min(1).default('./data'),
    'The folder of the embedded database, its secret and its first tokens.',
  ),
  RELAIS_CACHE_DIR: variable(
    z.string().min(1).optional(),
    'Where prepared databases are kept, which spare later first starts ten seconds; it may be emptied at any time.',
    { example: '~/.cache/relais' },
  ),
  DATABASE_URL: variable(
    postgresUrl.optional(),
    'A PostgreSQL 15+ server with PostGIS 3.3+; without it the embedded database is used.',
    { secret: true, example: 'postgresql://relais@localhost/relais' },
  ),
  DATABASE_MIGRATION_URL: variable(
    postgresUrl.optional(),
    'The same database as a role that may change its schema, so that the service itself needs no such right.',
    { secret: true },
  ),
  DATABASE_URL_FILE: variable(z.string().min(1).optional(), 'A file that holds DATABASE_URL, for container secrets.'),
  DATABASE_MIGRATION_URL_FILE: variable(z.string().min(1).optional(), 'A file that holds DATABASE_MIGRATION_URL.'),
  DATABASE_POOL_SIZE: variable(
    whole(1, 200).default(10),
    'Connections to PostgreSQL held by one process, whose threads share them out.',
  ),
  RELAIS_SECRET: variable(
    z.string().min(32).optional(),
    'At least 32 characters from a random source; every key of Relais is derived from it. Needed with DATABASE_URL.',
    { secret: true },
  ),
  RELAIS_SECRET_FILE: variable(
    z.string().min(1).optional(),
    'A file that holds RELAIS_SECRET, for container secrets. The embedded database makes its own in its folder.',
  ),
  RELAIS_LEDGER_KEY_FILE: variable(
    z.string().min(1).optional(),
    'An Ed25519 key (PEM, PKCS #8) that signs the checkpoints of the ledgers; without it one is derived from RELAIS_SECRET.',
    { example: './ledger-key.pem' },
  ),
  RELAIS_DEMO: variable(
    flag.default(true),
    'Whether a new embedded database is filled with the demo network and its tokens.',
  ),
  RELAIS_SSCC_PREFIX: variable(
    z
      .string()
      .regex(/^\d{7,10}$/, 'a GS1 company prefix has 7 to 10 digits')
      .default('9521234'),
    'The GS1 company prefix under which parcels are numbered; 952 is reserved by GS1 for demonstrations.',
  ),
  RELAIS_ERASE_AFTER_DAYS: variable(
    whole(1, 3650).default(90),
    'Days after a parcel was collected, returned or cancelled until its recipient is erased.',
  ),
  RELAIS_GEOCODER_URL: variable(
    httpUrl.optional(),
    'A geocoder that answers like the French Géoplateforme, asked only for places that the table does not hold.',
    { example: 'https://data.geopf.fr/geocodage' },
  ),
  RELAIS_OSRM_URL: variable(
    httpUrl.optional(),
    'A road engine with the table service of OSRM, for the tours of drivers; without it distances are great circles.',
    { example: 'http://osrm:5000' },
  ),
  RELAIS_MAP_STYLE_URL: variable(
    httpUrl.optional(),
    'A MapLibre style for the maps of the pages; without it they show outlines and points, and need no Internet.',
    { example: 'https://data.geopf.fr/annexes/ressources/vectorTiles/styles/PLAN.IGN/standard.json' },
  ),
  RELAIS_MAP_PMTILES: variable(
    z
      .string()
      .regex(/\.pmtiles$/, 'give a file whose name ends in .pmtiles')
      .optional(),
    'A PMTiles file in the schema of Protomaps, served by Relais itself: a map with streets and no Internet.',
    { example: './france.pmtiles' },
  ),
  RELAIS_WEBHOOK_PRIVATE_ADDRESSES: variable(
    flag.default(false),
    'Whether webhooks may be sent to private addresses and over plain HTTP; for a network of one’s own, and for trying.',
  ),
  RELAIS_SMTP_URL: variable(
    z.url({ protocol: /^smtps?$/ }).optional(),
    'The mail server; without it, messages are left as files in the folder mail of RELAIS_DATA_DIR.',
    { secret: true, example: 'smtps://user:password@mail.example:465' },
  ),
  RELAIS_MAIL_FROM: variable(
    z.string().regex(/@/, 'give an e-mail address').optional(),
    'Whom messages come from; needed with RELAIS_SMTP_URL.',
    { example: 'Relais <relais@relais.example>' },
  ),
  RELAIS_SMS_URL: variable(
    httpUrl.optional(),
    'Where text messages are posted as JSON, { "to", "text" }; without it none are sent.',
    { example: 'https://sms.example/messages' },
  ),
  RELAIS_SMS_TOKEN: variable(
    z
      .string()
      .regex(/^[!-~]+$/, 'printable ASCII without spaces')
      .optional(),
    'Sent to RELAIS_SMS_URL as a bearer token.',
    {
      secret: true,
    },
  ),
  RELAIS_OIDC_ISSUER: variable(
    httpUrl.optional(),
    'An OpenID provider at which operators and merchants sign in with the e-mail address that it has verified.',
    { example: 'https://login.example' },
  ),
  RELAIS_OIDC_CLIENT_ID: variable(
    z.string().min(1).optional(),
    'What the provider knows Relais by; its redirect address there is RELAIS_PUBLIC_URL/sign-in/oidc/callback.',
  ),
  RELAIS_OIDC_CLIENT_SECRET: variable(z.string().min(1).optional(), 'The secret that belongs to it.', { secret: true }),
  RELAIS_RATE_PER_MINUTE: variable(whole(1, 1_000_000).default(1200), 'Requests a minute for each token.'),
  RELAIS_ADDRESS_RATE_PER_MINUTE: variable(
    whole(1, 1_000_000).default(600),
    'Requests a minute for each address that sends no valid token.',
  ),
  RELAIS_TRUST_PROXY: variable(
    whole(0, 10).default(0),
    'How many reverse proxies stand in front, so that a client address is read from the right place.',
  ),
  RELAIS_DOCUMENTS: variable(
    z.string().min(1).optional(),
    'A file written by `relais documents`: no other GraphQL documents are answered. Those of the demo are not in it.',
    { example: './documents.json' },
  ),
  RELAIS_WORKERS: variable(
    whole(1, 64).default(1),
    'Threads that answer requests. More than one needs DATABASE_URL, and a connection for each and one more.',
  ),
  RELAIS_LOG_LEVEL: variable(
    z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
    'How much is logged.',
  ),
} satisfies Record<string, Variable>;

/** The text of `.env.example`, printed from the table above so that the two cannot differ. */
export function envExample(): string {
  const blocks = Object.entries(VARIABLES as Record<string, Variable>).map(
    ([name, { schema, about, example, secret }]) => {
      const standard = schema.safeParse(undefined);
      const value = standard.success && standard.data !== undefined ? String(standard.data) : (example ?? '');
      return `# ${about}${secret ? ' Secret.' : ''}\n# ${name}=${value}\n`;
    },
  );
  return `# Every variable that Relais reads, with its default or an example. None is needed to start.\n\n${blocks.join('\n')}`;
}
