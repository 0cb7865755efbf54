import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Inject, Injectable } from '@nestjs/common';
import { CodedError } from '#libs/refusals';
import { CONFIG, type Config } from '../platform/config.js';
import { Secrets } from '../platform/secrets.js';

/** The Ed25519 key of this installation, with which checkpoints and exported ledgers are signed. */
@Injectable()
export class LedgerKey {
  private readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** SHA-256 of the public key (SPKI, DER), in hexadecimal. */
  readonly hash: string;

  /** @throws CodedError CONFIG_INVALID where the file that is configured holds no such key. */
  constructor(@Inject(CONFIG) config: Config, secrets: Secrets) {
    this.privateKey =
      config.ledgerKeyFile === null
        ? secrets.signingPair('ledger-signing').privateKey
        : readPrivateKey(config.ledgerKeyFile);
    this.publicKey = createPublicKey(this.privateKey);
    this.hash = hashOfKey(this.publicKey);
  }

  /** What others check the signatures with. */
  get publicPem(): string {
    return this.publicKey.export({ format: 'pem', type: 'spki' }).toString();
  }

  sign(text: string): Buffer {
    return sign(null, Buffer.from(text), this.privateKey);
  }
}

/** Public keys by their hash: that of today, and those before it. */
export class PublicKeys {
  private readonly keys: ReadonlyMap<string, KeyObject>;

  constructor(keys: readonly KeyObject[]) {
    this.keys = new Map(keys.map((key) => [hashOfKey(key), key]));
  }

  has(keyHash: string): boolean {
    return this.keys.has(keyHash);
  }

  /** Whether a text is signed by the key of that hash; false also where the key is not known. */
  isSigned(keyHash: string, text: string, signature: Buffer): boolean {
    const key = this.keys.get(keyHash);
    return key !== undefined && verify(null, Buffer.from(text), key, signature);
  }
}

const PEM_BLOCK = /-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g;

/**
 * The public keys in a PEM file; several are allowed, since a key may have been replaced by another.
 *
 * @throws CodedError BAD_INPUT where there is none, or one that is not Ed25519.
 */
export function readPublicKeys(path: string): KeyObject[] {
  try {
    const blocks = readFileSync(path, 'utf8').match(PEM_BLOCK) ?? [];
    const keys = blocks.map((block) => createPublicKey(block));
    if (keys.length > 0 && keys.every(({ asymmetricKeyType }) => asymmetricKeyType === 'ed25519')) return keys;
  } catch {
    // Not there, or not PEM: told below.
  }
  throw new CodedError(
    'BAD_INPUT',
    { path },
    { field: '--public-key', message: `${path} holds no Ed25519 public key (PEM), as relais ledger-key prints it.` },
  );
}

function hashOfKey(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ format: 'der', type: 'spki' }))
    .digest('hex');
}

function readPrivateKey(path: string): KeyObject {
  try {
    const key = createPrivateKey(readFileSync(path));
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Not there, or not PEM: told below.
  }
  throw new CodedError(
    'CONFIG_INVALID',
    { path },
    {
      message: `RELAIS_LEDGER_KEY_FILE: ${path} holds no Ed25519 key (PEM, PKCS #8). Make one with: openssl genpkey -algorithm ed25519`,
    },
  );
}
