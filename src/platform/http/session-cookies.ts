import type { IncomingMessage } from 'node:http';
import type { Response } from 'express';
import { CodedError } from '#libs/refusals';
import type { Config } from '../config.js';

/** The two faces that sign in from a browser; a request names the one that it comes from in `x-relais-session`. */
export type SessionFace = 'console' | 'counter';

const NAMES: Record<SessionFace, string> = { console: 'relais_session', counter: 'relais_device' };
const DAY_MS = 86_400_000;

/**
 * The cookies that hold the secrets of sessions.
 *
 * A browser sends a cookie whoever made the page that asks, so that a cookie alone proves nothing: it counts only beside
 * a header that no page of another origin can send, since our answer to its preflight does not allow it, nor a form, nor
 * a link. For downloads, which a link could not ask for either, pages fetch the bytes with the header and hand them to
 * the browser themselves: there is no way around the header to keep shut.
 */
export class SessionCookies {
  private readonly isSecure: boolean;

  constructor(private readonly config: Pick<Config, 'publicUrl'>) {
    this.isSecure = config.publicUrl?.startsWith('https:') ?? false;
  }

  /** The face whose cookie counts for a request; null where none does. Whoever sends a token means the token. */
  faceOf({ headers }: IncomingMessage): SessionFace | null {
    const face = headers['x-relais-session'];
    if (headers.authorization !== undefined && headers.authorization !== '') return null;
    return face === 'console' || face === 'counter' ? face : null;
  }

  /**
   * The secret that a request's cookie holds, where one counts.
   *
   * @throws CodedError FORBIDDEN for a page of another origin.
   */
  secretOf(request: IncomingMessage): string | null {
    const face = this.faceOf(request);
    const secret = face && this.read(request, face);
    if (secret) this.requireOwnPage(request);
    return secret;
  }

  /** What a cookie holds, whether or not it counts. */
  read(request: IncomingMessage, face: SessionFace): string | null {
    return cookieIn(request, this.nameOf(face));
  }

  /** @throws CodedError FORBIDDEN for a page of another origin, which the header should have kept out already. */
  requireOwnPage(request: IncomingMessage): void {
    const { origin } = request.headers;
    // What only a browser can set says it; browsers that do not set it yet name the page's origin.
    const site = request.headers['sec-fetch-site'];
    const isOwn =
      site === undefined ? this.isOwn(origin, request.headers.host) : /^(same-origin|none)$/.test(`${site}`);
    if (isOwn) return;
    throw new CodedError(
      'FORBIDDEN',
      { origin: origin?.slice(0, 200) ?? null },
      { message: 'Sessions are for Relais’ own pages. Pages of others send a token of theirs.' },
    );
  }

  set(response: Response, face: SessionFace, secret: string, days: number): void {
    response.cookie(this.nameOf(face), secret, { ...this.options, maxAge: days * DAY_MS });
  }

  clear(response: Response, face: SessionFace): void {
    response.clearCookie(this.nameOf(face), this.options);
  }

  private isOwn(origin: string | undefined, host: string | undefined): boolean {
    if (origin === undefined || !URL.canParse(origin)) return origin === undefined;
    const { publicUrl } = this.config;
    return (
      new URL(origin).host === host || (publicUrl !== null && new URL(origin).origin === new URL(publicUrl).origin)
    );
  }

  /** With the prefix a browser takes it from this host alone, and over TLS. */
  private nameOf(face: SessionFace): string {
    return `${this.isSecure ? '__Host-' : ''}${NAMES[face]}`;
  }

  private get options() {
    return { httpOnly: true, sameSite: 'strict', secure: this.isSecure, path: '/' } as const;
  }
}

/** The value of a cookie, of those that we set: letters, digits and the like. */
export function cookieIn({ headers }: IncomingMessage, name: string): string | null {
  const found = headers.cookie?.split(/; */).find((cookie) => cookie.startsWith(`${name}=`));
  const value = found?.slice(name.length + 1) ?? '';
  return /^[\w.-]{1,1000}$/.test(value) ? value : null;
}
