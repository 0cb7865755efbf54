import { writeFile } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { CodedError } from '#libs/refusals';
import { MerchantsService } from '../merchants/merchants.service.js';
import { PlacesService } from '../places/places.service.js';
import { openImportFile, type RecordSource } from '../points/import-file.js';
import { PointsInMemory } from '../search/points-in-memory.js';
import { Distribution, figuresOf, overflowsOf, reasonOf, taskOf } from './batch.js';
import { CsvFile } from './csv-file.js';
import { Demand, type Terms } from './demand.js';
import { mapOf } from './map.js';
import { type Network, networkOf } from './network.js';
import { type Cells, COLUMNS, readParcelRow } from './parcel-row.js';
import type { Solution } from './solve.js';
import { solveInThread } from './solving.js';

/** The most rows of a file; a larger batch is several nights. */
const MOST_ROWS = 2_000_000;
/** How many bad rows are told one by one; all are in the file that is written. */
const MOST_TOLD = 20;
const MOST_OVERFLOWS = 10;

export interface AssignFileOptions {
  terms: Terms;
  openAtMs: number | null;
  closedMetres: number;
  splitMetres: number;
  verify: boolean;
  outputPath: string;
  mapPath: string | null;
  progress: (text: string) => void;
}

export interface BadRow {
  line: number;
  code: string;
  detail: string;
}

/** What became of a file. */
export interface FileReport {
  rows: number;
  parcels: number;
  badRows: number;
  /** The first of them. */
  firstBad: BadRow[];
  unplaced: { NO_POINT: number; NO_ROOM: number };
  optimal: ReturnType<typeof figuresOf>;
  nearestFirst: ReturnType<typeof figuresOf>;
  overflows: { code: string; wanted: number; room: number; rentMetres: number }[];
  splits: Solution['splits'];
  proof: string | null;
  solvedMs: number;
  work: Solution['work'];
}

/** Assigns the parcels of a file, and writes the file again with a point beside each of them. Nothing is booked. */
@Injectable()
export class AssignFileService {
  constructor(
    private readonly index: PointsInMemory,
    private readonly places: PlacesService,
    private readonly merchants: MerchantsService,
  ) {}

  /**
   * @throws CodedError IMPORT_* for a file that is refused whole, IMPORT_HEADER_MISSING where it does not say where
   *   parcels are wanted, TOO_MANY_ITEMS. Nothing is written then.
   */
  async run(path: string, options: AssignFileOptions): Promise<FileReport> {
    const { terms, progress, openAtMs, verify, outputPath, mapPath } = options;
    const records = await openImportFile(path);
    requireColumns(records);
    await this.index.refresh();
    const demand = new Demand(this.index, this.places, this.merchants, terms);
    const bad = await this.read(records, demand, progress);
    const network = await this.index.read(() => networkOf(this.index, openAtMs));
    const begun = performance.now();
    const solution = await solveInThread(taskOf(demand, network, options, verify), {
      progress: (told) => progress(progressText(told)),
    });
    const solvedMs = performance.now() - begun;
    const unplaced = { NO_POINT: 0, NO_ROOM: 0 };
    solution.unplaced.forEach((count, spot) => {
      if (count > 0) unplaced[reasonOf(demand, network, spot)] += count;
    });
    await this.write(records, { demand, network, solution, bad, outputPath, progress });
    const codeOf = (point: number) => this.index.entries.codeOf(network.items[point] as number);
    if (mapPath !== null) await writeFile(mapPath, mapOf(demand, network, solution, codeOf));
    return {
      rows: demand.rowCount,
      parcels: demand.parcelCount,
      badRows: bad.size,
      firstBad: [...bad.values()].slice(0, MOST_TOLD),
      unplaced,
      optimal: figuresOf(solution.optimal),
      nearestFirst: figuresOf(solution.nearestFirst),
      overflows: overflowsOf(solution, network, MOST_OVERFLOWS).map(({ point, ...rest }) => ({
        code: codeOf(point),
        ...rest,
      })),
      splits: solution.splits,
      proof: solution.proof,
      solvedMs,
      work: solution.work,
    };
  }

