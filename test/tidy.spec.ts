import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/**
 * The habits of this code, as a test that only ever tightens: a number below may be lowered and an exception removed,
 * never the other way. The arrows between folders are rules of dependency-cruiser, in `npm run check`.
 */
const MOST_LINES_A_FILE = 300;
const MOST_LINES_A_FUNCTION = 60;

// Files and functions that are longer, with the length that they may not outgrow.
const LONG_FILES: Record<string, number> = {};
const LONG_FUNCTIONS: Record<string, number> = {};

const ROOT = join(import.meta.dirname, '..');
const THIS_FILE = 'test/tidy.spec.ts';

const CODE = /^(src|libs|migrations|seeds|test|tools|bench|web)\/.*\.(ts|mjs|cjs|js|svelte)$/;
const TEXT = /\.(md|json|ya?ml|sh|cjs|mjs)$|^(Dockerfile|\.ci\/run|docker\/.*)$/;

/** Files that git knows or would add: what is ignored is nobody's habit. */
function filesOf(): string[] {
  const list = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return list.split('\n').filter((path) => path !== '' && path !== THIS_FILE);
}

function read(path: string): string {
  try {
    return readFileSync(join(ROOT, path), 'utf8');
  } catch {
    // Deleted, and git has not been told yet.
    return '';
  }
}

const all = filesOf();
const code = all.filter((path) => CODE.test(path)).map((path) => ({ path, text: read(path) }));
const texts = all
  .filter((path) => TEXT.test(path) && path !== 'package-lock.json' && !CODE.test(path))
  .map((path) => ({ path, text: read(path) }));

/** `path:line` of every line that matches, so that a failure says where to look. */
function findings(files: { path: string; text: string }[], pattern: RegExp): string[] {
  return files.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : [])),
  );
}

function tooLong(lengths: [string, number][], most: number, exceptions: Record<string, number>): string[] {
  const here = Object.fromEntries(lengths);
  const grown = lengths
    .filter(([name, lines]) => lines > (exceptions[name] ?? most))
    .map(([name, lines]) => `${name} has ${lines} lines; at most ${exceptions[name] ?? most}`);
  const settled = Object.keys(exceptions)
    .filter((name) => (here[name] ?? 0) <= most)
    .map((name) => `${name} is no longer too long: take it off the list of exceptions`);
  return [...grown, ...settled];
}

