import { type Asking, ask, Trouble } from '../lib/ask.js';
import { page } from '../lib/page-language.svelte.js';
import { TRACK, type Tracked } from './documents.js';

const REFRESH_MS = 60_000;

/** The parcel of this page's address: `/track/<tracking number>#<secret>`. The secret stays in the fragment. */
export class ParcelOnPage {
  readonly trackingNumber = decodeURIComponent(location.pathname.split('/').at(-1) ?? '');
  tracked: Tracked | null = $state.raw(null);
  /** Why what is shown may be old, or why nothing is. */
  trouble: Trouble | null = $state.raw(null);
  readAt: Date = $state.raw(new Date());

  asking(): Asking {
    return { credential: { bearer: location.hash.slice(1) }, language: page.language };
  }

  /** Reads it anew; what was read before stays while there is no answer. */
  async read(): Promise<void> {
    try {
      const { track } = await ask(TRACK, { trackingNumber: this.trackingNumber }, this.asking());
      this.tracked = track;
      this.trouble = null;
      this.readAt = new Date();
    } catch (error) {
      this.trouble = troubleOf(error);
      if (this.trouble.code === 'LINK_INVALID') this.tracked = null;
    }
  }

  /** Keeps it fresh while somebody looks. @returns What ends that. */
  watch(): () => void {
    const look = () => {
      if (document.visibilityState === 'visible') void this.read();
    };
    const timer = setInterval(look, REFRESH_MS);
    const events = ['online', 'hashchange'] as const;
    for (const event of events) addEventListener(event, look);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      for (const event of events) removeEventListener(event, look);
      document.removeEventListener('visibilitychange', look);
    };
  }
}

/** A wrong secret of a link is told in the same words whether it is the query or the token that is refused. */
export function troubleOf(error: unknown): Trouble {
  if (!(error instanceof Trouble)) return new Trouble('NO_ANSWER', String(error));
  return error.code === 'UNAUTHENTICATED' ? new Trouble('LINK_INVALID', error.message) : error;
}