  /** @returns What is wrong with rows, by their places in the file. */
  private async read(
    records: RecordSource,
    demand: Demand,
    progress: (text: string) => void,
  ): Promise<Map<number, BadRow>> {
    const bad = new Map<number, BadRow>();
    for await (const raw of records.read((share) => progress(`${Math.round(share * 100)} % read`))) {
      const row = demand.rowCount;
      if (row === MOST_ROWS) throw new CodedError('TOO_MANY_ITEMS', { most: MOST_ROWS }, { field: 'FILE' });
      try {
        if (raw.miscounted !== undefined) {
          throw new CodedError(
            'BAD_INPUT',
            {},
            { message: `${raw.miscounted.found} cells, not ${raw.miscounted.wanted}.` },
          );
        }
        await demand.add(readParcelRow(raw.cells as Cells));
      } catch (error) {
        if (!(error instanceof CodedError)) throw error;
        demand.skip();
        const field = error.field === undefined ? '' : `${error.field}: `;
        bad.set(row, { line: raw.line, code: error.code, detail: `${field}${error.message}` });
      }
    }
    if (demand.rowCount === 0) throw new CodedError('IMPORT_EMPTY', { file: records.fileName });
    return bad;
  }

  private async write(
    records: RecordSource,
    {
      demand,
      network,
      solution,
      bad,
      outputPath,
      progress,
    }: {
      demand: Demand;
      network: Network;
      solution: Solution;
      bad: ReadonlyMap<number, BadRow>;
      outputPath: string;
      progress: (text: string) => void;
    },
  ): Promise<void> {
    const header = records.csv?.header ?? [...COLUMNS];
    const file = new CsvFile(outputPath, records.csv?.separator ?? ',');
    const places = new Distribution(solution.optimal, demand.spots.length);
    try {
      await file.write([...header, 'pointCode', 'distanceMetres', 'parcels', 'outcome', 'detail']);
      let row = 0;
      for await (const raw of records.read((share) => progress(`${Math.round(share * 100)} % written`))) {
        const own = header.map((column) => raw.cells[column] ?? '');
        for (const more of this.outcomesOf(row, demand, network, places, bad)) await file.write([...own, ...more]);
        row += 1;
      }
      await file.finish();
    } catch (error) {
      await file.abandon();
      throw error;
    }
  }

  /** A line for each point that the parcels of a row go to, and one for those that go nowhere. */
  private outcomesOf(
    row: number,
    demand: Demand,
    network: Network,
    places: Distribution,
    bad: ReadonlyMap<number, BadRow>,
  ): string[][] {
    const fault = bad.get(row);
    if (fault !== undefined) return [['', '', '', fault.code, fault.detail]];
    const [spot, count] = [demand.spotAt(row), demand.countAt(row)];
    const taken = places.take(spot, count);
    const lines = taken.map(({ point, metres, count: there }) => [
      this.index.entries.codeOf(network.items[point] as number),
      String(metres),
      String(there),
      'PLACED',
      '',
    ]);
    const left = count - taken.reduce((sum, { count: there }) => sum + there, 0);
    return left === 0 ? lines : [...lines, ['', '', String(left), reasonOf(demand, network, spot), '']];
  }
}

/** @throws CodedError IMPORT_HEADER_MISSING. */
export function requireColumns({ csv }: RecordSource): void {
  if (csv === null || csv.header.some((name) => name === 'lat' || name === 'postcode' || name === 'commune')) return;
  const message = `The file does not say where parcels are wanted: it needs the columns lat and lon, or postcode, or commune. It may also have: ${COLUMNS.join(', ')}.`;
  throw new CodedError('IMPORT_HEADER_MISSING', { field: 'lat', header: csv.header.slice(0, 50) }, { message });
}

function progressText({
  stage,
  share,
  round,
  pivots,
}: {
  stage: string;
  share: number;
  round: number;
  pivots: number;
}) {
  switch (stage) {
    case 'SURVEY':
      return `nearest points: ${Math.round(share * 100)} %`;
    case 'TOGETHER':
      return `customers kept together, round ${round}: ${Math.round(share * 100)} %`;
    case 'IMPROVE':
      return `round ${round}: ${pivots} moves`;
    default:
      return `round ${round}: ${Math.round(share * 100)} % of all proved`;
  }
}
