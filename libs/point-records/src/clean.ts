import { checkCountry, checkPostcode, postalCountryOf } from '#libs/identifiers';
import { type HoursReader, holidayRegionOf, isTimeZone, isWhollyUnknown, timeZoneOf } from '#libs/opening-hours';
import { CellReader, type CellRules } from './cell-reader.js';
import { numberOf } from './cells.js';
import { chainOf, isPointCode } from './codes.js';
import type { Cells } from './features.js';
import { type PointFields, TEXT_LENGTHS } from './fields.js';
import type { PointFlag, QuarantineReason } from './flags.js';
import { areHolidaysCertainAt, frenchPostcodeAt, positionFault } from './position.js';
import { Quarantined, quarantine } from './quarantined.js';
import { repairText } from './repair-text.js';
import { statedValues } from './stated-values.js';

/** One record of a file as it was read. */
export interface RawRecord {
  /** Where it begins in the file, counted from 1. */
  line: number;
  cells: Cells;
  /** Set where a row has not as many cells as the header, so that none of them can be trusted to stand in its place. */
  miscounted?: { found: number; wanted: number };
}

/** A record that can be kept. */
export interface CleanRecord {
  line: number;
  /** What the source calls it. */
  ref: string;
  /** The code that the file gives it, if it gives one. */
  code: string | null;
  chainName: string | null;
  /** The fields that the file states; what is absent is left as it is. */
  fields: Partial<PointFields> & Pick<PointFields, 'name' | 'lat' | 'lon' | 'timeZone' | 'postcode' | 'country'>;
  flags: PointFlag[];
  /** Whether the source gave hours at all, and whether they said anything. */
  hours: 'ABSENT' | 'EMPTY' | 'UNREADABLE' | 'KNOWN';
  /** Intervals of no length among the hours (`01.00-01.00`), which a form holds when nobody filled it in. */
  placeholders: string[];
}

export type Cleaned =
  | { ok: true; record: CleanRecord }
  | { ok: false; line: number; ref: string; reason: QuarantineReason; detail: string };

export interface CleaningRules extends CellRules {
  readHours: HoursReader;
}

const REF_LENGTH = 100;

/**
 * Makes a point's fields of one record, or says why it cannot be kept. What compares records with each other, and
 * positions with postcodes, comes after.
 */
export function cleanRecord(raw: RawRecord, rules: CleaningRules): Cleaned {
  if (raw.miscounted) {
    const { found, wanted } = raw.miscounted;
    const detail = `${found} cells where the header has ${wanted}`;
    return { ok: false, line: raw.line, ref: '', reason: 'CELLS_MISCOUNTED', detail };
  }
  const cells = new CellReader(raw.cells, rules);
  const ref = repairText(cells.read('ref')).text.slice(0, REF_LENGTH + 1);
  try {
    return { ok: true, record: clean(raw.line, ref, cells, rules) };
  } catch (error) {
    if (!(error instanceof Quarantined)) throw error;
    return { ok: false, line: raw.line, ref, reason: error.reason, detail: error.detail };
  }
}

function clean(line: number, ref: string, cells: CellReader, rules: CleaningRules): CleanRecord {
  if (ref === '') quarantine('REF_MISSING', 'nothing says which point this is');
  if (ref.length > REF_LENGTH) quarantine('VALUE_INVALID', `ref: more than ${REF_LENGTH} characters`);
  const flags = new Set<PointFlag>();
  const { lat, lon } = positionOf(cells);
  const address = addressOf(cells, flags);
  const chain = cells.states('chain') ? chainOf(cells.text('chain', flags)) : undefined;
  const name = cells.text('name', flags) || madeName(chain?.name, address, flags);
  const fields: CleanRecord['fields'] = {
    name,
    lat,
    lon,
    ...address,
    ...(cells.states('street') ? { street: cells.text('street', flags) } : {}),
    ...(chain === undefined ? {} : { chain: chain?.code ?? null }),
    ...statedValues(cells, rules.map),
    ...zoneOf(cells.read('timeZone'), address, lat, lon),
  };
  const hours = readHours(cells, rules.readHours);
  if (cells.states('hours')) fields.hours = hours.hours;
  if (hours.state === 'UNREADABLE') flags.add('HOURS_UNREADABLE');
  return {
    line,
    ref,
    code: codeOf(cells.read('code').trim()),
    chainName: chain?.name ?? null,
    fields,
    flags: [...flags],
    hours: hours.state,
    placeholders: hours.placeholders,
  };
}

