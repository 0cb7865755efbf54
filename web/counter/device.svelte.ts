import { type Asking, request, Trouble } from '../lib/ask.js';
import { page } from '../lib/page-language.svelte.js';
import type { Store } from './store.js';

export interface Pairing {
  pointCode: string;
  /** PEM, to check customers' QRs without a network. */
  qrPublicKey: string;
}

/** FORMER: the operator has ended this phone's access, or its year is over. LOST: the browser has lost its cookie. */
export type Standing = 'LOADING' | 'UNPAIRED' | 'PAIRED' | 'FORMER' | 'LOST';

const CLOCK_TOLERANCE_MS = 5 * 60_000;

export function asking(): Asking {
  return { credential: { session: 'counter' }, language: page.language };
}

/** Who this phone is, whether it has a network, and whether its clock is right. */
export class Device {
  standing = $state<Standing>('LOADING');
  pairing = $state.raw<Pairing | null>(null);
  /** As the last request found it: a phone that is connected to a box without a line says that it is online. */
  isOnline = $state(navigator.onLine);
  /** The phone's clock minus the service's in milliseconds; null while it is not known. */
  clockErrorMs = $state<number | null>(null);

  constructor(private readonly store: Store) {}

  get isClockWrong(): boolean {
    return this.clockErrorMs !== null && Math.abs(this.clockErrorMs) > CLOCK_TOLERANCE_MS;
  }

  /** What was known at the last visit, so that a phone without a network goes on at once. */
  async load(): Promise<void> {
    const kept = await this.store.kept<Pairing & { standing?: Standing }>('pairing');
    this.pairing = kept ?? null;
    this.standing = kept === undefined ? 'UNPAIRED' : (kept.standing ?? 'PAIRED');
  }

  /** Trades the code that the operator has read out for a place at a counter. @throws Trouble */
  async pair(pairingCode: string): Promise<void> {
    const body = JSON.stringify({ pairingCode });
    await this.become(await request('/session', { method: 'POST', body }, asking()));
    // The browser may otherwise make room by throwing away what is not sent yet.
    void navigator.storage?.persist?.().catch(() => {});
  }

  /** Asks the service who it takes this phone for. Without a network nothing changes. */
  async check(): Promise<void> {
    try {
      const response = await request('/session', {}, asking());
      this.hear();
      await this.become(response);
    } catch (error) {
      await this.learn(error);
    }
  }

  /** What an answer that did not come, or that said no, means for this phone. */
  async learn(error: unknown): Promise<void> {
    if (!(error instanceof Trouble)) throw error;
    if (error.code === 'NO_NETWORK' || error.code === 'NO_ANSWER') this.isOnline = false;
    else this.hear();
    if (error.code !== 'UNAUTHENTICATED' || this.pairing === null) return;
    await this.stand(error.details.former === true ? 'FORMER' : 'LOST');
  }

  hear(): void {
    this.isOnline = true;
  }

  async stand(standing: Standing): Promise<void> {
    this.standing = standing;
    await this.store.keep('pairing', { ...this.pairing, standing });
  }

  /** Signs out and forgets everything. @throws Trouble NO_NETWORK: the cookie can be taken away by the service only. */
  async unpair(): Promise<void> {
    await request('/session', { method: 'DELETE' }, asking());
    await this.store.forgetAll();
    this.pairing = null;
    this.standing = 'UNPAIRED';
  }

  private async become(response: Response): Promise<void> {
    const date = Date.parse(response.headers.get('date') ?? '');
    if (!Number.isNaN(date)) this.clockErrorMs = Date.now() - date;
    const { pointCode, qrPublicKey } = (await response.json()) as Pairing;
    this.pairing = { pointCode, qrPublicKey };
    await this.stand('PAIRED');
  }
}
