import type { EntityManager } from 'typeorm';
import {
  type Centre,
  type CleaningRules,
  type CleanRecord,
  cleanRecord,
  comparedWithPostcode,
  isTooManyMissing,
  MISSING_REASON,
  mergeRecord,
  NearTwins,
  type QuarantineReason,
  type RawRecord,
} from '#libs/point-records';
import { CodedError } from '#libs/refusals';
import { postcodeKey } from '../places/places.service.js';
import { Collisions, codeOf } from './import-collisions.js';
import type { RecordSource } from './import-file.js';
import { count, type ImportReport, MOST_NAMED, name } from './import-report.js';
import type { OperatorCaller } from './operator.js';
import {
  addNames,
  countMissing,
  expectedPoints,
  flagTwins,
  insertPoints,
  markMissing,
  type PointWrite,
  type StoredPoint,
  storedPoints,
  updatePoints,
  writeNetworks,
} from './point-writes.queries.js';
import type { QuarantineFile } from './quarantine-file.js';

/** Records that are compared and written in one go. */
const BATCH = 500;

interface Setting {
  source: string;
  at: Date;
  rules: CleaningRules;
  report: ImportReport;
  quarantine: QuarantineFile;
  centres: ReadonlyMap<string, readonly Centre[]>;
  caller: OperatorCaller;
}

interface Kept {
  raw: RawRecord;
  record: CleanRecord;
}

/** One import inside its transaction: holds a batch of records, and of the rest only their refs and positions. */
export class ImportRun {
  /** The line on which each ref stands first. */
  private readonly lines = new Map<string, number>();
  private readonly collisions: Collisions;
  private readonly chains = new Set<string>();
  private readonly networks = new Set<string>();
  private readonly twins = new NearTwins();
  private readonly codeOfRef = new Map<string, string>();

  constructor(
    private readonly tx: EntityManager,
    private readonly setting: Setting,
  ) {
    this.collisions = new Collisions(tx, setting.source);
  }

  async write(records: RecordSource, rows: number, progress: (text: string) => void): Promise<void> {
    const { report } = this.setting;
    let batch: Kept[] = [];
    for await (const raw of records.read(() => {})) {
      report.rows += 1;
      const record = await this.accept(raw);
      if (record !== null) batch.push({ raw, record });
      if (batch.length < BATCH) continue;
      await this.writeBatch(batch);
      batch = [];
      progress(`${report.rows} of ${rows} rows`);
    }
    await this.writeBatch(batch);
  }

  /** What can be said of a record by itself and by those before it: clean, once, of the caller's chain, where it says. */
  private async accept(raw: RawRecord): Promise<CleanRecord | null> {
    const { rules, caller, report } = this.setting;
    const cleaned = cleanRecord(raw, rules);
    const { ref, line } = cleaned.ok ? cleaned.record : cleaned;
    const before = ref === '' ? undefined : this.lines.get(ref);
    if (before !== undefined) return this.refuse(raw, ref, 'REF_TWICE', `line ${before} has the same ref`);
    if (ref !== '') this.lines.set(ref, line);
    if (!cleaned.ok) return this.refuse(raw, ref, cleaned.reason, cleaned.detail);
    const { record } = cleaned;
    if (record.hours !== 'ABSENT') report.hours.stated += 1;
    if (record.hours === 'EMPTY') report.hours.empty += 1;
    if (record.hours === 'UNREADABLE') report.hours.unreadable += 1;
    for (const text of record.placeholders) count(report.hours.placeholders, text);
    if (caller.chainCode !== null && record.fields.chain !== caller.chainCode) {
      return this.refuse(raw, ref, 'OTHER_CHAIN', `you are an operator of ${caller.chainCode} only`);
    }
    return this.placed(raw, record);
  }

  private placed(raw: RawRecord, record: CleanRecord): Promise<CleanRecord | null> | CleanRecord {
    const { lat, lon, postcode, country } = record.fields;
    const centres = this.setting.centres.get(postcodeKey(country, postcode)) ?? [];
    const verdict = comparedWithPostcode(lat, lon, postcode, centres);
    if (typeof verdict === 'object') return this.refuse(raw, record.ref, verdict.reason, verdict.detail);
    if (verdict === 'UNCHECKED') record.flags.push('POSITION_UNCHECKED');
    return record;
  }

  private async refuse(raw: RawRecord, ref: string, reason: QuarantineReason, detail: string): Promise<null> {
    const { report, quarantine } = this.setting;
    const row = { line: raw.line, ref, reason, detail };
    report.quarantined += 1;
    count(report.reasons, reason);
    name(report.quarantinedRows, row);
    await quarantine.add(row, raw);
    return null;
  }

