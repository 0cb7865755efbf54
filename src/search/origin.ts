import { distanceMetres, Line, PointTarget, Region, type Target } from '#libs/geo';
import { checkCountry } from '#libs/identifiers';
import { CodedError } from '#libs/refusals';
import type { PlacesService } from '../places/places.service.js';
import { check, checkRange, checkText } from '../platform/input.js';
import type { BoxInput, CoordinatesInput, NearInput, SearchOrigin } from './search.inputs.js';

const MOST_VERTICES = 500;

/** A little less than half the way round the Earth: further apart, two vertices do not say where the line runs. */
const ANTIPODES_METRES = 20_015_000;

/** What distances are measured from, and which points are looked at at all. */
export interface Reach {
  target: Target;
  /** Null for all of them. */
  region: Region | null;
}

export interface Origin {
  place: SearchOrigin;
  reach: Reach;
}

/**
 * Where a search starts.
 *
 * @throws CodedError BAD_INPUT for none or two of the ways to say it, or for positions that are none; UNKNOWN_PLACE.
 */
export async function resolveOrigin(near: NearInput, places: PlacesService): Promise<Origin> {
  const given = Object.entries(near).filter(([, value]) => value !== null && value !== undefined);
  check(
    given.length === 1,
    'search.near',
    `Give exactly one of coordinates, postcode, commune, along or box; this has ${given.length}.`,
  );
  if (near.coordinates) return atCoordinates(near.coordinates);
  if (near.along) return alongLine(near.along.vertices);
  if (near.box) return inBox(near.box);
  if (near.postcode) {
    const country = countryOf(near.postcode.country, 'search.near.postcode.country');
    const code = checkText(near.postcode.code, 'search.near.postcode.code', { most: 20 });
    return fromPlace(await places.resolveNow({ postcode: { code, country } }));
  }
  const commune = near.commune as NonNullable<NearInput['commune']>;
  const country = countryOf(commune.country, 'search.near.commune.country');
  const name = checkText(commune.name, 'search.near.commune.name', { most: 100 });
  return fromPlace(await places.resolveNow({ commune: { name, country } }));
}

function countryOf(text: string, field: string): string {
  const checked = checkCountry(text.slice(0, 10));
  if (checked.ok) return checked.value;
  throw new CodedError('BAD_INPUT', { field }, { field, message: checked.message });
}

function fromPlace(place: SearchOrigin): Origin {
  const { label, lat, lon, approximate } = place;
  return { place: { label, lat, lon, approximate }, reach: { target: new PointTarget({ lat, lon }), region: null } };
}

function atCoordinates(position: CoordinatesInput): Origin {
  checkPosition(position, 'search.near.coordinates');
  const label = `${position.lat}, ${position.lon}`;
  return {
    place: { label, ...position, approximate: false },
    reach: { target: new PointTarget(position), region: null },
  };
}

/** @throws CodedError BAD_INPUT. */
export function checkPosition({ lat, lon }: CoordinatesInput, field: string): void {
  const path = field === '' ? '' : `${field}.`;
  const isSwapped = Math.abs(lat) > 90 && Math.abs(lat) <= 180 && Math.abs(lon) <= 90;
  check(!isSwapped, `${path}lat`, `A latitude is between -90 and 90; ${lat} looks like a longitude: swap the two.`);
  checkRange(lat, `${path}lat`, -90, 90);
  checkRange(lon, `${path}lon`, -180, 180);
}

function alongLine(vertices: CoordinatesInput[]): Origin {
  check(
    vertices.length >= 2 && vertices.length <= MOST_VERTICES,
    'search.near.along.vertices',
    `A line has 2 to ${MOST_VERTICES} vertices; this has ${vertices.length}.`,
  );
  vertices.forEach((vertex, index) => {
    checkPosition(vertex, `search.near.along.vertices.${index}`);
  });
  vertices.forEach((vertex, index) => {
    check(
      index === 0 || distanceMetres(vertex, vertices[index - 1] as CoordinatesInput) < ANTIPODES_METRES,
      `search.near.along.vertices.${index}`,
      'This is opposite the vertex before it on the Earth: put one between them to say which way round the line goes.',
    );
  });
  const middle = vertices[Math.floor(vertices.length / 2)] as CoordinatesInput;
  const label = `${vertices.length} vertices`;
  return {
    place: { label, lat: middle.lat, lon: middle.lon, approximate: false },
    reach: { target: new Line(vertices), region: null },
  };
}

function inBox(box: BoxInput): Origin {
  const { south, west, north, east } = box;
  checkPosition({ lat: south, lon: west }, 'search.near.box');
  checkPosition({ lat: north, lon: east }, 'search.near.box');
  check(south <= north, 'search.near.box.south', `South (${south}) must not be greater than north (${north}).`);
  const width = east >= west ? east - west : east - west + 360;
  const middle = west + width / 2;
  const centre = { lat: (south + north) / 2, lon: middle > 180 ? middle - 360 : middle };
  const label = `${south}, ${west} – ${north}, ${east}`;
  return {
    place: { label, ...centre, approximate: false },
    reach: { target: new PointTarget(centre), region: new Region({ south, west, north, east }) },
  };
}
