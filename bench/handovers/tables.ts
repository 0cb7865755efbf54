import { median, spread } from '../results.js';
import { HTTP, OURS, type Rates, REPLAY, STATEMENTS } from './measure.js';
import { SELECT, TRACK, type Tracking } from './tracking.js';

export interface PlaceResult {
  name: 'PostgreSQL' | 'embedded';
  rates: Rates;
  tracking: Tracking;
}

const UNNEST = 'bulk INSERT … UNNEST, the limit';
const TARGETS: [ours: string, peer: string, least: number | null][] = [
  [OURS, 'one TypeORM `save` per transaction', 10],
  [OURS, 'one prepared INSERT per transaction', 3],
  [OURS, UNNEST, 0.5],
  [HTTP, UNNEST, 0.25],
  [STATEMENTS, UNNEST, null],
  [OURS, STATEMENTS, null],
  [REPLAY, OURS, 0.8],
  [TRACK, SELECT, 0.8],
];

export function describePlace({ name, rates, tracking }: PlaceResult): string {
  const all = new Map([...rates, ...tracking]);
  const figures = (measured: Rates) =>
    [...measured].map(
      ([who, perSecond]) => `| ${who} | ${median(perSecond).toFixed(0)} | ${(spread(perSecond) * 100).toFixed(0)} % |`,
    );
  const ratios = TARGETS.map(([ours, peer, least]) => {
    // Each block by itself: what slows the machine down for a while slows down both.
    const others = all.get(peer) ?? [];
    const each = (all.get(ours) ?? []).map((rate, at) => rate / (others[at] ?? Number.NaN));
    const [low, middle, high] = [Math.min(...each), median(each), Math.max(...each)].map((value) => value.toFixed(2));
    const met = least !== null && median(each) >= least ? 'met' : 'missed';
    const target = name === 'PostgreSQL' && least !== null ? `≥ ${least}× | ${met}` : ' | ';
    return `| ${ours} | ${peer} | ${middle} (${low}–${high}) | ${target} |`;
  });
  return `### ${name === 'PostgreSQL' ? 'PostgreSQL' : 'The embedded database, as information'}

| handovers | a second, median | spread |
|---|---|---|
${figures(rates).join('\n')}

| tracking | a second, median | spread |
|---|---|---|
${figures(tracking).join('\n')}

| ours | against | ratio, median (least–most) | target | |
|---|---|---|---|---|
${ratios.join('\n')}`;
}
