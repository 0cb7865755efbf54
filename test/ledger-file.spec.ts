import { spawnSync } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { seedProgrammes } from '../seeds/programmes.js';
import { commands } from '../src/commands.js';
import { CheckpointService } from '../src/ledger/checkpoint.service.js';
import { LedgerKey } from '../src/ledger/ledger-key.js';
import { relaisCommand } from './support/command.js';
import { forge } from './support/ledgers.js';
import { registered, TOY_SHOP } from './support/merchants.js';
import { announced, scan } from './support/parcels.js';
import { addPoint } from './support/points.js';
import { Relais } from './support/relais.js';

const ROOT = join(import.meta.dirname, '..');

let relais: Relais;
let folder: string;
let parcels: { id: string; trackingNumber: string }[];
let whole: string;

const relaisDoes = (...words: string[]) => relaisCommand(relais.service.app, commands, folder, words);
const makeDue = () => relais.service.app.get(CheckpointService).makeDue();

beforeAll(async () => {
  relais = await Relais.start();
  folder = relais.config.dataDir;
  await seedProgrammes(relais.service.app);
  const pointId = await addPoint(relais, { code: 'LILLE', chain: 'AUCHAN', networks: ['MONDIAL_RELAY'] });
  const clerk = await relais.token('CLERK', { pointId });
  const { token } = await registered(relais, TOY_SHOP);
  parcels = [];
  for (let count = 0; count < 5; count += 1) parcels.push(await announced(relais, token, 'LILLE'));
  const drop = (at: number) => scan(relais, clerk, { kind: 'DROP_OFF', trackingNumber: parcels[at]?.trackingNumber });
  for (const at of [0, 1, 2]) await drop(at);
  await makeDue();
  // Characters that end a line elsewhere, and such as take several bytes.
  const shelf = 'é\u2028\u{1f4e6} "\\';
  await scan(relais, clerk, { kind: 'SHELVED', trackingNumber: parcels[1]?.trackingNumber, shelf });
  await makeDue();
  await drop(3);
  writeFileSync(join(folder, 'key.pem'), (await relaisDoes('ledger-key')).text);
  await relaisDoes('export-ledger', '--all', '-o', 'whole.jsonl');
  whole = readFileSync(join(folder, 'whole.jsonl'), 'utf8');
});
afterAll(() => relais.stop());

/** The exit code of both, which share no code, and the line that they find fault with first. */
async function verdicts(content: string | Buffer, key = 'key.pem') {
  writeFileSync(join(folder, 'given.jsonl'), content);
  const ours = await relaisDoes('verify', '--file', 'given.jsonl', '--public-key', key);
  const script = join(ROOT, 'tools/verify-ledger.mjs');
  const theirs = spawnSync(process.execPath, [script, 'given.jsonl', key], { cwd: folder, encoding: 'utf8' });
  const firstLine = (text: string) => /\bline (\d+)/i.exec(text)?.[1] ?? null;
  expect({ exit: theirs.status, line: firstLine(theirs.stdout) }).toEqual({
    exit: ours.exit,
    line: firstLine(ours.text),
  });
  // How much of a broken file is counted is nobody's business.
  if (ours.exit === 0) expect(theirs.stdout).toBe(`${ours.text}\n`);
  return ours;
}

/** Lines with a last line that fits them, as only the holder of the key can make it. */
function signedAnew(lines: readonly string[]): string {
  const above = lines.map((line) => `${line}\n`).join('');
  const end = [lines.length, createHash('sha256').update(above).digest('hex')];
  const signature = relais.service.app.get(LedgerKey).sign(JSON.stringify(['relais-export-end-1', ...end]));
  return `${above}${JSON.stringify({ end, signature: signature.toString('hex') })}\n`;
}

const linesOf = (text: string) => text.split('\n').slice(0, -1);

describe('an exported ledger', () => {
  it('holds, for us and for whoever has only the public key', async () => {
    const { exit, text } = await verdicts(whole);
    expect(text).toBe('Intact: 5 parcels, 10 entries (1 later than any checkpoint), 2 checkpoints.');
    expect(exit).toBe(0);
    expect(signedAnew(linesOf(whole).slice(0, -1))).toBe(whole);
  });

  it('may be of one parcel', async () => {
    const { trackingNumber } = parcels[1] as { trackingNumber: string };
    await relaisDoes('export-ledger', '--parcel', trackingNumber, '-o', 'one.jsonl');
    const { exit, text } = await verdicts(readFileSync(join(folder, 'one.jsonl')));
    expect(text).toBe('Intact: 1 parcels, 3 entries (0 later than any checkpoint), 2 checkpoints.');
    expect(exit).toBe(0);
  });

  it('says nothing of the people that parcels are for', () => {
    expect(whole).not.toMatch(/Jeanne|Delattre|example\.org/);
  });

  it('cannot be checked with another key, which is not called broken', async () => {
    const { publicKey } = generateKeyPairSync('ed25519');
    const other = publicKey.export({ format: 'pem', type: 'spki' }).toString();
    writeFileSync(join(folder, 'other.pem'), other);
    expect((await verdicts(whole, 'other.pem')).exit).toBe(2);
    // Damage is seen without any key.
    expect((await verdicts(whole.replace('LILLE', 'PARIS'), 'other.pem')).exit).toBe(1);
    // A key that has been replaced stands beside the new one.
    writeFileSync(join(folder, 'both.pem'), `${other}${readFileSync(join(folder, 'key.pem'), 'utf8')}`);
    expect((await verdicts(whole, 'both.pem')).exit).toBe(0);
  });

  it('cannot be checked where it, or the key, is not there', async () => {
    for (const [file, key] of [
      ['absent.jsonl', 'key.pem'],
      ['whole.jsonl', 'absent.pem'],
      ['whole.jsonl', 'whole.jsonl'],
    ] as const) {
      expect((await relaisDoes('verify', '--file', file, '--public-key', key)).exit).toBe(2);
      const script = join(ROOT, 'tools/verify-ledger.mjs');
      expect(spawnSync(process.execPath, [script, file, key], { cwd: folder }).status).toBe(2);
    }
  });
});

