import { ask as askService, request as requestService, Trouble } from '../lib/ask.js';
import type { ResultOf, VariablesOf } from '../lib/document.js';
import { page } from '../lib/page-language.svelte.js';

export interface SessionView {
  role: 'MERCHANT' | 'OPERATOR';
  expiresAt: string;
  merchantId?: string;
  chainCode?: string | null;
}

/**
 * Who is signed in. ENDED is a session that ended while the page was open: what is on it stays, since somebody may have
 * typed it. `turn` counts the times that somebody came in, so that what is shown is then asked for again.
 */
export const session = $state<{
  status: 'LOADING' | 'UNREACHABLE' | 'OUT' | 'IN' | 'ENDED';
  view: SessionView | null;
  turn: number;
}>({ status: 'LOADING', view: null, turn: 0 });

const credential = { session: 'console' } as const;

function noteEnd(error: unknown): void {
  if (error instanceof Trouble && error.code === 'UNAUTHENTICATED' && session.status === 'IN') session.status = 'ENDED';
}

/** Asks the service as whoever is signed in. @throws Trouble */
export async function ask<Document>(text: Document, variables: VariablesOf<Document>): Promise<ResultOf<Document>> {
  try {
    return await askService(text, variables, { credential, language: page.language });
  } catch (error) {
    noteEnd(error);
    throw error;
  }
}

/** A request beside GraphQL. @param timeoutMs - Milliseconds. @throws Trouble */
export async function request(path: string, init: RequestInit = {}, timeoutMs = 20_000): Promise<Response> {
  try {
    return await requestService(path, init, { credential, language: page.language, timeoutMs });
  } catch (error) {
    noteEnd(error);
    throw error;
  }
}

function enter(view: SessionView): void {
  // Another account has come in: nothing of the former one's may stay on the page.
  if (session.view !== null && nameOf(session.view) !== nameOf(view)) location.assign('/console');
  session.view = view;
  session.status = 'IN';
  session.turn += 1;
}

function nameOf({ role, merchantId, chainCode }: SessionView): string {
  return [role, merchantId, chainCode].join(' ');
}

/** Finds out who this browser is signed in as. */
export async function resume(): Promise<void> {
  try {
    const response = await request('/session');
    enter((await response.json()) as SessionView);
  } catch (error) {
    const isOut = error instanceof Trouble && ['UNAUTHENTICATED', 'FORBIDDEN'].includes(error.code);
    if (session.status === 'LOADING' || session.status === 'UNREACHABLE')
      session.status = isOut ? 'OUT' : 'UNREACHABLE';
  }
}

/** @throws Trouble SIGN_IN_LINK_INVALID */
export async function signIn(signInToken: string): Promise<void> {
  const response = await request('/session', { method: 'POST', body: JSON.stringify({ signInToken }) });
  enter((await response.json()) as SessionView);
  tellOthers('in');
}

export async function signOut(): Promise<void> {
  await request('/session', { method: 'DELETE' });
  tellOthers('out');
  location.assign('/console');
}

// The link of the mail opens in a window of its own: the one that waits for it hears of it by this word.
const WORD = 'relais-console';
function tellOthers(what: 'in' | 'out'): void {
  try {
    localStorage.setItem(WORD, `${what} ${crypto.randomUUID()}`);
  } catch {
    // Nothing is kept in this browser: the other window finds out when somebody comes back to it.
  }
}
addEventListener('storage', ({ key, newValue }) => {
  if (key !== WORD) return;
  if (newValue?.startsWith('out')) location.assign('/console');
  else if (session.status !== 'IN') void resume();
});
addEventListener('focus', () => {
  if (session.status === 'ENDED' || session.status === 'OUT') void resume();
});
