import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type HoursReader, hoursReaders } from '#libs/opening-hours';
import { type Centre, type CleaningRules, cleanRecord, mapForHeader, readColumnMap } from '#libs/point-records';
import { CodedError } from '#libs/refusals';
import { PlacesService, postcodeKey } from '../places/places.service.js';
import { Clock } from '../platform/clock.js';
import { CONFIG, type Config } from '../platform/config.js';
import type { RecordSource } from './import-file.js';
import { emptyReport, type ImportReport } from './import-report.js';
import { ImportRun } from './import-run.js';
import type { OperatorCaller } from './operator.js';
import { hasOtherChains, recordImport, takeSource } from './point-writes.queries.js';
import { QuarantineFile } from './quarantine-file.js';

export interface ImportOptions {
  /** The name under which these points are known; a later import of it is compared with this one. */
  source: string;
  /** `field=column`, `service=CODE:column`, `network=CODE:column`. */
  map?: readonly string[];
  /** `field=value`, for all points or where the cell is empty. */
  set?: readonly string[];
  /** The notation of opening hours; `osm` unless it is named. */
  hours?: string;
  dryRun?: boolean;
  /** Suspend missing points even if they are more than a tenth of the source. */
  acceptMissing?: boolean;
  /** Where the quarantined rows are written if that folder lets us; the data folder otherwise. */
  quarantinePath?: string | null;
  progress?: (text: string) => void;
}

/** Leaves the transaction of a dry run, so that nothing of it stays. */
class DryRunIsOver extends Error {}

/** Imports points: survey the file, then write it in one transaction. */
@Injectable()
export class PointImportService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly places: PlacesService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Imports a source whole: what it no longer has is suspended. The same records twice change nothing.
   *
   * @throws CodedError IMPORT_* for a file that is refused whole, IMPORT_TOO_MANY_MISSING, IMPORT_RUNNING, BAD_INPUT
   *   for options that are not valid, FORBIDDEN for a chain's operator on another chain's source. Nothing is written
   *   then.
   */
  async run(caller: OperatorCaller, records: RecordSource, options: ImportOptions): Promise<ImportReport> {
    const { source } = options;
    checkSource(source);
    const rules = rulesOf(records, options);
    const progress = options.progress ?? (() => {});
    const survey = await this.survey(records, rules, progress);
    const at = this.clock.now();
    const report = emptyReport({
      source,
      file: records.fileName,
      dryRun: options.dryRun ?? false,
      encoding: records.encoding,
      separator: records.csv?.separator ?? null,
    });
    const candidates = [
      options.quarantinePath ?? [],
      join(this.config.dataDir, 'imports', `${source}.quarantined.csv`),
    ];
    const quarantine = new QuarantineFile(candidates.flat(), records.csv);
    try {
      await this.dataSource.transaction(async (tx) => {
        await this.takeSource(tx, caller, source);
        const run = new ImportRun(tx, { source, at, rules, report, quarantine, centres: survey.centres, caller });
        await run.write(records, survey.rows, progress);
        await run.finish(options.acceptMissing ?? false);
        report.quarantineFile = quarantine.path;
        if (report.dryRun) throw new DryRunIsOver();
        const { id: actor, chainCode } = caller;
        await recordImport(tx, { source, fileName: records.fileName, actor, chainCode, at, report });
      });
    } catch (error) {
      if (!(error instanceof DryRunIsOver)) throw error;
    } finally {
      await quarantine.close();
    }
    return report;
  }

  /** Reads the whole file once: a fault in its last line is found before anything is written, and places are looked up. */
  private async survey(
    records: RecordSource,
    rules: CleaningRules,
    progress: (text: string) => void,
  ): Promise<{ rows: number; centres: ReadonlyMap<string, readonly Centre[]> }> {
    const postcodes = new Map<string, { country: string; code: string }>();
    let rows = 0;
    for await (const raw of records.read((share) => progress(`${Math.round(share * 100)} % looked through`))) {
      rows += 1;
      const cleaned = cleanRecord(raw, rules);
      if (!cleaned.ok) continue;
      const { country, postcode } = cleaned.record.fields;
      if (postcode !== '') postcodes.set(postcodeKey(country, postcode), { country, code: postcode });
    }
    if (rows === 0) throw new CodedError('IMPORT_EMPTY', { file: records.fileName });
    // Positions are compared with places, and an installation may not have any yet.
    await this.dataSource.transaction((tx) => this.places.seedDefault(tx));
    return { rows, centres: await this.places.centresOf([...postcodes.values()]) };
  }

  private async takeSource(tx: EntityManager, { chainCode }: OperatorCaller, source: string): Promise<void> {
    if (!(await takeSource(tx, source))) throw new CodedError('IMPORT_RUNNING', { source });
    if (chainCode !== null && (await hasOtherChains(tx, source, chainCode))) {
      throw new CodedError('FORBIDDEN', { source }, { message: `The source ${source} has points of other chains.` });
    }
  }
}

function checkSource(source: string): void {
  if (/^[a-z0-9](?:[a-z0-9_.-]{0,38}[a-z0-9])?$/i.test(source) && source !== 'operator') return;
  const message = 'A source is 1 to 40 letters, digits, dots, hyphens and underscores, as in prix-carburants.';
  throw new CodedError('BAD_INPUT', { source: source.slice(0, 100) }, { field: 'source', message });
}

function rulesOf(records: RecordSource, { map = [], set = [], hours = 'osm' }: ImportOptions): CleaningRules {
  const read = readColumnMap(map, set);
  if (!read.ok) throw new CodedError('BAD_INPUT', { field: read.field }, { field: read.field, message: read.message });
  const rules = { map: read.value, isFeatures: records.csv === null, readHours: hoursReader(hours) };
  if (records.csv === null) return rules;
  const { header } = records.csv;
  const complete = mapForHeader(read.value, header);
  if (complete.ok) return { ...rules, map: complete.value };
  const { target, column } = complete;
  const message =
    `The file has no column "${column.slice(0, 60)}". Its columns are: ${header.join(', ').slice(0, 400)}. ` +
    `Say which one holds it: --map ${target}=COLUMN, or give one value for all: --set ${target}=VALUE.`;
  throw new CodedError('IMPORT_HEADER_MISSING', { field: target, column, header: header.slice(0, 50) }, { message });
}

function hoursReader(name: string): HoursReader {
  const reader = hoursReaders[name];
  if (reader !== undefined) return reader;
  const message = `There is no reader of hours "${name.slice(0, 60)}". There are: ${Object.keys(hoursReaders).join(', ')}.`;
  throw new CodedError('BAD_INPUT', {}, { field: 'hours', message });
}