  private async writeBatch(batch: readonly Kept[]): Promise<void> {
    if (batch.length === 0) return;
    const { tx, setting } = this;
    const { source, at } = setting;
    const stored = await storedPoints(
      tx,
      source,
      batch.map(({ record }) => record.ref),
    );
    const kept = await this.withoutCollisions(batch, stored);
    const origin = { source, at: at.toISOString() };
    const writes: (PointWrite & { areNetworksNew: boolean })[] = [];
    for (const { record } of kept) {
      const before = stored.get(record.ref) ?? null;
      const code = before?.code ?? codeOf(source, record);
      if (record.code !== null && record.code !== code) record.flags.push('CODE_KEPT');
      const merged = mergeRecord(before && asStored(before), record, origin);
      this.tell(record, code, merged, before);
      if (!merged.isStale) continue;
      const areNetworksNew = before === null || merged.changed.includes('networks');
      writes.push({
        id: before?.id ?? null,
        code,
        ref: record.ref,
        merged,
        edits: before?.edited ?? {},
        missingSince: null,
        areNetworksNew,
      });
    }
    await this.addNames(kept, writes);
    const added = writes.filter(({ id }) => id === null);
    const ids = await insertPoints(tx, source, added, at);
    for (const [index, write] of added.entries()) write.id = ids[index] as string;
    await updatePoints(
      tx,
      writes.filter((write) => !added.includes(write)),
      at,
    );
    const networked = writes.filter(({ areNetworksNew, merged }) => areNetworksNew && merged.imported.networks);
    await writeNetworks(
      tx,
      networked.map(({ id, merged }) => ({ id: id as string, networks: merged.fields.networks })),
      source,
    );
  }

  private async withoutCollisions(batch: readonly Kept[], stored: ReadonlyMap<string, StoredPoint>): Promise<Kept[]> {
    const faults = await this.collisions.among(
      batch.map(({ record }) => record),
      stored,
    );
    const kept: Kept[] = [];
    for (const each of batch) {
      const fault = faults.get(each.record);
      if (fault) await this.refuse(each.raw, each.record.ref, fault.reason, fault.detail);
      else kept.push(each);
    }
    return kept;
  }

  private tell(
    record: CleanRecord,
    code: string,
    { outcome, changed, flags }: ReturnType<typeof mergeRecord>,
    before: StoredPoint | null,
  ): void {
    const { report } = this.setting;
    if (outcome === 'ADDED') report.added += 1;
    else if (outcome === 'CHANGED') {
      report.changed += 1;
      name(report.changedCodes, code);
      for (const field of changed) count(report.changedFields, field);
    } else report.unchanged += 1;
    if (before !== null && before.missing_since !== null) report.reopened += 1;
    for (const flag of flags) {
      if (flag !== 'NEAR_TWIN') count(report.flagged, flag as keyof ImportReport['flagged']);
    }
    const { chain, lat, lon } = record.fields;
    this.codeOfRef.set(record.ref, code);
    if (chain) this.twins.add({ ref: record.ref, chain, lat, lon });
  }

  /** Chains and networks that are met for the first time. */
  private async addNames(kept: readonly Kept[], writes: readonly PointWrite[]): Promise<void> {
    const chains = new Map<string, string>();
    for (const { record } of kept) {
      const { chain } = record.fields;
      if (chain && !this.chains.has(chain)) chains.set(chain, record.chainName ?? chain);
    }
    const networks = new Map<string, string>();
    for (const { merged } of writes) {
      for (const { network } of merged.fields.networks) {
        if (!this.networks.has(network)) networks.set(network, titleOf(network));
      }
    }
    await addNames(this.tx, 'chain', chains);
    await addNames(this.tx, 'network', networks);
    for (const code of chains.keys()) this.chains.add(code);
    for (const code of networks.keys()) this.networks.add(code);
  }

  /**
   * What can only be told when the file is at its end: who has a twin, and who is missing.
   *
   * @throws CodedError IMPORT_TOO_MANY_MISSING.
   */
  async finish(acceptMissing: boolean): Promise<void> {
    const { tx, twins } = this;
    const { source, at, report } = this.setting;
    const twinRefs = twins.refs();
    await flagTwins(tx, source, twinRefs, at);
    report.nearTwinPairs = twins.pairs.length;
    if (twinRefs.length > 0) report.flagged.NEAR_TWIN = twinRefs.length;
    report.twins = twins.pairs.slice(0, MOST_NAMED).map(({ first, second, distanceMetres }) => ({
      first: this.codeOfRef.get(first) ?? first,
      second: this.codeOfRef.get(second) ?? second,
      distanceMetres: Math.round(distanceMetres),
    }));
    const expected = await expectedPoints(tx, source);
    const missing = expected.filter(({ source_ref }) => !this.lines.has(source_ref));
    const before = expected.length - report.added;
    if (!acceptMissing && isTooManyMissing(missing.length, before)) throw tooManyMissing(missing, before, source);
    report.stillMissing = await countMissing(tx, source);
    await markMissing(
      tx,
      missing.map(({ id }) => id),
      MISSING_REASON,
      at,
    );
    report.missing = missing.length;
    report.missingCodes = missing.slice(0, MOST_NAMED).map(({ code }) => code);
  }
}

function asStored({ imported, edited, origins, flags, missing_since }: StoredPoint) {
  return { imported, edits: edited, origins, flags, isMissing: missing_since !== null };
}

/** `MONDIAL_RELAY` as people write it. */
function titleOf(code: string): string {
  return code
    .toLowerCase()
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}

function tooManyMissing(missing: readonly { code: string }[], before: number, source: string): CodedError {
  const codes = missing.slice(0, 20).map(({ code }) => code);
  const message =
    `The file lacks ${missing.length} of the ${before} points of ${source}, which is more than a tenth, so nothing ` +
    'was changed. Check the file, or confirm that it is meant with --accept-missing.';
  return new CodedError('IMPORT_TOO_MANY_MISSING', { missing: missing.length, points: before, codes }, { message });
}
