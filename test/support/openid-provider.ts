import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';

/** An OpenID provider within the process of the test, which signs whoever the story says in. */
export class OpenidProvider {
  /** What it knows of its user, or says wrongly. */
  claims: Record<string, unknown> = {};
  /** Signs with a key that it does not publish. */
  isForging = false;
  /** The code that it gave out, with what it was for. */
  private readonly codes = new Map<string, { nonce: string; challenge: string; redirectUri: string }>();

  private constructor(
    private readonly server: Server,
    private readonly keys: Record<'own' | 'other', { publicKey: CryptoKey; privateKey: CryptoKey }>,
  ) {}

  static async start(): Promise<OpenidProvider> {
    const keys = { own: await generateKeyPair('ES256'), other: await generateKeyPair('ES256') };
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', async () => {
        const answer = await provider.answer(request.url ?? '', new URLSearchParams(Buffer.concat(chunks).toString()));
        response.writeHead(answer === null ? 400 : 200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(answer ?? { error: 'invalid_grant' }));
      });
    });
    const provider = new OpenidProvider(server, keys);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    return provider;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** What its page would do once the user has signed in: the query with which the browser is sent back. */
  approve(authorization: URL): string {
    const of = (name: string) => authorization.searchParams.get(name) ?? '';
    if (of('code_challenge_method') !== 'S256' || of('response_type') !== 'code') throw new Error('not as asked for');
    const code = `code-${this.codes.size}`;
    this.codes.set(code, { nonce: of('nonce'), challenge: of('code_challenge'), redirectUri: of('redirect_uri') });
    return `?${new URLSearchParams({ code, state: of('state') })}`;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private async answer(path: string, form: URLSearchParams): Promise<unknown> {
    if (path === '/jwks') return { keys: [{ ...(await exportJWK(this.keys.own.publicKey)), alg: 'ES256', kid: 'k' }] };
    if (path === '/token') return this.tokens(form);
    return {
      issuer: this.url,
      authorization_endpoint: `${this.url}/authorize`,
      token_endpoint: `${this.url}/token`,
      jwks_uri: `${this.url}/jwks`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
    };
  }

  private async tokens(form: URLSearchParams): Promise<unknown> {
    const asked = this.codes.get(form.get('code') ?? '');
    this.codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isRight =
      asked?.challenge === challenge &&
      asked.redirectUri === form.get('redirect_uri') &&
      form.get('client_secret') === 'client secret';
    if (!isRight) return null;
    const token = new SignJWT({ nonce: asked.nonce, ...this.claims })
      .setProtectedHeader({ alg: 'ES256', kid: 'k' })
      .setIssuer(this.url)
      .setSubject('user')
      .setAudience('relais')
      .setIssuedAt()
      .setExpirationTime('5m');
    const key = this.isForging ? this.keys.other : this.keys.own;
    return { access_token: 'x', token_type: 'bearer', id_token: await token.sign(key.privateKey) };
  }
}
