import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CodedError } from '#libs/refusals';
import { SESSION_DAYS } from '../access/sessions.service.js';
import { Allow, EVERYONE } from '../platform/caller.js';
import { baseUrl, CONFIG, type Config } from '../platform/config.js';
import { cookieIn, SessionCookies } from '../platform/http/session-cookies.js';
import type { Logger } from '../platform/log.js';
import { LOG } from '../platform/platform.module.js';
import { browserName } from './browser-name.js';
import { OIDC_MINUTES, OidcService } from './oidc.service.js';

const ATTEMPT = 'relais_oidc';

/**
 * Where a browser goes to sign in at an OpenID provider, and where it comes back. Both end at the page `/sign-in`, with
 * `#refused=` and a code where it did not work: people are at these addresses, and not programs.
 */
@Controller('sign-in/oidc')
export class OidcController {
  private readonly cookies: SessionCookies;

  constructor(
    private readonly oidc: OidcService,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOG) private readonly log: Logger,
  ) {
    this.cookies = new SessionCookies(config);
  }

  /** To HEAD it says whether there is a provider: 204 or 404. */
  @Get()
  @Allow(...EVERYONE)
  async begin(@Req() request: Request, @Res() response: Response): Promise<void> {
    if (request.method === 'HEAD') return void response.status(this.oidc.isConfigured ? 204 : 404).end();
    await this.toPageUnless(response, async () => {
      const { url, attempt } = await this.oidc.begin();
      // The way back is a link from another site, with which a browser sends no stricter cookie.
      response.cookie(ATTEMPT, attempt, { ...this.options, maxAge: OIDC_MINUTES * 60_000 });
      return url;
    });
  }

  @Get('callback')
  @Allow(...EVERYONE)
  async finish(@Req() request: Request, @Res() response: Response): Promise<void> {
    response.clearCookie(ATTEMPT, this.options);
    await this.toPageUnless(response, async () => {
      const { search } = new URL(request.originalUrl, 'http://localhost');
      const label = browserName(request.headers['user-agent']);
      const { secret } = await this.oidc.finish(search, cookieIn(request, ATTEMPT), label);
      this.cookies.set(response, 'console', secret, SESSION_DAYS);
      return `${baseUrl(this.config)}/sign-in`;
    });
  }

  private async toPageUnless(response: Response, next: () => Promise<string>): Promise<void> {
    response.set('cache-control', 'no-store');
    try {
      response.redirect(303, await next());
    } catch (error) {
      // What the provider said may hold who it was about: its code says enough.
      if (!(error instanceof CodedError))
        this.log.warn({ code: (error as { code?: string }).code }, 'OpenID sign-in failed');
      const code = error instanceof CodedError ? error.code : 'OIDC_FAILED';
      response.redirect(303, `${baseUrl(this.config)}/sign-in#refused=${code}`);
    }
  }

  private get options() {
    const secure = this.config.publicUrl?.startsWith('https:') ?? false;
    return { httpOnly: true, sameSite: 'lax', secure, path: '/sign-in/oidc' } as const;
  }
}
