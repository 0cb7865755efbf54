// npm run bench -- assignment [--sizes 10000x500,100000x5000]: a batch of parcels to points, beside its peers.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { median, spread, writeSection } from '../results.js';
import { SLACK } from './night.js';
import type { Measured } from './one.js';

/** Parcels, points, and how often each is measured: the greatest take minutes. */
const SIZES: [parcels: number, points: number, blocks: number][] = [
  [10_000, 500, 5],
  [100_000, 5_000, 5],
  [300_000, 15_000, 2],
  [1_000_000, 50_000, 1],
];

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** LEMON's program, or null where it cannot be built. */
function built(folder: string): string | null {
  const program = join(folder, 'lemon');
  try {
    execFileSync('g++', ['-O2', '-std=c++17', '-w', '-o', program, file('lemon.cpp')], { stdio: 'pipe' });
    return program;
  } catch {
    console.error('LEMON is left out: install g++ and liblemon-dev (apt-get install g++ liblemon-dev).');
    return null;
  }
}

function measure(size: readonly [number, number, number], folder: string, program: string | null): Measured {
  const args = ['--import', './tools/typescript.mjs', '--max-old-space-size=8192', file('one.ts')];
  const output = execFileSync(process.execPath, [...args, ...size.map(String), folder, program ?? ''], {
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  return JSON.parse(output.trim().split('\n').at(-1) ?? '') as Measured;
}

const seconds = (ms: readonly number[]) =>
  ms.length === 0
    ? '–'
    : `${(median(ms) / 1000).toFixed(2)}${ms.length > 1 ? ` ± ${Math.round(50 * spread(ms))} %` : ''}`;
const whole = (value: number) => Math.round(value).toLocaleString('en').replaceAll(',', ' ');

/** @throws Error where two that solve the same problem find different costs: then no time means anything. */
function row(
  [parcels, points, blocks]: (typeof SIZES)[number],
  { full, nearestFirst, onArcs, lemon, highs, sized }: Measured,
): string {
  if (lemon !== null && lemon.cost !== onArcs.cost) throw new Error(`LEMON finds ${lemon.cost}, Relais ${onArcs.cost}`);
  // The solver counts with fractions.
  if (highs !== null && Math.abs(highs.cost / Number(onArcs.cost) - 1) > 1e-6)
    throw new Error(`HiGHS finds ${highs.cost}, Relais ${onArcs.cost}`);
  const ratio = lemon === null ? '–' : `${(median(onArcs.ms) / median(lemon.ms)).toFixed(1)}×`;
  return `| ${[
    `${whole(parcels)} × ${whole(points)}`,
    blocks,
    seconds(full.ms),
    `${whole(full.rounds)}, ${whole(full.pivots)}`,
    `${whole(full.peakBytes / 1e6)} MB`,
    seconds(nearestFirst.ms),
    `${whole(full.meanMetres)} / ${whole(nearestFirst.meanMetres)}`,
    seconds(onArcs.ms),
    lemon === null ? '–' : seconds(lemon.ms),
    ratio,
    highs === null ? '–' : `${seconds(highs.ms)}, ${Math.round(median(highs.ms) / median(onArcs.ms))}×`,
    sized === null ? '–' : `${(100 * sized.gap).toFixed(2)} %, ${seconds(sized.ms)}`,
  ].join(' | ')} |`;
}

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { sizes: { type: 'string' } } });
  const wanted = values.sizes?.split(',');
  const sizes = SIZES.filter(([parcels, points]) => wanted === undefined || wanted.includes(`${parcels}x${points}`));
  const folder = mkdtempSync(join(tmpdir(), 'relais-assignment-'));
  const rows: string[] = [];
  const times = new Map<number, number>();
  let areReal = false;
  try {
    const program = built(folder);
    for (const size of sizes) {
      const measured = measure(size, folder, program);
      areReal = measured.areReal;
      times.set(size[0], median(measured.full.ms));
      rows.push(row(size, measured));
      console.log(rows.at(-1));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const growth = [...times].slice(1).map(([parcels, ms], at) => {
    const [before, beforeMs] = [...times][at] as [number, number];
    return `${whole(parcels / before)} times the parcels from ${whole(before)} on: ${(ms / beforeMs).toFixed(1)} times the time`;
  });
  const text = `Parcels at ${areReal ? 'the communes of mainland France' : 'towns that were made up'} by their people, each at a
place of its own; points around towns too, with room for ${SLACK} times the parcels in all. In full: the optimum over all
pairs of parcels and points, from nothing, with its proof. On 16 candidates: the same method on the 16 nearest points of
each parcel and nowhere, and LEMON's network simplex (C++) on the very same arcs, without reading them in; their costs
were equal to the metre; and HiGHS (WASM) on the same once, reading them in included, with a cost equal but for its
fractions. Several sizes: 55, 25, 15 and 5 of 100 parcels take up 1, 2, 4 and 8 places; the gap is to the bound. Each size ran in a process of its own; the memory is the whole process's at its most.

| parcels × points | blocks | in full, s | rounds, pivots | memory | nearest first, s | metres a parcel, optimum / nearest first | on 16 candidates, s | LEMON, s | to LEMON | HiGHS, s, to it | several sizes: gap, s |
|---|---|---|---|---|---|---|---|---|---|---|---|
${rows.join('\n')}

${growth.join('; ')}.`;
  writeSection('assignment', 'in turn', text);
}
