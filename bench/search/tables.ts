import { median } from '../results.js';
import type { Measured, Times } from './measure.js';
import { SHARES, type Share } from './network.js';
import type { Upkeep } from './upkeep.js';

/** What is claimed: so many times as fast as others, or at most so many times the time of the floor. */
const TARGETS: { share: Share; against: string[]; atLeast?: number; timeAtMost?: number }[] = [
  { share: 0.5, against: ['PostGIS'], atLeast: 40 },
  { share: 0.01, against: ['PostGIS'], atLeast: 400 },
  { share: 0.5, against: ['geokdbush', 'geoflatbush'], atLeast: 1.2 },
  { share: 0.01, against: ['geokdbush', 'geoflatbush'], atLeast: 5 },
  { share: 0.001, against: ['geokdbush', 'geoflatbush'], atLeast: 20 },
  { share: 0.5, against: ['flatbush, planar, unfiltered'], timeAtMost: 1.5 },
  { share: 0.01, against: ['flatbush, planar, unfiltered'], timeAtMost: 2.5 },
];
const MOST_BYTES_A_POINT = 150;
const MOST_MICROSECONDS_AN_UPDATE = 5;

const OURS = 'Relais';

/** The times of each peer, by filter. */
export function timesOf(measured: Measured): string {
  const lines = [...measured].map(
    ([name, times]) => `| ${name} | ${SHARES.map((share) => spreadOf(times.get(share) ?? [], 1)).join(' | ')} |`,
  );
  return table(['', ...SHARES.map((share) => `${100 * share} %`)], lines);
}

/** Ours against each target. The ratio is that of each block, of which the median is taken. */
export function targetsOf(measured: Measured): string {
  const lines = TARGETS.flatMap(({ share, against, atLeast, timeAtMost }) => {
    const ours = measured.get(OURS)?.get(share) ?? [];
    const others = against.flatMap((name) => {
      const times = measured.get(name)?.get(share);
      return times === undefined ? [] : [{ name, times }];
    });
    const best = others.sort((a, b) => median(a.times) - median(b.times))[0];
    if (best === undefined) return [];
    const faster = best.times.map((time, at) => time / (ours[at] as number));
    const ratios = timeAtMost === undefined ? faster : faster.map((ratio) => 1 / ratio);
    const limit = timeAtMost === undefined ? `≥ ${atLeast}×` : `≤ ${timeAtMost}× its time`;
    const isMet = timeAtMost === undefined ? median(ratios) >= (atLeast as number) : median(ratios) <= timeAtMost;
    return [`| ${100 * share} % | ${best.name} | ${spreadOf(ratios, 2)} | ${limit} | ${isMet ? 'met' : 'missed'} |`];
  });
  return table(['filter', 'Relais against', 'ratio', 'target', ''], lines);
}

export function upkeepTable(upkeep: Upkeep): string {
  const ratioOf = ({ p50, p99 }: { p50: number; p99: number }) => p99 / p50;
  const limit = (values: Times, most: number, unit: string) =>
    `≤ ${most} ${unit} | ${median(values) <= most ? 'met' : 'missed'}`;
  const microseconds = (values: Times) => limit(values, MOST_MICROSECONDS_AN_UPDATE, 'µs');
  const bytes = [upkeep.bytesAPoint];
  return table(
    ['', '', 'target', ''],
    [
      `| bytes a point | ${upkeep.bytesAPoint.toFixed(1)} | ${limit(bytes, MOST_BYTES_A_POINT, 'bytes')} |`,
      `| change of room, µs | ${spreadOf(upkeep.roomMicroseconds, 2)} | ${microseconds(upkeep.roomMicroseconds)} |`,
      `| change of class, µs | ${spreadOf(upkeep.classMicroseconds, 2)} | ${microseconds(upkeep.classMicroseconds)} |`,
      `| change of place, µs | ${spreadOf(upkeep.moveMicroseconds, 2)} | ${microseconds(upkeep.moveMicroseconds)} |`,
      `| build, s | ${spreadOf(upkeep.buildSeconds, 2)} | | |`,
      `| rebuild, s | ${spreadOf(upkeep.rebuildSeconds, 2)} | | |`,
      `| query at 10 %, p50, µs | ${spreadOf(
        upkeep.alone.map(({ p50 }) => p50),
        1,
      )} | | |`,
      `| during a rebuild in a thread | ${spreadOf(
        upkeep.during.map(({ p50 }) => p50),
        1,
      )} | | |`,
      `| query at 10 %, p99 ÷ p50 | ${spreadOf(upkeep.alone.map(ratioOf), 2)} | | |`,
      `| during a rebuild in a thread | ${spreadOf(upkeep.during.map(ratioOf), 2)} | | |`,
    ],
  );
}

function spreadOf(values: Times, digits: number): string {
  if (values.length === 0) return '';
  const shown = (value: number) => value.toFixed(value >= 100 ? 0 : digits);
  return `${shown(median(values))} (${shown(Math.min(...values))}–${shown(Math.max(...values))})`;
}

function table(columns: readonly string[], lines: readonly string[]): string {
  return [`| ${columns.join(' | ')} |`, `|${'---|'.repeat(columns.length)}`, ...lines].join('\n');
}
