import { listenToLog } from './support/log.js';
import { BOOKSHOP, GROCER, registered } from './support/merchants.js';
import { announced, SCAN } from './support/parcels.js';
import { addPoint } from './support/points.js';
import { Relais } from './support/relais.js';
import { linksIn, mailTo, requestLink, Visitor } from './support/visitor.js';
import { openProgramme } from './support/waiting.js';

const MINE = '{ merchant { id emailProvedAt } }';
const SESSIONS = '{ sessions { id label isCurrent createdAt expiresAt } }';
const REVOKE = 'mutation ($id: ID!) { revokeToken(id: $id) }';
const REQUEST = 'mutation ($email: String!) { requestSignInLink(email: $email) }';
const FIREFOX = { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0' };

let relais: Relais;
beforeAll(async () => {
  relais = await Relais.start();
});
afterAll(() => relais.stop());
beforeEach(() => relais.clock.set('2026-11-24T09:00:00Z'));

const tokenFrom = async (email: string) => linksIn(await requestLink(relais, email))[0] as string;
/** A merchant of its own, signed in from a browser. */
async function signedIn(email: string, shop: Record<string, unknown> = BOOKSHOP) {
  const { id } = await registered(relais, { ...shop, email });
  const visitor = new Visitor(relais);
  const { status } = await visitor.send('POST', '/session', { signInToken: await tokenFrom(email) }, FIREFOX);
  expect(status).toBe(200);
  return { id, visitor };
}

describe('a merchant who signs in by a link', () => {
  it('asks with an e-mail address, opens the link, and is signed in by a cookie that no script reads', async () => {
    const { id } = await registered(relais, { ...BOOKSHOP, email: 'Bonjour@Librairie.example' });
    const message = await requestLink(relais, 'bonjour@LIBRAIRIE.example', 'Bonjour@Librairie.example', 'fr');
    expect(message).toContain('Il sert une fois, dans les 15 minutes');
    const visitor = new Visitor(relais);
    expect(await visitor.send('GET', '/session')).toMatchObject({ status: 401, error: { code: 'UNAUTHENTICATED' } });
    const [signInToken] = linksIn(message);
    const begun = await visitor.send('POST', '/session', { signInToken });
    const told = { role: 'MERCHANT', merchantId: id, expiresAt: '2026-12-24T09:00:00.000Z' };
    expect(begun.body).toEqual(told);
    expect(begun.setCookie).toHaveLength(1);
    expect(begun.setCookie[0]).toMatch(
      /^relais_session=rl_me_[\w-]{43}; Max-Age=2592000; Path=\/; Expires=.*; HttpOnly; SameSite=Strict$/,
    );
    expect(JSON.stringify(begun.body)).not.toContain('rl_');
    expect((await visitor.send('GET', '/session')).body).toEqual(told);
    // Who reads the mail of an address has proved it.
    expect((await visitor.ask(MINE)).body.data.merchant).toEqual({ id, emailProvedAt: '2026-11-24T09:00:00.000Z' });
  });

  it('is signed in by the first message after registering: one mail, one click', async () => {
    const email = 'premier@librairie.example';
    const { id } = await registered(relais, { ...BOOKSHOP, email }, { approved: false });
    const [message] = mailTo(relais, email);
    relais.clock.advance({ hours: 23 });
    const visitor = new Visitor(relais);
    const begun = await visitor.send('POST', '/session', { signInToken: linksIn(message)[0] });
    expect(begun.body).toMatchObject({ role: 'MERCHANT', merchantId: id });
    expect((await visitor.ask(MINE)).body.data.merchant.emailProvedAt).toBe('2026-11-25T08:00:00.000Z');
  });

  it('gets in once by a link, for a quarter of an hour, and not when the address has changed', async () => {
    const email = 'une-fois@librairie.example';
    const { token } = await registered(relais, { ...BOOKSHOP, email });
    const visitor = new Visitor(relais);
    const attempt = async (signInToken: string) => {
      const { status, error, setCookie } = await visitor.send('POST', '/session', { signInToken });
      return status === 200 ? 'in' : [status, error?.code, error?.details?.reason, setCookie.length];
    };
    const [used, late, moved] = [await tokenFrom(email), await tokenFrom(email), await tokenFrom(email)];
    const both = await Promise.all([attempt(used), attempt(used)]);
    expect(both).toContain('in');
    expect(both).toContainEqual([401, 'SIGN_IN_LINK_INVALID', 'USED', 0]);
    relais.clock.advance({ minutes: 15 });
    expect(await attempt(late)).toEqual([401, 'SIGN_IN_LINK_INVALID', 'LATE', 0]);
    relais.clock.set('2026-11-24T09:05:00Z');
    const update = 'mutation { updateMerchant(input: { email: "neuf@librairie.example" }) { email } }';
    await relais.data(update, { token });
    const wrong = [
      moved,
      used.replace(/.$/, '~'),
      used.replace(/^./, 'g'),
      'nothing',
      `${moved.slice(0, 36)}.${used.slice(37)}`,
    ];
    for (const one of wrong) expect(await attempt(one)).toEqual([401, 'SIGN_IN_LINK_INVALID', 'UNKNOWN', 0]);
  });

  it('is told why a link does not work for a day, and then nobody knows of it any more', async () => {
    const email = 'oubli@librairie.example';
    await registered(relais, { ...BOOKSHOP, email });
    const signInToken = await tokenFrom(email);
    const reason = async () => {
      await relais.runJob('sign-in.forget-links');
      return (await new Visitor(relais).send('POST', '/session', { signInToken })).error?.details?.reason;
    };
    relais.clock.advance({ days: 1 });
    expect(await reason()).toBe('LATE');
    relais.clock.advance({ minutes: 16 });
    expect(await reason()).toBe('UNKNOWN');
  });

  it('with several accounts is sent a link for each, in the language of the page', async () => {
    const email = 'deux@librairie.example';
    const shops = [await registered(relais, { ...BOOKSHOP, email }), await registered(relais, { ...GROCER, email })];
    const message = await requestLink(relais, email, email, 'en');
    expect(message).toContain('Several accounts have this address');
    expect(message).toContain('Épicerie Wazemmes\nhttp');
    const found = new Set<string>();
    for (const signInToken of linksIn(message)) {
      found.add((await new Visitor(relais).send('POST', '/session', { signInToken })).body.merchantId);
    }
    expect(found).toEqual(new Set(shops.map(({ id }) => id)));
  });

  it('learns nothing of who has an account, and cannot fill a mailbox', async () => {
    const email = 'calme@librairie.example';
    await registered(relais, { ...BOOKSHOP, email });
    const before = mailTo(relais, email).length;
    for (let count = 0; count < 3; count += 1) await requestLink(relais, email);
    for (const asked of [email, email.toUpperCase(), 'nobody@librairie.example']) {
      expect(await relais.data(REQUEST, { variables: { email: asked } })).toEqual({ requestSignInLink: true });
    }
    // A fourth is sent when the quarter of an hour is over, and it is the next to come.
    relais.clock.advance({ minutes: 15 });
    await requestLink(relais, email);
    expect(mailTo(relais, email)).toHaveLength(before + 4);
    expect(mailTo(relais, 'nobody@librairie.example')).toEqual([]);
  });

  it('is told when too many ask from one address of the Internet', async () => {
    relais.clock.set('2026-11-25T08:00:00Z');
    const ask = async () => (await relais.ask(REQUEST, { variables: { email: 'x@librairie.example' } })).errors[0];
    for (let count = 0; count < 31; count += 1) await ask();
    expect((await ask())?.extensions).toMatchObject({ code: 'RATE_LIMITED', details: { retryAfterSeconds: 900 } });
    relais.clock.advance({ minutes: 15 });
    expect(await ask()).toBeUndefined();
    const { errors } = await relais.ask(REQUEST, { variables: { email: 'not an address' } });
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_INPUT', field: 'email' });
  });
});

describe('a session', () => {
  beforeEach(() => relais.clock.set('2026-11-25T09:00:00Z'));

  it('is listed with the browser it is in, ended from another one, and by signing out', async () => {
    const email = 'sessions@librairie.example';
    const { visitor: laptop } = await signedIn(email);
    const till = new Visitor(relais);
    await till.send('POST', '/session', { signInToken: await tokenFrom(email) });
    const listed = (await till.ask(SESSIONS)).body.data.sessions;
    expect(listed).toHaveLength(2);
    const { id } = listed.find(({ isCurrent }: { isCurrent: boolean }) => !isCurrent);
    expect(listed).toContainEqual(expect.objectContaining({ id, label: 'Firefox, Windows' }));

    expect((await till.ask(REVOKE, { id })).body.data).toEqual({ revokeToken: true });
    expect(await laptop.ask(MINE)).toMatchObject({ status: 401, error: { code: 'UNAUTHENTICATED' } });
    expect(await laptop.send('GET', '/session')).toMatchObject({ status: 401, error: { code: 'UNAUTHENTICATED' } });
    expect((await laptop.send('DELETE', '/session')).setCookie[0]).toMatch(/^relais_session=; /);
    const copy = till.saying({ 'sec-fetch-site': 'same-origin' });
    expect((await till.send('DELETE', '/session')).status).toBe(204);
    expect((await till.send('GET', '/session')).status).toBe(401);
    // The secret is worth nothing to whoever kept it.
    expect((await copy.ask(MINE)).status).toBe(401);
  });

  it('ends where another is begun in its place, and after thirty days', async () => {
    const { visitor } = await signedIn('trente@librairie.example');
    const old = visitor.saying({});
    await visitor.send('POST', '/session', { signInToken: await tokenFrom('trente@librairie.example') });
    expect((await old.send('GET', '/session')).status).toBe(401);
    expect((await visitor.send('GET', '/session')).status).toBe(200);
    relais.clock.advance({ days: 30 });
    expect((await visitor.send('GET', '/session')).status).toBe(401);
  });

  it('counts only beside the header of its face, and never beside a token', async () => {
    const { visitor } = await signedIn('entete@librairie.example');
    const token = (await registered(relais, { ...GROCER, email: 'jeton@epicerie.example' })).token;
    const codeOf = async (headers: Record<string, string>) =>
      (await visitor.ask(MINE, {}, headers)).error?.code ?? 'ok';
    expect(await codeOf({})).toBe('ok');
    expect(await codeOf({ 'x-relais-session': '' })).toBe('UNAUTHENTICATED');
    expect(await codeOf({ 'x-relais-session': 'counter' })).toBe('UNAUTHENTICATED');
    expect(await codeOf({ authorization: 'Bearer rl_me_wrong' })).toBe('UNAUTHENTICATED');
    const asToken = await visitor.ask('{ merchant { email } }', {}, { authorization: `Bearer ${token}` });
    expect(asToken.body.data.merchant.email).toBe('jeton@epicerie.example');
  });

  it('cannot be used from a page of another origin, nor begun there', async () => {
    const { visitor } = await signedIn('croise@librairie.example');
    const thief = { origin: 'https://thief.example' };
    const others = [thief, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { origin: 'null' }];
    for (const says of others) {
      const elsewhere = visitor.saying(says as Record<string, string>);
      const signInToken = 'whatever';
      expect(await elsewhere.ask(MINE)).toMatchObject({ status: 403, error: { code: 'FORBIDDEN' } });
      for (const method of ['GET', 'DELETE']) expect((await elsewhere.send(method, '/session')).status).toBe(403);
      expect((await elsewhere.send('POST', '/session', { signInToken })).status).toBe(403);
    }
    // What the browser asks first: the answer lets nobody send the header, nor cookies.
    const preflight = await fetch(`${relais.url}/graphql`, { method: 'OPTIONS', headers: thief });
    expect(preflight.headers.get('access-control-allow-headers')).not.toMatch(/x-relais-session|\*/i);
    expect(preflight.headers.get('access-control-allow-credentials')).toBeNull();
    expect(preflight.headers.get('access-control-allow-methods')).not.toContain('DELETE');
    // A browser that says nothing of the page names its origin, and ours is where it sent the request to.
    expect((await visitor.saying({ origin: relais.url }).ask(MINE)).status).toBe(200);
    expect((await visitor.send('GET', '/session')).status).toBe(200);
  });

  it.each([
    [{}],
    [{ signInToken: 'a', pairingCode: 'b' }],
    [{ signInToken: 7 }],
    [{ pairingCode: ['AAAAA'] }],
    [{ signInToken: '' }],
    [[]],
    [undefined],
  ])('is not begun by %j', async (body) => {
    const { status, error, setCookie } = await new Visitor(relais).send('POST', '/session', body);
    expect([status, error?.code, setCookie]).toEqual([400, 'BAD_INPUT', []]);
  });

  it('leaves no secret in the log, in the database, or in what is answered', async () => {
    const heard = listenToLog(relais.service.app, 'trace');
    const email = 'secret@librairie.example';
    await registered(relais, { ...BOOKSHOP, email });
    const signInToken = await tokenFrom(email);
    const visitor = new Visitor(relais);
    const { setCookie } = await visitor.send('POST', `/session?${signInToken}`, { signInToken });
    const secret = /=(rl_\S+);/.exec(setCookie[0] ?? '')?.[1] as string;
    await visitor.ask(MINE);
    expect(heard()).toContain('/session');
    for (const hidden of [signInToken, secret, email]) expect(heard()).not.toContain(hidden);
    const rows = await relais.dataSource.query(
      'SELECT t::text FROM sign_in_link t UNION ALL SELECT t::text FROM access_token t',
    );
    expect(JSON.stringify(rows)).not.toContain(signInToken.split('.')[1]);
    expect(JSON.stringify(rows)).not.toContain(secret);
  });
});

describe('a clerk’s phone', () => {
  it('pairs with a code, and after it was lost says whose it was and hands in its scans', async () => {
    await addPoint(relais, { code: 'AU-PHONE', chain: 'AUCHAN', capacityParcels: null });
    await openProgramme(relais, { code: 'phones', chain: 'AUCHAN' });
    const shop = await registered(relais, { ...BOOKSHOP, email: 'phone@librairie.example' });
    const { trackingNumber } = await announced(relais, shop.token, 'AU-PHONE');
    const operator = await relais.token('OPERATOR');
    const pairing = 'mutation { createPairingCode(pointCode: "AU-PHONE", label: "desk") { code } }';
    const newCode = async () => (await relais.data(pairing, { token: operator })).createPairingCode.code;
    const phone = new Visitor(relais, 'counter');
    const begun = await phone.send('POST', '/session', { pairingCode: await newCode() });
    expect(begun.body).toMatchObject({ role: 'CLERK', pointCode: 'AU-PHONE', expiresAt: expect.any(String) });
    expect(begun.body.qrPublicKey).toMatch(/^-----BEGIN PUBLIC KEY-----/);
    // The cookie is kept longer than the token is worth something.
    expect(begun.setCookie[0]).toMatch(/^relais_device=rl_cl_\S+; Max-Age=34128000; .*HttpOnly; SameSite=Strict$/);
    expect((await phone.send('GET', '/session')).body).toEqual(begun.body);
    const scan = (key: string) =>
      phone.ask(SCAN, { inputs: [{ idempotencyKey: key, kind: 'DROP_OFF', trackingNumber, pointCode: 'AU-PHONE' }] });
    expect((await scan('one')).body.data.recordHandovers).toMatchObject([{ recorded: true, refusal: null }]);

    await relais.dataSource.query(
      "UPDATE access_token SET revoked_at = $1 WHERE role = 'CLERK' AND revoked_at IS NULL",
      [relais.clock.now()],
    );
    expect(await phone.send('GET', '/session')).toMatchObject({
      status: 401,
      error: { code: 'UNAUTHENTICATED', details: { former: true, pointCode: 'AU-PHONE' } },
    });
    expect((await phone.ask('{ parcels(first: 1) { edges { cursor } } }')).error?.code).toBe('UNAUTHENTICATED');
    expect((await scan('two')).body.data.recordHandovers).toMatchObject([
      { recorded: false, refusal: { code: 'WAITS_FOR_OPERATOR' } },
    ]);
    // Paired anew it is a clerk's again.
    expect((await phone.send('POST', '/session', { pairingCode: await newCode() })).status).toBe(200);
    expect((await scan('three')).body.data.recordHandovers).toMatchObject([{ refusal: null }]);
    expect((await phone.send('POST', '/session', { pairingCode: 'AAAAA-AAAAA' })).error?.code).toBe(
      'PAIRING_CODE_INVALID',
    );
  });
});

describe('behind TLS', () => {
  it('cookies are for that host alone, and links begin with its address', async () => {
    const secure = await Relais.start({ env: { RELAIS_PUBLIC_URL: 'https://relais.example' } });
    const email = 'tls@librairie.example';
    await registered(secure, { ...BOOKSHOP, email });
    const [message] = mailTo(secure, email);
    const [, signInToken] = /^https:\/\/relais\.example\/sign-in#(\S+)$/m.exec(message ?? '') ?? [];
    const visitor = new Visitor(secure, 'console', { origin: 'https://relais.example' });
    const { setCookie } = await visitor.send('POST', '/session', { signInToken });
    expect(setCookie[0]).toMatch(/^__Host-relais_session=rl_me_\S+; .*Path=\/; .*HttpOnly; Secure; SameSite=Strict$/);
    expect((await visitor.send('GET', '/session')).status).toBe(200);
    await secure.stop();
  });
});
