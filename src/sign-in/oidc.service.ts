import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CodedError } from '#libs/refusals';
import { Clock } from '../platform/clock.js';
import { baseUrl, CONFIG, type Config } from '../platform/config.js';
import { open, seal } from '../platform/seal.js';
import { Secrets } from '../platform/secrets.js';
import { accountsOf } from './sign-in.queries.js';
import { SignInService } from './sign-in.service.js';

// Loaded when somebody signs in that way, since few installations do.
type Library = typeof import('openid-client');
type Provider = Awaited<ReturnType<Library['discovery']>>;

/** How long somebody may take at the provider's page. */
export const OIDC_MINUTES = 10;
const ANSWER_SECONDS = 10;
const CONTEXT = 'oidc';

/** What is kept in a browser while its user is at the provider's. */
interface Attempt {
  state: string;
  nonce: string;
  verifier: string;
  endsAtMs: number;
}

/** Signing in at an OpenID provider, by the authorization code flow with PKCE. */
@Injectable()
export class OidcService {
  private provider: Promise<Provider> | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly secrets: Secrets,
    private readonly signIn: SignInService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  get isConfigured(): boolean {
    return this.config.oidc !== null;
  }

  /** Where to send a browser, and what it is to bring back with it, sealed. @throws CodedError OIDC_NOT_CONFIGURED; whatever keeps the provider from answering. */
  async begin(): Promise<{ url: string; attempt: string }> {
    const library = await import('openid-client');
    const provider = await this.discover(library);
    const attempt: Attempt = {
      state: library.randomState(),
      nonce: library.randomNonce(),
      verifier: library.randomPKCECodeVerifier(),
      endsAtMs: this.clock.now().getTime() + OIDC_MINUTES * 60_000,
    };
    const url = library.buildAuthorizationUrl(provider, {
      redirect_uri: this.callbackUrl,
      scope: 'openid email',
      state: attempt.state,
      nonce: attempt.nonce,
      code_challenge: await library.calculatePKCECodeChallenge(attempt.verifier),
      code_challenge_method: 'S256',
    });
    const sealed = seal(this.secrets.key('oidc-attempt'), Buffer.from(JSON.stringify(attempt)), CONTEXT);
    return { url: url.href, attempt: sealed.toString('base64url') };
  }

  /**
   * A session for whoever comes back from the provider with an e-mail address that it has verified. Where several accounts
   * have the address it is an operator's before a merchant's, as in the order of a message with links.
   *
   * @param query - What the provider added to the address, from the question mark on.
   * @throws CodedError OIDC_FAILED for an attempt that is not this browser's or took too long, and for an address that is
   *   not verified; NO_ACCOUNT; whatever else the provider's answer is refused for.
   */
  async finish(query: string, attempt: string | null, label: string): Promise<{ secret: string }> {
    const begun = this.unseal(attempt);
    const library = await import('openid-client');
    const provider = await this.discover(library);
    const tokens = await library.authorizationCodeGrant(provider, new URL(`${this.callbackUrl}${query}`), {
      expectedState: begun.state,
      expectedNonce: begun.nonce,
      pkceCodeVerifier: begun.verifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    const email = claims?.email;
    if (typeof email !== 'string' || claims?.email_verified !== true) throw new CodedError('OIDC_FAILED');
    const [account] = await accountsOf(this.dataSource.manager, email.slice(0, 254), 1);
    if (account === undefined) throw new CodedError('NO_ACCOUNT');
    return this.signIn.beginAs(account, label);
  }

  private get callbackUrl(): string {
    return `${baseUrl(this.config)}/sign-in/oidc/callback`;
  }

  private unseal(attempt: string | null): Attempt {
    try {
      const sealed = Buffer.from(attempt ?? '', 'base64url');
      const begun = JSON.parse(open(this.secrets.key('oidc-attempt'), sealed, CONTEXT).toString()) as Attempt;
      if (begun.endsAtMs > this.clock.now().getTime()) return begun;
    } catch {
      // It is none of ours.
    }
    throw new CodedError('OIDC_FAILED');
  }

  /** What the provider says of itself: asked once, and again after it did not answer. */
  private discover(library: Library): Promise<Provider> {
    const { oidc } = this.config;
    if (oidc === null) throw new CodedError('OIDC_NOT_CONFIGURED');
    const issuer = new URL(oidc.issuer);
    this.provider ??= library
      .discovery(issuer, oidc.clientId, oidc.clientSecret, undefined, {
        timeout: ANSWER_SECONDS,
        // Only a provider on this machine may be without TLS, as the configuration sees to.
        execute: [
          library.enableNonRepudiationChecks,
          ...(issuer.protocol === 'http:' ? [library.allowInsecureRequests] : []),
        ],
      })
      .catch((error: unknown) => {
        this.provider = null;
        throw error;
      });
    return this.provider;
  }
}
