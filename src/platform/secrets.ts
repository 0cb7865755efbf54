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
  | SigningPurpose
  | 'recipient'
  | 'recipient-contact'
  | 'plan'
  | 'request-fingerprint'
  | 'email-proof'
  | 'sign-in-link'
  | 'oidc-attempt'
  | 'webhook-secret'
  | 'backup-fingerprint';

/** What is signed, and not only encrypted or derived. */
type SigningPurpose = 'customer-qr' | 'ledger-signing';

// PKCS #8 framing of a raw Ed25519 seed (RFC 8410): Node takes a seed in no other form.
const ED25519_PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The keys of this installation, all derived from its one secret by HKDF-SHA256 (RFC 5869). */
export class Secrets {
  private readonly keys = new Map<Purpose, Buffer>();
  private readonly pairs = new Map<SigningPurpose, { privateKey: KeyObject; publicKey: KeyObject }>();

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

  /** Tells this secret from another, and nothing else about it: what a backup carries, to be restored beside the right one. */
  fingerprint(): string {
    return this.mac('backup-fingerprint').toString('hex');
  }

  /** The key (PEM) with which a paired phone checks customers' QR codes offline. */
  qrPublicKey(): string {
    return this.signingPair().publicKey.export({ format: 'pem', type: 'spki' }).toString();
  }

  /** An Ed25519 pair: that of the customer's QR, whose public half a paired phone holds, or that of the ledgers. */
  signingPair(purpose: SigningPurpose = 'customer-qr'): { privateKey: KeyObject; publicKey: KeyObject } {
    const known = this.pairs.get(purpose);
    if (known !== undefined) return known;
    const seed = this.key(purpose);
    const privateKey = createPrivateKey({ key: Buffer.concat([ED25519_PKCS8, seed]), format: 'der', type: 'pkcs8' });
    const pair = { privateKey, publicKey: createPublicKey(privateKey) };
    this.pairs.set(purpose, pair);
    return pair;
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
  const path = ownSecretPath(config);
  if (!existsSync(path)) writeFileSync(path, `${randomBytes(48).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  chmodSync(path, 0o600);
  return new Secrets(readSecret(path));
}

/** Where the embedded database's own secret is, or will be. */
export function ownSecretPath({ dataDir }: Config): string {
  return join(dataDir, 'secret');
}

/** Where the secret comes from, as its owner knows it. */
export function whereSecret(config: Config): string {
  if (config.secret !== null) return 'RELAIS_SECRET';
  return config.secretFile ?? (config.databaseUrl === null ? ownSecretPath(config) : 'RELAIS_SECRET');
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
