import { commands } from '../src/commands.js';
import { readConfig } from '../src/platform/config.js';
import { relaisCommand } from './support/command.js';
import { BOOKSHOP, registered } from './support/merchants.js';
import { OpenidProvider } from './support/openid-provider.js';
import { Relais } from './support/relais.js';
import { Visitor } from './support/visitor.js';

let provider: OpenidProvider;
let relais: Relais;
beforeAll(async () => {
  provider = await OpenidProvider.start();
  relais = await Relais.start({
    env: {
      RELAIS_OIDC_ISSUER: provider.url,
      RELAIS_OIDC_CLIENT_ID: 'relais',
      RELAIS_OIDC_CLIENT_SECRET: 'client secret',
    },
  });
});
afterAll(async () => {
  await relais.stop();
  await provider.stop();
});
beforeEach(() => {
  provider.claims = {};
  provider.isForging = false;
});

/** Goes to the provider, with a browser whose user has never been here. */
async function leave(visitor = new Visitor(relais)) {
  const { status, location, setCookie } = await visitor.send('GET', '/sign-in/oidc');
  expect(status).toBe(303);
  expect(setCookie[0]).toMatch(/^relais_oidc=[\w-]+; Max-Age=600; Path=\/sign-in\/oidc; .*HttpOnly; SameSite=Lax$/);
  return { visitor, authorization: new URL(location ?? '') };
}

/** Comes back, and gives where the browser is sent on to. */
async function comeBack(visitor: Visitor, query: string): Promise<string> {
  const { location } = await visitor.send('GET', `/sign-in/oidc/callback${query}`);
  return (location ?? '').replace(/^http:\/\/localhost:\d+/, '');
}

async function signIn(claims: Record<string, unknown>) {
  const { visitor, authorization } = await leave();
  provider.claims = claims;
  return { visitor, page: await comeBack(visitor, provider.approve(authorization)) };
}

describe('signing in at an OpenID provider', () => {
  it('lets in the operator, or else the merchant, who has the address that the provider has verified', async () => {
    await relaisCommand(relais.service.app, commands, '.', ['operator', 'add', 'Op@relais.example']);
    const shop = await registered(relais, { ...BOOKSHOP, email: 'oidc@librairie.example' });
    await registered(relais, { ...BOOKSHOP, email: 'op@relais.example' });
    const operator = await signIn({ email: 'op@relais.example', email_verified: true });
    expect(operator.page).toBe('/sign-in');
    expect((await operator.visitor.send('GET', '/session')).body).toMatchObject({ role: 'OPERATOR', chainCode: null });
    const merchant = await signIn({ email: 'OIDC@librairie.example', email_verified: true });
    expect((await merchant.visitor.send('GET', '/session')).body).toMatchObject({ merchantId: shop.id });
    const { authorization } = await leave();
    expect(authorization.href).toMatch(/scope=openid\+email/);
    expect((await new Visitor(relais).send('HEAD', '/sign-in/oidc')).status).toBe(204);
  });

  it('lets in nobody else, and the page is told why', async () => {
    await registered(relais, { ...BOOKSHOP, email: 'seul@librairie.example' });
    const mine = { email: 'seul@librairie.example', email_verified: true };
    const refused = async (claims: Record<string, unknown>) => {
      const { visitor, page } = await signIn(claims);
      expect((await visitor.send('GET', '/session')).status).toBe(401);
      return page;
    };
    expect(await refused({ email: 'nobody@librairie.example', email_verified: true })).toBe(
      '/sign-in#refused=NO_ACCOUNT',
    );
    for (const claims of [{ ...mine, email_verified: false }, { email: mine.email }, {}, { ...mine, nonce: 'other' }]) {
      expect(await refused(claims)).toBe('/sign-in#refused=OIDC_FAILED');
    }
    provider.isForging = true;
    expect(await refused(mine)).toBe('/sign-in#refused=OIDC_FAILED');
  });

  it('is of one browser, once, and for ten minutes', async () => {
    await registered(relais, { ...BOOKSHOP, email: 'fois@librairie.example' });
    const claims = { email: 'fois@librairie.example', email_verified: true };
    const failed = '/sign-in#refused=OIDC_FAILED';
    const first = await leave();
    provider.claims = claims;
    const query = provider.approve(first.authorization);
    // Whoever is lured to another's way back has none of it in their browser, or one of their own.
    expect(await comeBack(new Visitor(relais), query)).toBe(failed);
    expect(await comeBack((await leave()).visitor, query)).toBe(failed);
    expect(await comeBack(first.visitor, query)).toBe('/sign-in');
    expect(await comeBack(first.visitor, query)).toBe(failed);
    const slow = await leave();
    relais.clock.advance({ minutes: 10 });
    expect(await comeBack(slow.visitor, provider.approve(slow.authorization))).toBe(failed);
    expect(await comeBack((await leave()).visitor, '?error=access_denied')).toBe(failed);
  });
});

describe('its settings', () => {
  const problemsOf = (env: Record<string, string>) => {
    try {
      return readConfig(env).oidc;
    } catch (error) {
      return (error as Error).message;
    }
  };
  const whole = {
    RELAIS_OIDC_ISSUER: 'https://login.example',
    RELAIS_OIDC_CLIENT_ID: 'relais',
    RELAIS_OIDC_CLIENT_SECRET: 'hidden',
  };

  it('are all there or none, and never without TLS but on this machine', () => {
    expect(problemsOf({})).toBeNull();
    expect(problemsOf(whole)).toEqual({ issuer: 'https://login.example', clientId: 'relais', clientSecret: 'hidden' });
    for (const name of Object.keys(whole)) {
      const told = problemsOf({ ...whole, [name]: '' });
      expect(told).toMatch(new RegExp(`${name}: needed`));
      expect(told).not.toContain('hidden');
    }
    expect(problemsOf({ ...whole, RELAIS_OIDC_ISSUER: 'http://login.example' })).toMatch(
      /RELAIS_OIDC_ISSUER: needs https/,
    );
  });
});
