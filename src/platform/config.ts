import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { z } from 'zod';
import { CodedError } from '#libs/refusals';
import { postgresUrl, VARIABLES } from './variables.js';

type Values = { [Name in keyof typeof VARIABLES]: z.infer<(typeof VARIABLES)[Name]['schema']> };

export interface Config {
  mode: Values['NODE_ENV'];
  port: number;
  host: string;
  /** Without a slash at its end; null until the port is known. */
  publicUrl: string | null;
  /** Absolute. */
  dataDir: string;
  /** Absolute. */
  cacheDir: string;
  databaseUrl: string | null;
  databaseMigrationUrl: string | null;
  databasePoolSize: number;
  secret: string | null;
  secretFile: string | null;
  /** Absolute; null where the key is derived from the secret. */
  ledgerKeyFile: string | null;
  demo: boolean;
  ssccPrefix: string;
  eraseAfterDays: number;
  geocoderUrl: string | null;
  osrmUrl: string | null;
  mapStyleUrl: string | null;
  /** Absolute. */
  mapTilesFile: string | null;
  webhookPrivateAddresses: boolean;
  smtpUrl: string | null;
  mailFrom: string | null;
  smsUrl: string | null;
  smsToken: string | null;
  /** Null where nobody signs in at an OpenID provider. */
  oidc: { issuer: string; clientId: string; clientSecret: string } | null;
  ratePerMinute: number;
  addressRatePerMinute: number;
  trustProxy: number;
  /** Absolute; null where any valid document is answered. */
  documentsFile: string | null;
  /** Threads that answer requests; where it is 1, the only thread that there is. */
  workers: number;
  logLevel: Values['RELAIS_LOG_LEVEL'];
}

/**
 * Reads the environment once, and refuses it whole when one variable is wrong.
 *
 * @throws CodedError CONFIG_INVALID naming every bad variable (never its value, which may be a secret).
 */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, { schema }] of Object.entries(VARIABLES)) {
    const given = environment[name];
    const parsed = schema.safeParse(given === '' ? undefined : given);
    if (parsed.success) values[name] = parsed.data;
    else problems.push(`${name}: ${parsed.error.issues.map((issue) => issue.message).join(', ')}`);
  }
  const read = values as Values;
  read.DATABASE_URL = orFromFile(read, 'DATABASE_URL', problems);
  read.DATABASE_MIGRATION_URL = orFromFile(read, 'DATABASE_MIGRATION_URL', problems);
  if (read.DATABASE_MIGRATION_URL && !read.DATABASE_URL && problems.length === 0) {
    problems.push('DATABASE_MIGRATION_URL: set DATABASE_URL too, it is the role that the service runs as');
  }
  checkWorkers(read, problems);
  const oidc = readOidc(read, problems);
  if (read.RELAIS_SMTP_URL && !read.RELAIS_MAIL_FROM) problems.push('RELAIS_MAIL_FROM: needed with RELAIS_SMTP_URL');
  if (problems.length > 0) {
    throw new CodedError(
      'CONFIG_INVALID',
      { problems },
      { message: `The environment is not valid. ${problems.join('; ')}.` },
    );
  }
  return {
    mode: read.NODE_ENV,
    port: read.PORT,
    host: read.RELAIS_HOST,
    publicUrl: read.RELAIS_PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    dataDir: resolve(read.RELAIS_DATA_DIR),
    cacheDir: resolve(read.RELAIS_CACHE_DIR ?? join(environment.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'relais')),
    databaseUrl: read.DATABASE_URL ?? null,
    databaseMigrationUrl: read.DATABASE_MIGRATION_URL ?? null,
    databasePoolSize: read.DATABASE_POOL_SIZE,
    secret: read.RELAIS_SECRET ?? null,
    secretFile: read.RELAIS_SECRET_FILE ?? null,
    ledgerKeyFile: read.RELAIS_LEDGER_KEY_FILE === undefined ? null : resolve(read.RELAIS_LEDGER_KEY_FILE),
    demo: read.RELAIS_DEMO,
    ssccPrefix: read.RELAIS_SSCC_PREFIX,
    eraseAfterDays: read.RELAIS_ERASE_AFTER_DAYS,
    geocoderUrl: read.RELAIS_GEOCODER_URL?.replace(/\/+$/, '') ?? null,
    osrmUrl: read.RELAIS_OSRM_URL?.replace(/\/+$/, '') ?? null,
    mapStyleUrl: read.RELAIS_MAP_STYLE_URL ?? null,
    mapTilesFile: read.RELAIS_MAP_PMTILES === undefined ? null : resolve(read.RELAIS_MAP_PMTILES),
    webhookPrivateAddresses: read.RELAIS_WEBHOOK_PRIVATE_ADDRESSES,
    smtpUrl: read.RELAIS_SMTP_URL ?? null,
    mailFrom: read.RELAIS_MAIL_FROM ?? null,
    smsUrl: read.RELAIS_SMS_URL ?? null,
    smsToken: read.RELAIS_SMS_TOKEN ?? null,
    oidc,
    ratePerMinute: read.RELAIS_RATE_PER_MINUTE,
    addressRatePerMinute: read.RELAIS_ADDRESS_RATE_PER_MINUTE,
    trustProxy: read.RELAIS_TRUST_PROXY,
    documentsFile: read.RELAIS_DOCUMENTS === undefined ? null : resolve(read.RELAIS_DOCUMENTS),
    workers: read.RELAIS_WORKERS,
    logLevel: read.RELAIS_LOG_LEVEL,
  };
}

