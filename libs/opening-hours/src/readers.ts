import { readHorairesJson } from './horaires-json.js';
import type { HoursReader } from './model.js';
import { parseOsm } from './osm-parse.js';

/**
 * The notations of opening hours that imports can name. It has no prototype, so that a name from a file such as
 * `constructor` finds nothing.
 */
export const hoursReaders: Readonly<Record<string, HoursReader>> = Object.freeze(
  Object.assign(Object.create(null) as Record<string, HoursReader>, {
    osm: parseOsm,
    horaires_json: readHorairesJson,
  }),
);
