import {
  cellsOfFeature,
  cellsOfOverpass,
  type JsonElement,
  JsonSplitter,
  type LooseGeometry,
  MOST_ELEMENT_CHARACTERS,
  type PointOnGeometry,
  type RawRecord,
} from '#libs/point-records';
import { CodedError } from '#libs/refusals';
import { truncated } from './import-csv.js';

/**
 * The records of GeoJSON or of Overpass's JSON, one element at a time.
 *
 * @throws CodedError IMPORT_FORMAT_UNKNOWN, IMPORT_NOT_GEOJSON, IMPORT_TRUNCATED, IMPORT_CELL_TOO_LARGE.
 */
export async function* readJson(text: AsyncIterable<string>): AsyncGenerator<RawRecord> {
  const splitter = new JsonSplitter();
  const pointOn = await pointOnGeometry();
  for await (const chunk of text) {
    for (const element of splitter.push(chunk)) yield recordOf(element, splitter.format, pointOn);
    if (splitter.fault !== null) throw faultOf(splitter);
  }
  splitter.end();
  if (splitter.fault !== null) throw faultOf(splitter);
  if (splitter.format === null) throw new CodedError('IMPORT_FORMAT_UNKNOWN', {}, { message: NO_RECORDS });
}

const NO_RECORDS =
  'This JSON has neither "features" nor "elements". Send a GeoJSON FeatureCollection or the JSON of Overpass.';

/** Turf takes half a second to load, which only who imports polygons should pay. */
async function pointOnGeometry(): Promise<PointOnGeometry> {
  const { pointOnFeature } = await import('@turf/turf');
  return (geometry: LooseGeometry) =>
    // The cast: what is no geometry makes Turf throw, and the record is quarantined.
    pointOnFeature(geometry as Parameters<typeof pointOnFeature>[0]).geometry.coordinates;
}

function recordOf({ line, text }: JsonElement, format: JsonSplitter['format'], pointOn: PointOnGeometry): RawRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw notJson(line);
  }
  return { line, cells: format === 'OVERPASS' ? cellsOfOverpass(value, pointOn) : cellsOfFeature(value, pointOn) };
}

function notJson(line: number): CodedError {
  const message = `Line ${line} is not JSON. Send a GeoJSON FeatureCollection or the JSON of Overpass.`;
  return new CodedError('IMPORT_NOT_GEOJSON', { line }, { message });
}

function faultOf({ fault, line }: JsonSplitter): CodedError {
  if (fault === 'TRUNCATED') return truncated(line);
  if (fault === 'NOT_JSON') return notJson(line);
  const message = `The element on line ${line} has more than ${MOST_ELEMENT_CHARACTERS} characters. Nothing was changed.`;
  return new CodedError('IMPORT_CELL_TOO_LARGE', { line }, { message });
}
