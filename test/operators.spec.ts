import { commands } from '../src/commands.js';
import { relaisCommand } from './support/command.js';
import { BOOKSHOP, registered } from './support/merchants.js';
import { addPoint } from './support/points.js';
import { Relais } from './support/relais.js';
import { linksIn, mailTo, requestLink, Visitor } from './support/visitor.js';

const INVITE = `mutation ($input: InviteOperatorInput!) { inviteOperator(input: $input) { id email name chainCode } }`;
const REMOVE = 'mutation ($id: ID!) { removeOperator(id: $id) }';
const OPERATORS = '{ operators { id email chainCode } }';
const SESSIONS = '{ sessions { id isCurrent } }';

let relais: Relais;
beforeAll(async () => {
  relais = await Relais.start();
  for (const chain of ['AUCHAN', 'CARREFOUR']) await addPoint(relais, { code: `${chain}-1`, chain });
});
afterAll(() => relais.stop());
beforeEach(() => relais.clock.advance({ hours: 1 }));

const run = (...words: string[]) => relaisCommand(relais.service.app, commands, relais.config.dataDir, words);

/** Opens the last message to an address in a browser of its own. */
async function open(email: string): Promise<Visitor> {
  const visitor = new Visitor(relais);
  const [signInToken] = linksIn(mailTo(relais, email).at(-1));
  expect((await visitor.send('POST', '/session', { signInToken })).status).toBe(200);
  return visitor;
}

describe('the people who operate', () => {
  it('begin with one from the command line, who signs in and invites the next', async () => {
    const { exit, text } = await run('operator', 'add', 'first@relais.example', '--name', 'Dominique');
    expect([exit, text]).toEqual([0, expect.stringMatching(/The message with a link is in .*mail/)]);
    const first = await open('first@relais.example');
    expect((await first.send('GET', '/session')).body).toMatchObject({ role: 'OPERATOR', chainCode: null });
    const input = { email: 'chain@auchan.example', name: 'Camille', chainCode: 'AUCHAN' };
    const invited = (await first.ask(INVITE, { input })).body.data.inviteOperator;
    expect(invited).toMatchObject(input);
    // Asked twice it is one person, with another link.
    expect((await first.ask(INVITE, { input })).body.data.inviteOperator.id).toBe(invited.id);
    expect(mailTo(relais, 'chain@auchan.example')).toHaveLength(2);

    const camille = await open('chain@auchan.example');
    expect((await camille.send('GET', '/session')).body).toMatchObject({ role: 'OPERATOR', chainCode: 'AUCHAN' });
    expect((await first.ask(OPERATORS)).body.data.operators).toHaveLength(2);
    expect((await run('operator', 'list')).text).toMatch(
      /the installation {2}first@relais\.example {2}Dominique\n.*AUCHAN/,
    );
    // What they do is in the log of changes, by a pseudonym.
    const lines = (await first.ask('{ auditLog(first: 5) { operation actorId } }')).body.data.auditLog;
    expect(lines.map(({ operation }: { operation: string }) => operation)).toContain('inviteOperator');
  });

  it('of a chain keep the people of that chain, and see no others', async () => {
    await run('operator', 'add', 'boss@auchan.example', '--chain', 'AUCHAN');
    await run('operator', 'add', 'boss@carrefour.example', '--chain', 'CARREFOUR');
    const boss = await open('boss@auchan.example');
    const invite = async (input: Record<string, unknown>) => {
      const { body, error } = await boss.ask(INVITE, { input: { name: 'Sam', ...input } });
      return error ? [error.code, error.field] : body.data.inviteOperator.chainCode;
    };
    expect(await invite({ email: 'desk@auchan.example' })).toBe('AUCHAN');
    expect(await invite({ email: 'x@auchan.example', chainCode: 'CARREFOUR' })).toEqual([
      'FORBIDDEN',
      'input.chainCode',
    ]);
    expect(await invite({ email: 'x@auchan.example', chainCode: 'NOBODY' })).toEqual(['FORBIDDEN', 'input.chainCode']);
    expect(await invite({ email: 'no address' })).toEqual(['BAD_INPUT', 'input.email']);
    expect(await invite({ email: 'x@auchan.example', name: ' ' })).toEqual(['BAD_INPUT', 'input.name']);
    const people = (await boss.ask(OPERATORS)).body.data.operators as { chainCode: string }[];
    expect(new Set(people.map(({ chainCode }) => chainCode))).toEqual(new Set(['AUCHAN']));
    const everybody = (await relais.data(OPERATORS, { token: await relais.token('OPERATOR') })).operators;
    const rival = everybody.find(({ email }: { email: string }) => email === 'boss@carrefour.example');
    expect((await boss.ask(REMOVE, { id: rival.id })).error?.code).toBe('NOT_FOUND');
    expect((await boss.ask(REMOVE, { id: 'nobody' })).error?.code).toBe('NOT_FOUND');
  });

  it('who are removed are out at once, and their links with them', async () => {
    const email = 'leaver@relais.example';
    await run('operator', 'add', email);
    const leaver = await open(email);
    const second = linksIn(await requestLink(relais, email))[0];
    const { text } = await run('token', 'list');
    expect(text).toMatch(/OPERATOR +session +valid +\S+ +another program +leaver@relais\.example/);
    expect((await leaver.ask(SESSIONS)).body.data.sessions).toMatchObject([{ isCurrent: true }]);
    expect((await run('operator', 'remove', email.toUpperCase())).text).toBe(
      `Removed ${email.toUpperCase()} from the installation.`,
    );
    expect((await leaver.send('GET', '/session')).status).toBe(401);
    const late = await new Visitor(relais).send('POST', '/session', { signInToken: second });
    expect([late.error?.code, late.error?.details?.reason]).toEqual(['SIGN_IN_LINK_INVALID', 'UNKNOWN']);
    expect((await run('operator', 'remove', email)).text).toMatch(/^BAD_INPUT: EMAIL: /);
    const rows = await relais.dataSource.query(
      'SELECT t::text FROM operator t UNION ALL SELECT t::text FROM access_token t',
    );
    expect(JSON.stringify(rows)).not.toContain('leaver');
  });

  it('choose by the link when they operate a chain and sell as well', async () => {
    const email = 'both@relais.example';
    await run('operator', 'add', email, '--chain', 'AUCHAN');
    await run('operator', 'add', email, '--chain', 'CARREFOUR');
    await registered(relais, { ...BOOKSHOP, email });
    const message = await requestLink(relais, email);
    expect(message).toMatch(/Opérateur, \S+\nhttp[^]*Opérateur, \S+\nhttp[^]*Librairie du Vieux-Lille\nhttp/);
    const whom: string[] = [];
    for (const signInToken of linksIn(message)) {
      const { body } = await new Visitor(relais).send('POST', '/session', { signInToken });
      whom.push(body.chainCode ?? body.role);
    }
    expect(whom.sort()).toEqual(['AUCHAN', 'CARREFOUR', 'MERCHANT']);
  });

  it('with a token that is nobody’s have no sessions to see', async () => {
    expect(await relais.data(SESSIONS, { token: await relais.token('OPERATOR') })).toEqual({ sessions: [] });
  });
});
