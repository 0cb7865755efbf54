import type { FieldName, PointFlag, QuarantineReason } from '#libs/point-records';
import type { QuarantinedRow } from './quarantine-file.js';

/** How many points, pairs or rows of each list a report names; the numbers count all. */
export const MOST_NAMED = 100;

/** What an import did, or with `dryRun` would have done. */
export interface ImportReport {
  source: string;
  file: string;
  dryRun: boolean;
  encoding: string;
  separator: string | null;
  /** Records of the file: added + changed + unchanged + quarantined. */
  rows: number;
  added: number;
  changed: number;
  unchanged: number;
  quarantined: number;
  /** Points that the source no longer has, and that are suspended for it from now on. */
  missing: number;
  /** Points that were missing before this import and still are. */
  stillMissing: number;
  /** Points that were missing and are back. */
  reopened: number;
  /** How many of the changed points changed in each field. */
  changedFields: Partial<Record<FieldName, number>>;
  /** How many of the records kept bear each flag. */
  flagged: Partial<Record<PointFlag, number>>;
  /** How many of the records were left out for each reason. */
  reasons: Partial<Record<QuarantineReason, number>>;
  /** Records with hours; among them those that say nothing and those that cannot be read; and what stood for nothing. */
  hours: { stated: number; empty: number; unreadable: number; placeholders: Record<string, number> };
  nearTwinPairs: number;
  /** The first of each, for people. */
  changedCodes: string[];
  missingCodes: string[];
  twins: { first: string; second: string; distanceMetres: number }[];
  quarantinedRows: QuarantinedRow[];
  /** Where all quarantined records are written, with their reason and line; null if there are none. */
  quarantineFile: string | null;
}

export function emptyReport(
  about: Pick<ImportReport, 'source' | 'file' | 'dryRun' | 'encoding' | 'separator'>,
): ImportReport {
  return {
    ...about,
    rows: 0,
    added: 0,
    changed: 0,
    unchanged: 0,
    quarantined: 0,
    missing: 0,
    stillMissing: 0,
    reopened: 0,
    changedFields: {},
    flagged: {},
    reasons: {},
    hours: { stated: 0, empty: 0, unreadable: 0, placeholders: {} },
    nearTwinPairs: 0,
    changedCodes: [],
    missingCodes: [],
    twins: [],
    quarantinedRows: [],
    quarantineFile: null,
  };
}

/** Adds to a count that may not be there yet. */
export function count<Key extends string>(counts: Partial<Record<Key, number>>, key: Key, more = 1): void {
  counts[key] = (counts[key] ?? 0) + more;
}

/** Adds to a list until it is as long as a report's may be. */
export function name<Item>(list: Item[], item: Item): void {
  if (list.length < MOST_NAMED) list.push(item);
}

/** The report as lines for a terminal. */
export function reportLines(report: ImportReport): string[] {
  const { hours } = report;
  const lines = [
    `${report.file} as ${report.source}${report.dryRun ? ', tried only: nothing was written' : ''}`,
    `  ${report.rows} rows: ${report.added} added, ${report.changed} changed, ${report.unchanged} unchanged, ` +
      `${report.quarantined} quarantined`,
    `  ${report.missing} missing and suspended, ${report.stillMissing} missing since before, ${report.reopened} back`,
    `  hours: ${hours.stated} stated, ${hours.empty} of them say nothing, ${hours.unreadable} unreadable`,
  ];
  const tell = (title: string, counts: Partial<Record<string, number>>) => {
    const parts = Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1));
    if (parts.length > 0) lines.push(`  ${title}: ${parts.map(([key, value]) => `${key} ${value}`).join(', ')}`);
  };
  tell('changed fields', report.changedFields);
  tell('placeholders of hours', hours.placeholders);
  tell('flagged', report.flagged);
  tell('quarantined', report.reasons);
  if (report.nearTwinPairs > 0) lines.push(`  ${report.nearTwinPairs} pairs of one chain within 60 m`);
  if (report.missing > 0) lines.push(`  missing: ${listed(report.missingCodes, report.missing)}`);
  for (const row of report.quarantinedRows.slice(0, 10)) {
    lines.push(`  line ${row.line}${row.ref === '' ? '' : ` (${row.ref})`}: ${row.reason}, ${row.detail}`);
  }
  if (report.quarantineFile !== null) lines.push(`  all quarantined rows: ${report.quarantineFile}`);
  return lines;
}

function listed(codes: readonly string[], all: number): string {
  const shown = codes.slice(0, 10);
  return shown.join(', ') + (all > shown.length ? ` and ${all - shown.length} more` : '');
}
