import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  hash,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '#libs/refusals';
import type { Config } from './config.js';

/** What each derived key is for. Two purposes never share a key. */
export type Purpose =
  | 'pickup-code'
  | 'customer-link'
  | 'customer-qr'
  | 'recipient'
  | 'request-fingerprint'
  | 'email-proof'
  | 'webhook-secret';

// PKCS #8 framing of a raw Ed25519 seed (RFC 8410): Node takes a seed in no other form.
const ED25519_PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The keys of this installation, all derived from its one secret by HKDF-SHA256 (RFC 5869). */
export class Secrets {
  private readonly keys = new Map<Purpose, Buffer>();
  private pair: { privateKey: KeyObject; publicKey: KeyObject } | null = null;

  constructor(private readonly secret: string) {}

  /** A key of 32 bytes for one purpose. */
  key(purpose: Purpose): Buffer {
    let key = this.keys.get(purpose);
    if (key === undefined) {
      key = Buffer.from(hkdfSync('sha256', this.secret, 'relais', purpose, 32));
      this.keys.set(purpose, key);
    }
    return key;
  }

  /** HMAC-SHA256 of the parts, framed so that no two lists of parts read the same. */
  mac(purpose: Purpose, ...parts: (string | number)[]): Buffer {
    return createHmac('sha256', this.key(purpose)).update(JSON.stringify(parts)).digest();
  }

  /** The Ed25519 pair with which the customer's QR is signed; a paired phone holds the public half. */
  signingPair(): { privateKey: KeyObject; publicKey: KeyObject } {
    if (this.pair === null) {
      const seed = this.key('customer-qr');
      const privateKey = createPrivateKey({ key: Buffer.concat([ED25519_PKCS8, seed]), format: 'der', type: 'pkcs8' });
      this.pair = { privateKey, publicKey: createPublicKey(privateKey) };
    }
    return this.pair;
  }
}

/**
 * Finds the secret: from the environment, from a file, or, for the embedded database alone, made at the first start.
 *
 * @throws CodedError CONFIG_INVALID when a server's database is used without a secret of its own.
 */
export function loadSecrets(config: Config): Secrets {
  if (config.secret !== null) return new Secrets(config.secret);
  if (config.secretFile !== null) return new Secrets(readSecret(config.secretFile));
  if (config.databaseUrl !== null) {
    throw new CodedError(
      'CONFIG_INVALID',
      { variable: 'RELAIS_SECRET' },
      {
        message:
          'With DATABASE_URL set, RELAIS_SECRET (or RELAIS_SECRET_FILE) is needed too, the same on every instance. Make one with: openssl rand -base64 48',
      },
    );
  }
  const path = join(config.dataDir, 'secret');
  if (!existsSync(path)) writeFileSync(path, `${randomBytes(48).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  chmodSync(path, 0o600);
  return new Secrets(readSecret(path));
}

function readSecret(path: string): string {
  const text = existsSync(path) ? readFileSync(path, 'utf8').trim() : '';
  if (text.length >= 32) return text;
  throw new CodedError(
    'CONFIG_INVALID',
    { path },
    {
      message: `The secret file ${path} is absent or holds fewer than 32 characters. Make one with: openssl rand -base64 48`,
    },
  );
}

/** SHA-256, for what is stored only to be compared: tokens, pairing codes, contents of requests. */
export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** The same in small hexadecimal digits. */
export function sha256Hex(text: string): string {
  return hash('sha256', text, 'hex');
}
