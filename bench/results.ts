import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';

const FILE = new URL('RESULTS.md', import.meta.url);
const TITLE = '# What was measured\n\nEach section is written by its own `npm run bench -- NAME`.\n';

/** Puts the section of a bench in the place of the one before; the others stay. Where and when are its first line. */
export function writeSection(name: string, blocks: string, text: string): void {
  const before = existsSync(FILE) ? readFileSync(FILE, 'utf8') : TITLE;
  const [head = TITLE, ...sections] = before.split(/^(?=## )/m);
  const others = sections.filter((section) => !section.startsWith(`## ${name}\n`)).map((section) => section.trimEnd());
  const all = [...others, `## ${name}\n\n${conditions()}, ${blocks}\n\n${text.trimEnd()}`].sort();
  writeFileSync(FILE, `${[head.trimEnd(), ...all].join('\n\n')}\n`);
}

function conditions(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  return `${model}, ${availableParallelism()} cores, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}`;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** How far the values lie apart, as a share of their median. */
export function spread(values: readonly number[]): number {
  return (Math.max(...values) - Math.min(...values)) / median(values);
}
