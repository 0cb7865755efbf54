import { Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DEVICE_DAYS, PairingService } from '../access/pairing.service.js';
import { SESSION_DAYS, SessionsService, type SessionView } from '../access/sessions.service.js';
import { TokensService } from '../access/tokens.service.js';
import { Allow, type Caller, CurrentCaller, EVERYONE } from '../platform/caller.js';
import { CONFIG, type Config } from '../platform/config.js';
import { SessionCookies, type SessionFace } from '../platform/http/session-cookies.js';
import { check, checkText } from '../platform/input.js';
import { browserName } from './browser-name.js';
import { SignInService } from './sign-in.service.js';

/**
 * How long a cookie is kept. A phone's outlives its token: with it the phone can say whose it was, and hand in what it
 * scanned and has not sent.
 */
const KEPT_DAYS: Record<SessionFace, number> = { console: SESSION_DAYS, counter: DEVICE_DAYS + 30 };

/** Signing in and out of a browser. */
@Controller('session')
export class SessionController {
  private readonly cookies: SessionCookies;

  constructor(
    private readonly sessions: SessionsService,
    private readonly tokens: TokensService,
    private readonly signIn: SignInService,
    private readonly pairing: PairingService,
    @Inject(CONFIG) config: Config,
  ) {
    this.cookies = new SessionCookies(config);
  }

  /** `{ "signInToken" }` out of a link, or `{ "pairingCode" }` that an operator has read out. */
  @Post()
  @HttpCode(200)
  @Allow(...EVERYONE, 'FORMER')
  async begin(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<SessionView> {
    // Another's page could sign its own account in here, and wait for what is typed into it.
    this.cookies.requireOwnPage(request);
    const { signInToken, pairingCode } = wanted(request.body);
    const face: SessionFace = signInToken === null ? 'counter' : 'console';
    const secret =
      signInToken === null
        ? (await this.pairing.pair(pairingCode, true)).token.secret
        : (await this.signIn.begin(signInToken, browserName(request.headers['user-agent']))).secret;
    const replaced = this.cookies.read(request, face);
    if (replaced !== null) await this.sessions.end(replaced);
    this.cookies.set(response, face, secret, KEPT_DAYS[face]);
    response.set('cache-control', 'no-store');
    return this.sessions.view(await this.tokens.identify(secret, null));
  }

  @Get()
  @Allow('OPERATOR', 'MERCHANT', 'CLERK', 'FORMER')
  current(@CurrentCaller() caller: Caller, @Res({ passthrough: true }) response: Response): Promise<SessionView> {
    response.set('cache-control', 'no-store');
    return this.sessions.view(caller);
  }

  /** Ends the session of the face that asks. One that has ended, or was none, is gone as well. */
  @Delete()
  @HttpCode(204)
  @Allow(...EVERYONE, 'FORMER')
  async end(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    const face = this.cookies.faceOf(request);
    if (face === null) return;
    const secret = this.cookies.secretOf(request);
    if (secret !== null) await this.sessions.end(secret);
    this.cookies.clear(response, face);
  }
}

type Wanted = { signInToken: string; pairingCode: null } | { signInToken: null; pairingCode: string };

/** @throws CodedError BAD_INPUT for anything but exactly one of the two. */
function wanted(body: unknown): Wanted {
  const { signInToken, pairingCode } = (body ?? {}) as Record<string, unknown>;
  if (typeof signInToken === 'string' && pairingCode === undefined) {
    return { signInToken: checkText(signInToken, 'signInToken', { most: 200 }), pairingCode: null };
  }
  check(
    typeof pairingCode === 'string' && signInToken === undefined,
    'signInToken',
    'Send JSON with one of signInToken and pairingCode.',
  );
  return { signInToken: null, pairingCode: checkText(pairingCode, 'pairingCode', { most: 40 }) };
}
