import type { EntityManager } from 'typeorm';
import { checkCountry, checkPostcode, postalCountryOf } from '#libs/identifiers';
import { holidayRegionOf, isTimeZone, isWhollyUnknown, parseOsm, timeZoneOf } from '#libs/opening-hours';
import {
  chainOf,
  comparedWithPostcode,
  countingFields,
  isService,
  networkCodeOf,
  orderedServices,
  type PointFields,
  positionFault,
  SERVICES,
  TEXT_LENGTHS,
  WHOLE_NUMBER_RANGES,
} from '#libs/point-records';
import { CodedError } from '#libs/refusals';
import type { PlacesService } from '../places/places.service.js';
import { check, checkRange, checkText } from '../platform/input.js';
import type { EditedPoint } from './edited-point.js';
import type { OperatorCaller } from './operator.js';
import { addNames } from './point-writes.queries.js';
import type { UpdatePointInput } from './points.inputs.js';

type Values = Partial<Omit<PointFields, 'state'>>;

const MOST_NETWORKS = 20;

/**
 * The fields that an operator edits, as they are stored; what the address says of time and holidays comes with it.
 *
 * @throws CodedError BAD_INPUT naming the field, or IMPORT_POSITION_DOUBTFUL.
 */
export async function checkEdits(
  tx: EntityManager,
  input: UpdatePointInput,
  point: EditedPoint,
  caller: OperatorCaller,
  places: PlacesService,
): Promise<Values> {
  const before = countingFields(point.imported, point.edits);
  const values: Values = {
    ...texts(input),
    ...numbers(input),
    ...(input.kind ? { kind: input.kind } : {}),
    ...(input.services ? { services: servicesOf(input.services) } : {}),
    ...(input.hours === undefined ? {} : { hours: hoursOf(input.hours) }),
    ...(input.lat === undefined || input.lat === null ? {} : { lat: input.lat }),
    ...(input.lon === undefined || input.lon === null ? {} : { lon: input.lon }),
    ...address(input, before),
    ...(await chain(tx, input.chain, caller)),
    ...(await networks(tx, input.networks)),
  };
  check(Object.keys(values).length > 0, 'input', 'Give at least one field to edit.');
  await checkPosition(tx, { ...before, ...values }, input, places);
  return values;
}

function texts(input: UpdatePointInput): Values {
  const values: Values = {};
  for (const field of ['name', 'street', 'city'] as const) {
    const given = input[field];
    if (given === undefined || given === null) continue;
    values[field] = checkText(given, `input.${field}`, {
      least: field === 'street' ? 0 : 1,
      most: TEXT_LENGTHS[field],
    });
  }
  return values;
}

function numbers(input: UpdatePointInput): Values {
  const values: Values = {};
  for (const field of Object.keys(WHOLE_NUMBER_RANGES) as (keyof typeof WHOLE_NUMBER_RANGES)[]) {
    const given = input[field];
    if (given === undefined) continue;
    const [least, most] = WHOLE_NUMBER_RANGES[field];
    values[field] = given === null ? null : checkRange(given, `input.${field}`, least, most);
  }
  return values;
}

function servicesOf(given: readonly string[]): PointFields['services'] {
  const unknown = given.find((service) => !isService(service));
  check(
    unknown === undefined,
    'input.services',
    `There is no service "${unknown?.slice(0, 40)}". The services are ${SERVICES.join(', ')}.`,
  );
  return orderedServices(given.filter(isService));
}

function hoursOf(text: string | null): PointFields['hours'] {
  if (text === null) return null;
  const read = parseOsm(text);
  if (read.ok) return isWhollyUnknown(read.hours) ? null : read.hours;
  const { code, message, position } = read.error;
  const full = `Character ${position + 1}: ${message}. Hours are written as in OSM: Mo-Fr 09:00-19:00; Su,PH off.`;
  throw new CodedError('BAD_INPUT', { code, position }, { field: 'input.hours', message: full });
}

function address(input: UpdatePointInput, before: PointFields): Values {
  const values: Values = {};
  if (input.country !== undefined && input.country !== null) {
    const country = checkCountry(input.country);
    if (!country.ok) throw new CodedError('BAD_INPUT', {}, { field: 'input.country', message: country.message });
    values.country = postalCountryOf(country.value);
  }
  const country = values.country ?? before.country;
  if (input.postcode !== undefined && input.postcode !== null) {
    const postcode = checkPostcode(input.postcode, country);
    if (!postcode.ok) throw new CodedError('BAD_INPUT', {}, { field: 'input.postcode', message: postcode.message });
    values.postcode = postcode.value;
  }
  if (input.timeZone) {
    check(isTimeZone(input.timeZone), 'input.timeZone', 'An IANA time zone, as in Europe/Paris.');
    values.timeZone = input.timeZone;
  }
  if (values.postcode === undefined && values.country === undefined) return values;
  const place = { country, postcode: values.postcode ?? before.postcode };
  return { timeZone: timeZoneOf(place) ?? before.timeZone, holidayRegion: holidayRegionOf(place), ...values };
}

async function chain(
  tx: EntityManager,
  given: string | null | undefined,
  { chainCode }: OperatorCaller,
): Promise<Values> {
  if (given === undefined) return {};
  if (given === null) return { chain: null };
  const found = chainOf(checkText(given, 'input.chain', { most: TEXT_LENGTHS.name }));
  check(found !== null, 'input.chain', 'A chain has letters in its name.');
  // A chain's operator makes no chains: the check of whose point it is comes after this.
  if (chainCode === null) await addNames(tx, 'chain', new Map([[found.code, found.name]]));
  return { chain: found.code };
}

async function networks(tx: EntityManager, given: UpdatePointInput['networks']): Promise<Values> {
  if (given === undefined || given === null) return {};
  check(given.length <= MOST_NETWORKS, 'input.networks', `At most ${MOST_NETWORKS} networks.`);
  const found = given.map(({ network, number }) => ({
    network: networkCodeOf(network),
    number: number ? checkText(number, 'input.networks.number', { most: 40 }) : null,
  }));
  check(
    found.every(({ network }) => network !== ''),
    'input.networks',
    'A network has letters in its name.',
  );
  check(
    new Set(found.map(({ network }) => network)).size === found.length,
    'input.networks',
    'Each network stands there once.',
  );
  await addNames(tx, 'network', new Map(found.map(({ network }) => [network, network])));
  return { networks: found.sort((a, b) => (a.network < b.network ? -1 : 1)) };
}

/** A position that an operator gives is checked as an import's is. */
async function checkPosition(
  tx: EntityManager,
  { lat, lon, postcode, country }: PointFields,
  input: UpdatePointInput,
  places: PlacesService,
): Promise<void> {
  const given = [input.lat, input.lon, input.postcode, input.country];
  if (given.every((value) => value === undefined || value === null)) return;
  const fault = positionFault(lat, lon);
  if (fault !== null) throw new CodedError('BAD_INPUT', { ...fault }, { field: 'input.lat', message: fault.detail });
  const verdict = comparedWithPostcode(lat, lon, postcode, await places.postcodeCentres(country, postcode, tx));
  if (typeof verdict !== 'object') return;
  const message = `The position does not agree with the postcode: ${verdict.detail}. Give both, or correct one.`;
  throw new CodedError('IMPORT_POSITION_DOUBTFUL', { ...verdict }, { field: 'input.lat', message });
}