/** What links for people begin with, without a slash at its end. */
export function baseUrl({ publicUrl, port }: Pick<Config, 'publicUrl' | 'port'>): string {
  return publicUrl ?? `http://localhost:${port}`;
}

/** All three or none. Who signs in is told by the provider's answer alone, so that it has to come by TLS. */
function readOidc(read: Values, problems: string[]): Config['oidc'] {
  const names = ['RELAIS_OIDC_ISSUER', 'RELAIS_OIDC_CLIENT_ID', 'RELAIS_OIDC_CLIENT_SECRET'] as const;
  const [issuer, clientId, clientSecret] = names.map((name) => read[name]);
  if (issuer && clientId && clientSecret) {
    const { protocol, hostname } = new URL(issuer);
    if (protocol === 'https:' || /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)) {
      return { issuer, clientId, clientSecret };
    }
    problems.push('RELAIS_OIDC_ISSUER: needs https, unless it is on this machine');
  } else if (issuer || clientId || clientSecret) {
    const absent = names.filter((name) => !read[name]);
    problems.push(`${absent.join(', ')}: needed with the other variables of RELAIS_OIDC`);
  }
  return null;
}

/** The embedded database belongs to one thread. */
function checkWorkers(read: Values, problems: string[]): void {
  if (problems.length > 0 || read.RELAIS_WORKERS === 1) return;
  if (read.DATABASE_URL === undefined) {
    problems.push(
      'RELAIS_WORKERS: more than one needs DATABASE_URL, since the embedded database belongs to one thread',
    );
  } else if (read.DATABASE_POOL_SIZE <= read.RELAIS_WORKERS) {
    problems.push('DATABASE_POOL_SIZE: set it to more than RELAIS_WORKERS, so that every thread has a connection');
  }
}

/** A URL as it is given, or else what the file of that name with _FILE holds. */
function orFromFile(
  read: Values,
  name: 'DATABASE_URL' | 'DATABASE_MIGRATION_URL',
  problems: string[],
): string | undefined {
  const path = read[`${name}_FILE`];
  if (path === undefined) return read[name];
  if (read[name] !== undefined) problems.push(`${name}_FILE: set either this or ${name}`);
  try {
    const parsed = postgresUrl.safeParse(readFileSync(path, 'utf8').trim());
    if (parsed.success) return parsed.data;
    problems.push(`${name}_FILE: the file holds no URL of PostgreSQL`);
  } catch (error) {
    problems.push(`${name}_FILE: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  return undefined;
}

/** The token under which Nest hands out the configuration. */
export const CONFIG = Symbol('CONFIG');