/** A name for a record without one: its chain and town, as people call a store. */
function madeName(chainName: string | undefined, { city, postcode }: Address, flags: Set<PointFlag>): string {
  if (chainName === undefined)
    quarantine('NAME_MISSING', 'it has no name and no chain to call it by: set name to call all such points something');
  flags.add('NAME_MADE');
  return [chainName, city || postcode].filter(Boolean).join(' ').slice(0, TEXT_LENGTHS.name);
}

function positionOf(cells: CellReader): { lat: number; lon: number } {
  const [latText, lonText] = [cells.read('lat').trim(), cells.read('lon').trim()];
  if (latText === '' || lonText === '') quarantine('POSITION_MISSING', 'it has no latitude or no longitude');
  const [lat, lon] = [numberOf(latText), numberOf(lonText)];
  if (Number.isNaN(lat) || Number.isNaN(lon)) {
    quarantine('POSITION_NOT_NUMBERS', `lat "${latText.slice(0, 30)}", lon "${lonText.slice(0, 30)}"`);
  }
  const fault = positionFault(lat, lon);
  if (fault !== null) quarantine(fault.reason, fault.detail);
  return { lat, lon };
}

type Address = { postcode: string; country: string; city?: string };

function addressOf(cells: CellReader, flags: Set<PointFlag>): Address {
  const country = checkCountry(cells.read('country').trim() || 'FR');
  if (!country.ok) quarantine('COUNTRY_UNKNOWN', country.message);
  const postal = postalCountryOf(country.value);
  const postcode = postcodeOf(cells.text('postcode', flags), postal, flags);
  const city = cells.states('city') ? cells.text('city', flags) : undefined;
  if (postcode === '' || city === '') flags.add('ADDRESS_INCOMPLETE');
  return { postcode, country: postal, ...(city === undefined ? {} : { city }) };
}

function postcodeOf(text: string, country: string, flags: Set<PointFlag>): string {
  if (text === '') return '';
  const given = checkPostcode(text, country);
  if (given.ok) return given.value;
  // Four digits where a country has five: the position is compared with what the repair makes of it.
  const padded = /^\d{4}$/.test(text) ? checkPostcode(`0${text}`, country) : given;
  if (!padded.ok) return quarantine('POSTCODE_INVALID', given.message);
  flags.add('POSTCODE_REPAIRED');
  return padded.value;
}

/** The time zone and holidays: from the address, else from a position in France. */
function zoneOf(
  given: string,
  { postcode, country }: Address,
  lat: number,
  lon: number,
): Pick<PointFields, 'timeZone' | 'holidayRegion'> {
  const standIn = postcode === '' && country === 'FR' ? frenchPostcodeAt(lat, lon) : null;
  if (postcode === '' && country === 'FR' && standIn === null) {
    quarantine('POSITION_OUTSIDE_COUNTRY', `lat ${lat}, lon ${lon} is not in France, and no postcode says more`);
  }
  const place = { country, postcode: standIn ?? postcode };
  const timeZone = given.trim() || timeZoneOf(place);
  if (timeZone === null) return quarantine('TIME_ZONE_UNKNOWN', 'map or set timeZone, as in timeZone=Europe/Lisbon');
  if (!isTimeZone(timeZone)) return quarantine('TIME_ZONE_UNKNOWN', `"${timeZone.slice(0, 40)}" is no time zone`);
  const isCertain = standIn === null || areHolidaysCertainAt(lat, lon);
  // A stand-in for the mainland names Paris, whose days are the national ones.
  return { timeZone, holidayRegion: isCertain ? holidayRegionOf(place) : null };
}

interface ReadHours {
  state: CleanRecord['hours'];
  hours: PointFields['hours'];
  placeholders: string[];
}

const NO_LENGTH = /\b(\d\d[.:]\d\d)\s*-\s*\1\b/g;

function readHours(cells: CellReader, read: HoursReader): ReadHours {
  const text = cells.read('hours').trim();
  if (text === '') return { state: 'ABSENT', hours: null, placeholders: [] };
  const result = read(text);
  if (!result.ok) return { state: 'UNREADABLE', hours: null, placeholders: [] };
  const isEmpty = isWhollyUnknown(result.hours);
  return {
    state: isEmpty ? 'EMPTY' : 'KNOWN',
    hours: isEmpty ? null : result.hours,
    placeholders: [...new Set(text.match(NO_LENGTH))],
  };
}

function codeOf(text: string): string | null {
  if (text === '') return null;
  if (!isPointCode(text)) quarantine('VALUE_INVALID', `code: "${text.slice(0, 40)}" is not capitals, digits, - and _`);
  return text;
}