/** Every function with a body, named by its file and itself, with the number of its lines. */
function functionsOf({ path, text }: { path: string; text: string }): [string, number][] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const lineOf = (position: number) => source.getLineAndCharacterOfPosition(position).line;
  const found: [string, number][] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body) {
      const lines = lineOf(node.end) - lineOf(node.getStart(source)) + 1;
      found.push([`${path} ${nameOf(node) ?? `line ${lineOf(node.getStart(source)) + 1}`}`, lines]);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function nameOf(node: ts.Node): string | undefined {
  const named = node as ts.NamedDeclaration;
  if (named.name) return named.name.getText();
  return ts.isVariableDeclaration(node.parent) ? node.parent.name.getText() : undefined;
}

const isStory = (path: string) => path.endsWith('.spec.ts');

describe('the habits of the code', () => {
  it(`keeps a file within ${MOST_LINES_A_FILE} lines`, () => {
    const lengths = code.map(({ path, text }): [string, number] => [path, text.split('\n').length - 1]);
    expect(tooLong(lengths, MOST_LINES_A_FILE, LONG_FILES)).toEqual([]);
  });

  it(`keeps a function within ${MOST_LINES_A_FUNCTION} lines`, () => {
    // A migration is one statement, and a story's describe() is a chapter and not a function.
    const files = code.filter(({ path }) => path.endsWith('.ts') && !isStory(path) && !path.startsWith('migrations/'));
    expect(tooLong(files.flatMap(functionsOf), MOST_LINES_A_FUNCTION, LONG_FUNCTIONS)).toEqual([]);
  });

  it('leaves nothing for later, and nothing untyped or unchecked', () => {
    expect(findings(code, /\b(TODO|FIXME|XXX|HACK)\b/)).toEqual([]);
    expect(findings(code, /\bas any(?=\s*([;,)\]}.]|$))|@ts-(ignore|nocheck|expect-error)/)).toEqual([]);
  });

  it('skips no test and singles none out', () => {
    expect(findings(code, /\b(it|test|describe)\.(skip|only|todo)\b|\b(xit|xdescribe|fdescribe)\(/)).toEqual([]);
  });

  it('never lets TypeORM change a schema by itself', () => {
    expect(findings(code, /synchronize:\s*true|\.synchronize\(/)).toEqual([]);
  });

  it('reads the environment in one place', () => {
    const mayRead = /^(src\/platform\/config\.ts|src\/main\.ts|src\/cli\.ts|test\/|tools\/|bench\/)/;
    const files = code.filter(({ path }) => !mayRead.test(path));
    expect(findings(files, /process\.env\b/)).toEqual([]);
  });

  it('tells the time by one clock', () => {
    const files = code.filter(
      ({ path }) => /^(src|libs)\/.*\.ts$/.test(path) && !isStory(path) && !path.endsWith('clock.ts'),
    );
    expect(findings(files, /\bnew Date\(\)|\bDate\.now\(\)/)).toEqual([]);
    const rules = files.filter(({ path }) => path.startsWith('libs/'));
    expect(findings(rules, /\bMath\.random\(\)|\bcrypto\b|\bprocess\.|\bfetch\(/)).toEqual([]);
  });

  it('ends a process only where it began', () => {
    const files = code.filter(
      ({ path }) => path.startsWith('src/') && !isStory(path) && !/^src\/(main|cli)\.ts$/.test(path),
    );
    expect(findings(files, /process\.(exit|cwd)\(/)).toEqual([]);
  });

  it('knows no machine but the one it runs on', () => {
    expect(findings([...code, ...texts], /\/(work|root|home\/[a-z]+)\/(?!\.\.)/).filter(isNotContainer)).toEqual([]);
  });

  it('lets every operation say who may call it', () => {
    const resolvers = code.filter(({ path }) => path.startsWith('src/') && /\.(resolver|controller)\.ts$/.test(path));
    const open = resolvers.flatMap(({ path, text }) => operationsWithoutAllow(path, text));
    expect(open).toEqual([]);
  });
});

describe('the migrations', () => {
  const migrations = code.filter(({ path }) => /^migrations\/\d{4}-[a-z-]+\.ts$/.test(path));

  it('can each be undone', () => {
    expect(migrations.length).toBeGreaterThan(0);
    const without = migrations.filter(({ text }) => !/async up\([\s\S]*async down\(/.test(text));
    expect(without.map(({ path }) => path)).toEqual([]);
  });

  it('import nothing of ours, since the code of their day will be gone', () => {
    expect(findings(migrations, /^import .* from '(\.|#)/)).toEqual([]);
  });
});

// The image has a user and a home of its own.
function isNotContainer(finding: string): boolean {
  return !finding.startsWith('Dockerfile:') && !finding.startsWith('docker');
}

/** Operations of a class whose decorators, and the class's own, do not hold @Allow. */
function operationsWithoutAllow(path: string, text: string): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const namesOf = (node: ts.Node): string[] =>
    ts.canHaveDecorators(node)
      ? (ts.getDecorators(node) ?? []).map(({ expression }) =>
          (ts.isCallExpression(expression) ? expression.expression : expression).getText(source),
        )
      : [];
  return source.statements.filter(ts.isClassDeclaration).flatMap((declared) =>
    declared.members
      .filter((member) => namesOf(member).some((name) => /^(Query|Mutation|Get|Post|Put|Patch|Delete|Sse)$/.test(name)))
      .filter((member) => ![...namesOf(member), ...namesOf(declared)].includes('Allow'))
      .map((member) => `${path} ${member.name?.getText(source)}`),
  );
}

describe('the lock of the dependencies', () => {
  it('holds the builds for every platform, without which npm ci refuses it', () => {
    // A registry that lacks some of them makes npm leave those out: pin a version of which it has all.
    const { packages } = JSON.parse(read('package-lock.json')) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>;
    };
    const names = new Set(Object.keys(packages).map((path) => path.slice(path.lastIndexOf('node_modules/') + 13)));
    const asked = Object.values(packages).flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies));
    expect(asked.filter((name) => !names.has(name))).toEqual([]);
  });
});
