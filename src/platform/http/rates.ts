import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { ipKeyGenerator } from 'express-rate-limit';
import type { Caller } from '../caller.js';
import type { Config } from '../config.js';
import { nowNs } from '../seen.js';
import type { SharedCounts } from './shared-counts.js';

const WINDOW_SECONDS = 60;
const WINDOW_MS = WINDOW_SECONDS * 1000;

/** What counting a request came to. */
export interface Rate {
  isExceeded: boolean;
  /** Until the count begins anew. */
  resetSeconds: number;
  /** RateLimit and RateLimit-Policy, in the form of the IETF's eighth draft. */
  headers: [name: string, value: string][];
}

interface Count {
  requests: number;
  /** On the clock that only goes forwards. */
  endsAtMs: number;
  /** The key as clients may see it: the same one is the same count, and it tells nothing else. */
  partition: string;
  /** The key among all threads. */
  shared: bigint;
}

/**
 * Counts the requests of a minute: each token has its own count whatever its address, and those who send no valid token
 * share their address's. Every way into the service counts here.
 */
export class Rates {
  // Counts move to the current map when they are used; the others are forgotten with the previous one.
  private current = new Map<string, Count>();
  private previous = new Map<string, Count>();
  private turnsAtMs = 0;

  constructor(
    private readonly config: Pick<Config, 'ratePerMinute' | 'addressRatePerMinute' | 'trustProxy'>,
    /** Where several threads count together. */
    private readonly shared: SharedCounts | null = null,
  ) {}

  count(request: IncomingMessage, caller: Caller): Rate {
    const isKnown = caller.role !== 'ANONYMOUS';
    const key = isKnown ? `token:${caller.id}` : ipKeyGenerator(addressOf(request, this.config.trustProxy));
    const limit = isKnown ? this.config.ratePerMinute : this.config.addressRatePerMinute;
    const nowMs = Number(nowNs()) / 1e6;
    const count = this.countOf(key, nowMs);
    count.requests += 1;
    // A table that is full leaves each thread with its own count.
    Object.assign(count, this.shared?.add(count.shared, nowMs, WINDOW_MS));
    const resetSeconds = Math.max(0, Math.ceil((count.endsAtMs - nowMs) / 1000));
    const name = `"${limit}-in-1min"`;
    return {
      isExceeded: count.requests > limit,
      resetSeconds,
      headers: [
        ['ratelimit', `${name}; r=${Math.max(0, limit - count.requests)}; t=${resetSeconds}`],
        ['ratelimit-policy', `${name}; q=${limit}; w=${WINDOW_SECONDS}; pk=:${count.partition}:`],
      ],
    };
  }

  private countOf(key: string, nowMs: number): Count {
    if (nowMs >= this.turnsAtMs) {
      this.previous = this.current;
      this.current = new Map();
      this.turnsAtMs = nowMs + WINDOW_MS;
    }
    let count = this.current.get(key);
    if (count === undefined) {
      count = this.previous.get(key) ?? { requests: 0, endsAtMs: nowMs + WINDOW_MS, ...namesOf(key) };
      this.current.set(key, count);
    }
    if (count.endsAtMs <= nowMs) {
      count.requests = 0;
      count.endsAtMs = nowMs + WINDOW_MS;
    }
    return count;
  }
}

function namesOf(key: string): Pick<Count, 'partition' | 'shared'> {
  const digest = createHash('sha256').update(key).digest();
  return {
    partition: Buffer.from(digest.toString('hex').slice(0, 12)).toString('base64'),
    shared: digest.readBigInt64LE(8),
  };
}

/** The client's address, read past as many proxies as stand in front. What a client claims beyond them counts nothing. */
export function addressOf(request: IncomingMessage, trustedProxies: number): string {
  const nearest = request.socket.remoteAddress ?? '';
  if (trustedProxies === 0) return nearest;
  const forwarded = String(request.headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((address) => address.trim())
    .filter((address) => address !== '')
    .toReversed();
  const addresses = [nearest, ...forwarded];
  return addresses[Math.min(trustedProxies, addresses.length - 1)] ?? nearest;
}
