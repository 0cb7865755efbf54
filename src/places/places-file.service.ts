import { basename } from 'node:path';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { checkCountry, checkPostcode, departementOfCommune, postalCountryOf } from '#libs/identifiers';
import { communeRows, type PlaceRow, splitIntoArrondissements } from '#libs/places';
import { CodedError } from '#libs/refusals';
import { Clock } from '../platform/clock.js';
import { replacePlaces } from './places.queries.js';
import { readPlacesFile } from './places-file.js';

/** What an import of places did. */
export interface PlacesReport {
  /** Lines after the first. */
  rows: number;
  communes: number;
  postcodes: number;
  skipped: number;
  /** The first lines that were left out, and why. */
  examples: { line: number; reason: string }[];
}

const MOST_ROWS = 300_000;
const MOST_EXAMPLES = 20;
/** More than this share of bad lines, and the file is not what it was taken for. */
const MOST_SKIPPED_SHARE = 0.1;
const PROGRESS_EVERY_ROWS = 5000;

/** Replaces the table of places by a file's. */
@Injectable()
export class PlacesFileService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * Reads the whole file, then replaces the table in one transaction: a file that is refused changes nothing, and the
   * same file twice gives the same table.
   *
   * @throws CodedError IMPORT_* for a file that is not a table of places, IMPORT_TOO_MANY_ERRORS when more than a tenth
   * of its lines are wrong.
   */
  async importFile(path: string, actorId: string, progress: (text: string) => void): Promise<PlacesReport> {
    const fileName = basename(path);
    const { places, report } = await this.read(path, `FILE:${fileName}`, progress);
    await this.dataSource.transaction(async (tx) => {
      await replacePlaces(tx, places, (done) => progress(`${done} of ${places.length} places written`));
      await tx.query(
        'INSERT INTO import_run (source, file_name, actor_id, finished_at, report) VALUES ($1, $2, $3, $4, $5)',
        ['places', fileName, actorId, this.clock.now(), JSON.stringify(report)],
      );
    });
    return report;
  }

  private async read(
    path: string,
    source: string,
    progress: (text: string) => void,
  ): Promise<{ places: PlaceRow[]; report: PlacesReport }> {
    const places: PlaceRow[] = [];
    const seen = new Map<string, number>();
    const examples: PlacesReport['examples'] = [];
    let rows = 0;
    let skipped = 0;
    for await (const { line, cells } of readPlacesFile(path)) {
      rows += 1;
      if (rows > MOST_ROWS) throw new CodedError('IMPORT_TOO_LARGE', { mostRows: MOST_ROWS });
      if (rows % PROGRESS_EVERY_ROWS === 0) progress(`${rows} lines read`);
      const read =
        cells === null ? 'its number of cells is not that of the first line' : readRow(cells, source, seen, line);
      if (typeof read !== 'string') {
        places.push(...read);
        continue;
      }
      skipped += 1;
      if (examples.length < MOST_EXAMPLES) examples.push({ line, reason: read });
    }
    if (rows === 0) throw new CodedError('IMPORT_EMPTY');
    if (skipped > rows * MOST_SKIPPED_SHARE)
      throw new CodedError('IMPORT_TOO_MANY_ERRORS', { rows, skipped, examples });
    const postcodes = new Set(places.map(({ country, postcode }) => `${country} ${postcode}`)).size;
    return { places, report: { rows, communes: rows - skipped, postcodes, skipped, examples } };
  }
}

/** The rows of one commune, or why its line is left out. */
function readRow(
  cells: Record<string, string>,
  source: string,
  seen: Map<string, number>,
  line: number,
): PlaceRow[] | string {
  const country = checkCountry(cells.country || 'FR');
  if (!country.ok) return country.message;
  const home = postalCountryOf(country.value);
  const { code_insee: insee = '', nom: commune = '' } = cells;
  if (!/^\w{1,12}$/.test(insee)) return 'code_insee is not a code';
  if (home === 'FR' && departementOfCommune(insee) === null) return `code_insee ${insee} is in no département`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused.
  if (commune === '' || commune.length > 120 || /[\u0000-\u001f\u007f-\u009f]/.test(commune)) {
    return 'nom is empty, too long or not text';
  }
  const population = cells.population === '' ? 0 : Number(cells.population);
  if (!Number.isInteger(population) || population < 0 || population > 1e9) return 'population is not a whole number';
  const position = readPosition(cells, home === 'FR' ? insee : null);
  if (typeof position === 'string') return position;
  const postcodes = readPostcodes(cells.codes_postaux ?? '', home);
  if (typeof postcodes === 'string') return postcodes;
  const before = seen.get(`${home} ${insee}`);
  if (before !== undefined) return `code_insee ${insee} was on line ${before} already`;
  seen.set(`${home} ${insee}`, line);
  const split = home === 'FR' ? splitIntoArrondissements(insee, population) : null;
  const found = { country: home, commune, insee, ...position, population, approximate: false, source };
  return split ?? communeRows(found, postcodes);
}

function readPosition(cells: Record<string, string>, insee: string | null): { lat: number; lon: number } | string {
  const [lat, lon] = [cells.lat, cells.lon].map((cell) => (cell ? Number(cell.replace(',', '.')) : Number.NaN));
  if (lat === undefined || lon === undefined || Number.isNaN(lat) || Number.isNaN(lon))
    return 'lat or lon is no number';
  if (Math.abs(lat) > 90 || Math.abs(lon) > 180) return 'lat or lon is out of range';
  if (insee === null || insee.startsWith('97') || insee.startsWith('98')) return { lat, lon };
  if (isMainland(lat, lon)) return { lat, lon };
  return isMainland(lon, lat) ? 'lat and lon are swapped' : 'the position is not in mainland France or Corsica';
}

function isMainland(lat: number, lon: number): boolean {
  return lat > 41 && lat < 51.5 && lon > -5.5 && lon < 10;
}

/** Several postcodes stand in one cell, apart by spaces, commas, semicolons, bars or slashes. */
function readPostcodes(cell: string, country: string): string[] | string {
  const written = cell.split(country === 'FR' ? /[\s,;|/]+/ : /[,;|/]+/).filter((code) => code !== '');
  if (written.length === 0) return 'codes_postaux is empty';
  if (written.length > 100) return 'codes_postaux has more than 100';
  const codes = new Set<string>();
  for (const code of written) {
    const checked = checkPostcode(code, country);
    if (!checked.ok) return checked.message;
    codes.add(checked.value);
  }
  return [...codes];
}