describe('damage to an exported ledger is found, by both in the same line', () => {
  const runs = { numRuns: 20 };

  it('one byte', async () => {
    const bytes = Buffer.from(whole);
    const anywhere = fc.record({ at: fc.nat(bytes.length - 1), flip: fc.integer({ min: 1, max: 255 }) });
    await fc.assert(
      fc.asyncProperty(anywhere, async ({ at, flip }) => {
        const damaged = Buffer.from(bytes);
        damaged[at] = (damaged[at] as number) ^ flip;
        expect((await verdicts(damaged)).exit).toBe(1);
      }),
      { ...runs, examples: [[{ at: bytes.length - 1, flip: 7 }], [{ at: bytes.length - 1, flip: 1 }]] },
    );
  });

  it('an end that is cut off, or something that follows', async () => {
    for (const damaged of [
      whole.slice(0, -1),
      `${whole}\n`,
      `${whole}x`,
      whole.slice(0, -200),
      '',
      '\n',
      whole + whole,
    ]) {
      expect((await verdicts(damaged)).exit).toBe(1);
    }
  });

  it('a line dropped, doubled or moved', async () => {
    const lines = linesOf(whole);
    const two = fc.record({ how: fc.constantFrom('DROP', 'DOUBLE', 'SWAP'), at: fc.nat(), other: fc.nat() });
    await fc.assert(
      fc.asyncProperty(two, async ({ how, at, other }) => {
        const [a, b] = [at % lines.length, other % lines.length];
        const changed = [...lines];
        if (how === 'DROP') changed.splice(a, 1);
        else if (how === 'DOUBLE') changed.splice(b, 0, lines[a] as string);
        else [changed[a], changed[b]] = [lines[b] as string, lines[a] as string];
        const isSame = changed.join() === lines.join();
        expect((await verdicts(`${changed.join('\n')}\n`)).exit).toBe(isSame ? 0 : 1);
      }),
      runs,
    );
  });

  it('one field, even where the file itself is signed anew: by the chains and the checkpoints alone', async () => {
    const lines = linesOf(whole).slice(0, -1);
    // The first line tells of the export, and a parcel's tracking number is no part of its chain.
    const places = lines.flatMap((line, index) =>
      index === 0 ? [] : fieldsOf(JSON.parse(line)).map((path) => ({ index, path })),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), async ({ index, path }) => {
        const changed = [...lines];
        changed[index] = JSON.stringify(altered(JSON.parse(lines[index] as string), path));
        // Which key a checkpoint was signed with is not signed: that one cannot be checked then.
        expect((await verdicts(signedAnew(changed))).exit).toBe(path[0] === 'key' ? 2 : 1);
      }),
      { numRuns: 40 },
    );
  });

  it('that was done in the database before', async () => {
    const { id } = parcels[1] as { id: string };
    await forge(relais, id, 2, { pointCode: 'ELSEWHERE' });
    await relaisDoes('export-ledger', '--all', '-o', 'forged.jsonl');
    const { exit, text } = await verdicts(readFileSync(join(folder, 'forged.jsonl')));
    expect(text).toContain(`parcel ${id}: checkpoint 2 saw another entry 3`);
    expect(exit).toBe(1);
  });
});

type Path = (string | number)[];

/** The paths of all values that are no lists, but for what no chain covers. */
function fieldsOf(value: unknown, path: Path = []): Path[] {
  if (path.join('.') === 'parcel.1') return [];
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([name, inside]) =>
    fieldsOf(inside, [...path, Array.isArray(value) ? Number(name) : name]),
  );
}

function altered(value: unknown, [name, ...path]: Path): unknown {
  if (name === undefined) return otherThan(value);
  const copy = structuredClone(value) as Record<string | number, unknown>;
  copy[name] = altered(copy[name], path);
  return copy;
}

/** Another value of the same form. */
function otherThan(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (typeof value !== 'string') return 'something';
  const last = value.at(-1);
  return `${value.slice(0, -1)}${last === '0' ? '1' : '0'}`;
}
