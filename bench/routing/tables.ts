import { median, spread } from '../results.js';
import type { Disrupted } from './disruptions.js';
import type { Measured } from './measure.js';
import { DIJKSTRA, MINOTOR, OURS, PASS, PROFILES } from './peers.js';

/** What is claimed: so many times as fast as others, or at most so many times the time of the limit. */
const TARGETS: { ours: string; against: string; atLeast?: number; timeAtMost?: number }[] = [
  { ours: OURS, against: DIJKSTRA, atLeast: 20 },
  { ours: PROFILES, against: DIJKSTRA, atLeast: 500 },
  { ours: OURS, against: MINOTOR, atLeast: 5 },
  { ours: OURS, against: PASS, timeAtMost: 2 },
];
const MOST_SECONDS = 1;

export function timesTable(measured: Measured): string {
  const lines = [...measured].map(
    ([name, times]) => `| ${name} | ${shown(median(times))} | ${(spread(times) * 100).toFixed(0)} % |`,
  );
  return table(['', 'µs a question, median', 'spread'], lines);
}

/** The ratio is that of each block, of which the median is taken. */
export function targetsTable(measured: Measured): string {
  const lines = TARGETS.map(({ ours, against, atLeast, timeAtMost }) => {
    const peer = measured.get(against) ?? [];
    const faster = (measured.get(ours) ?? []).map((time, block) => (peer[block] as number) / time);
    const ratios = timeAtMost === undefined ? faster : faster.map((ratio) => 1 / ratio);
    const limit = timeAtMost === undefined ? `≥ ${atLeast}×` : `≤ ${timeAtMost}× its time`;
    const isMet = timeAtMost === undefined ? median(ratios) >= (atLeast as number) : median(ratios) <= timeAtMost;
    return `| ${ours} | ${against} | ${ranged(ratios)} | ${limit} | ${isMet ? 'met' : 'missed'} |`;
  });
  return table(['ours', 'against', 'ratio, median (least–most)', 'target', ''], lines);
}

/** The target is held to the worst of all. */
export function disruptionsTable({ seconds, targets, lookUpSeconds, buildSeconds, parcels }: Disrupted): string {
  const lines = [...seconds].map(([what, times]) => {
    const depots = targets.get(what) ?? [];
    const isMet = Math.max(...times) <= MOST_SECONDS ? 'met' : 'missed';
    return `| ${what} | ${depotsOf(depots)} | ${ranged(times)} | ≤ ${MOST_SECONDS} s, the worst | ${isMet} |`;
  });
  return table(
    ['', 'depots to which answers changed', 's, median (least–most)', 'target', ''],
    [
      ...lines,
      `| all profiles, from nothing | | ${ranged(buildSeconds)} | | |`,
      `| ${parcels / 1000} 000 parcels looked up | | ${ranged(lookUpSeconds)} | | |`,
    ],
  );
}

function depotsOf(counts: readonly number[]): string {
  return `${median(counts)} (${Math.min(...counts)}–${Math.max(...counts)})`;
}

function ranged(values: readonly number[]): string {
  return `${shown(median(values))} (${shown(Math.min(...values))}–${shown(Math.max(...values))})`;
}

function shown(value: number): string {
  return value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3);
}

function table(columns: readonly string[], lines: readonly string[]): string {
  return [`| ${columns.join(' | ')} |`, `|${'---|'.repeat(columns.length)}`, ...lines].join('\n');
}
