import fc from 'fast-check';
import { schemaOf } from './support/documents.js';
import type { BadRequest } from './support/generated-http.js';
import { badRequests } from './support/generated-requests.js';
import { listenToLog } from './support/log.js';
import { Relais } from './support/relais.js';
import { sendBytes, type WireAnswer } from './support/wire.js';
import { makeWorld, type World } from './support/world.js';

const REQUESTS = Number(process.env.RELAIS_BAD_REQUESTS ?? 3000);
const AT_ONCE = 6;
const SLOWEST_MS = 15_000;

/** What only the inside of the service knows: stacks, paths, SQL, what PostgreSQL says, and names of tables. */
const LEAKS = [
  /\n\s+at .+:\d+:\d+/,
  /node_modules|node:internal|\/dist\/|\/src\/\w|\.(ts|js):\d+/,
  /\b(SELECT|INSERT INTO|UPDATE|DELETE FROM)\b[^"]{1,200}\b(FROM|VALUES|SET|WHERE)\b/,
  /relation \\?"|violates \w+|invalid input syntax|syntax error at or near|duplicate key|invalid byte sequence/,
  /QueryFailedError|TypeORM|pg_catalog|SQLSTATE|PGlite/,
  /\b(ledger_entry|outbox_event|access_token|webhook_delivery|point_network|change_log|recipient_sealed)\b/,
];

let relais: Relais;
let world: World;
beforeAll(async () => {
  relais = await Relais.start();
  world = await makeWorld(relais);
});
afterAll(() => relais.stop());

/** What is wrong with an answer, or null. */
function complaint(request: BadRequest, { status, text, milliseconds }: WireAnswer): string | null {
  if (milliseconds > SLOWEST_MS) return `took ${Math.round(milliseconds)} ms`;
  // Who hangs up in the middle, or does not speak HTTP, may be hung up on.
  if (status === null)
    return request.cutAt !== null || isHardlyHttp(request) ? null : `no answer: ${text.slice(0, 200)}`;
  if (status >= 500 || text.includes('"INTERNAL"')) return `${status} ${text.slice(0, 1500)}`;
  // The first page and the playground are the same for everybody, and may say what this runs on.
  if (status === 200 && /^content-type: text\/html/im.test(text)) return null;
  const isOwn = (leak: RegExp) => {
    const found = leak.exec(text)?.[0];
    return found !== undefined && !request.body.includes(found);
  };
  const leak = LEAKS.find(isOwn);
  return leak === undefined ? null : `leaks ${leak.exec(text)?.[0]}: ${text.slice(0, 1500)}`;
}

function isHardlyHttp({ headers }: BadRequest): boolean {
  return headers.some(([name]) =>
    ['content-length', 'transfer-encoding', 'bad name', 'connection', 'upgrade', 'expect'].includes(name),
  );
}

describe('whatever bytes come in', () => {
  it('are answered with a code and never by a failure of ours, and the service goes on', async () => {
    const failures = listenToLog(relais.service.app, 'error');
    const statuses = new Map<number | null, number>();
    const one = badRequests(await schemaOf(relais), world);
    await fc.assert(
      fc.asyncProperty(fc.array(one, { minLength: AT_ONCE, maxLength: AT_ONCE }), async (requests) => {
        const complaints = await Promise.all(
          requests.map(async (request) => {
            const answer = await sendBytes(relais.url, request, request.who ? world.credentials[request.who] : {});
            statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
            return complaint(request, answer);
          }),
        );
        expect(complaints.filter((wrong) => wrong !== null)).toEqual([]);
      }),
      { numRuns: Math.ceil(REQUESTS / AT_ONCE) },
    );
    // Nor does anybody have to be woken by it: what is wrong is wrong with the sender.
    expect(failures()).toBe('');
    const { status } = await relais.ask('{ points(first: 1) { edges { cursor } } }');
    expect(status).toBe(200);
    expect((await fetch(`${relais.url}/health/ready`)).status).toBe(200);
    const told = [...statuses]
      .sort(([a], [b]) => Number(a) - Number(b))
      .map(([status, count]) => `${status}: ${count}`);
    process.stdout.write(`bad requests by status: ${told.join(', ')}\n`);
    // Both those that get far and those that do not.
    expect([statuses.get(200) ?? 0, statuses.get(400) ?? 0].every((count) => count > REQUESTS / 20)).toBe(true);
  }, 3_600_000);
});
