import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CodedError } from '#libs/refusals';
import { Clock } from '../platform/clock.js';
import type { Command } from '../platform/command.js';
import { check } from '../platform/input.js';
import { AssignFileService, type FileReport } from './assign-file.service.js';
import { FAR_METRES } from './batch.js';

const MOST_METRES = 1_000_000;

export const assignmentCommands: readonly Command[] = [
  {
    name: 'assign',
    usage:
      'PARCELS.csv -o FILE.csv [--merchant ID] [--map FILE.geojson] [--any-price] [--metres-per-euro N] [--open-at TIME] [--closed-metres N] [--split-metres N] [--verify]',
    summary: 'Says for a whole batch which point each parcel should go to, at the least total distance; books nothing.',
    run: async (app, args, io) => {
      const given = readArgs(args);
      const report = await app.get(AssignFileService).run(resolve(io.cwd, given.file), {
        terms: {
          merchantId: given.merchantId,
          cost: given.isAnyPrice ? 'ANY' : 'FREE_ONLY',
          metresPerEuro: given.metresPerEuro,
          chainCode: null,
          networkCode: null,
          byCustomer: given.splitMetres > 0,
          now: app.get(Clock).now(),
        },
        openAtMs: given.openAtMs,
        closedMetres: given.closedMetres,
        splitMetres: given.splitMetres,
        verify: given.verify,
        outputPath: resolve(io.cwd, given.output),
        mapPath: given.map === null ? null : resolve(io.cwd, given.map),
        progress: (text) => io.progress(text),
      });
      for (const line of reportLines(report)) io.print(line);
      return 0;
    },
  },
];

function readArgs(args: string[]) {
  const { values, positionals } = parsed(args);
  const [file, ...rest] = positionals;
  const message = 'Name one file of parcels and one to write: relais assign parcels.csv -o assigned.csv.';
  if (file === undefined || rest.length > 0) throw new CodedError('BAD_INPUT', {}, { field: 'FILE', message });
  if (values.output === undefined) throw new CodedError('BAD_INPUT', {}, { field: '-o', message });
  const openAt = values['open-at'] === undefined ? null : Date.parse(values['open-at']);
  check(openAt === null || Number.isFinite(openAt), '--open-at', 'Give a time, as in 2026-11-27T18:00:00+01:00.');
  return {
    file,
    output: values.output,
    map: values.map ?? null,
    merchantId: values.merchant ?? null,
    isAnyPrice: values['any-price'],
    metresPerEuro: metres(values['metres-per-euro'], '--metres-per-euro'),
    openAtMs: openAt,
    closedMetres: metres(values['closed-metres'], '--closed-metres'),
    splitMetres: metres(values['split-metres'], '--split-metres'),
    verify: values.verify,
  };
}

function metres(text: string, field: string): number {
  const value = Number(text);
  check(
    Number.isInteger(value) && value >= 0 && value <= MOST_METRES,
    field,
    `A whole number from 0 to ${MOST_METRES}.`,
  );
  return value;
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        output: { type: 'string', short: 'o' },
        map: { type: 'string' },
        merchant: { type: 'string' },
        'any-price': { type: 'boolean', default: false },
        'metres-per-euro': { type: 'string', default: '1000' },
        'open-at': { type: 'string' },
        'closed-metres': { type: 'string', default: '2000' },
        'split-metres': { type: 'string', default: '0' },
        verify: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new CodedError('BAD_INPUT', {}, { message: (error as Error).message });
  }
}

const whole = (value: number) => Math.round(value).toLocaleString('en').replaceAll(',', ' ');

function reportLines(report: FileReport): string[] {
  const { optimal, nearestFirst: greedy, unplaced, splits, proof } = report;
  const lines = [
    `${whole(report.rows)} rows, ${whole(report.parcels)} parcels; ${whole(optimal.placed)} have a point.`,
  ];
  if (optimal.meanMetres !== null && greedy.meanMetres !== null) {
    const saved = greedy.meanMetres - optimal.meanMetres;
    lines.push(
      `${whole(optimal.meanMetres)} m a parcel, where nearest first gives ${whole(greedy.meanMetres)} m` +
        ` (${whole(greedy.placed)} placed): ${whole(saved)} m less, or ${((100 * saved) / greedy.meanMetres).toFixed(1)} %.`,
      `Sent farther than ${FAR_METRES / 1000} km: ${percent(optimal.farShare)}, where nearest first gives ${percent(greedy.farShare)}.`,
    );
  }
  if (splits !== null)
    lines.push(
      `Customers go to ${whole(splits.splits)} points beyond their first, where the least distance alone sends them to` +
        ` ${whole(splits.splitsBefore)}; at most ${(100 * splits.gap).toFixed(2)} % above the best plan there is.`,
    );
  if (unplaced.NO_ROOM > 0)
    lines.push(`NO_ROOM: ${whole(unplaced.NO_ROOM)} parcels; every point that takes them is full.`);
  if (unplaced.NO_POINT > 0) lines.push(`NO_POINT: ${whole(unplaced.NO_POINT)} parcels; no point takes them at all.`);
  if (report.badRows > 0) lines.push(`${whole(report.badRows)} rows could not be read, and are in the file with why:`);
  for (const { line, code, detail } of report.firstBad) lines.push(`  line ${line}: ${code} ${detail}`);
  if (report.badRows > report.firstBad.length) lines.push('  …');
  if (report.overflows.length > 0) lines.push('Points that overflow first:');
  for (const { code, wanted, room, rentMetres } of report.overflows) {
    lines.push(
      `  ${code}: wanted by ${whole(wanted)}, room for ${whole(room)}; one more place saves ${whole(rentMetres)} m`,
    );
  }
  if (proof !== null)
    lines.push(proof === 'OK' ? 'The proof was checked over all pairs.' : `THE PROOF FAILED: ${proof}`);
  lines.push(`Solved in ${(report.solvedMs / 1000).toFixed(1)} s.`);
  return lines;
}

function percent(share: number | null): string {
  return share === null ? '–' : `${(100 * share).toFixed(1)} %`;
}
