import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { checkCountry, checkPostcode, postalCountryOf } from '#libs/identifiers';
import { type Centre, defaultTable, groupCommunes, readCommune } from '#libs/places';
import { CodedError } from '#libs/refusals';
import { Changes } from '../platform/changes.js';
import { check, checkText } from '../platform/input.js';
import { Remembered } from '../platform/remembered.js';
import { Geocoder, type GeocoderQuery } from './geocoder.js';
import { communeLabel, departementOf, resolvedPlace } from './place-view.js';
import type { ResolvedPlace } from './places.inputs.js';
import {
  centresOfPostcodes,
  hasPlaces,
  lockPlaces,
  placesNamed,
  placesOfPostcode,
  replacePlaces,
} from './places.queries.js';
import { unknownCommune, unknownPostcode } from './unknown-place.js';

/** Exactly one of the two. The country is of two or three letters, FR if it is not given. */
export type PlaceQuery =
  | { postcode: { code: string; country?: string | null } }
  | { commune: { name: string; country?: string | null } };

/** The input fields that a refusal names. */
export interface PlaceFields {
  code: string;
  name: string;
  country: string;
}

/** Where the API's searches have their place. */
const SEARCH_FIELDS = { code: 'search.near.postcode.code', name: 'search.near.commune.name', country: 'search.near' };

const ARTICLES = ['le ', 'la ', 'les ', 'l '];

/** Places that were asked for of late and are remembered. */
const MOST_REMEMBERED = 5000;

/** Most postcodes in one statement. */
const POSTCODES_AT_ONCE = 5000;

/** The places of the gazetteer: postcodes and communes with their positions, in the table `place`. */
@Injectable()
export class PlacesService {
  private readonly remembered = new Remembered<ResolvedPlace>(MOST_REMEMBERED);

  constructor(
    private readonly dataSource: DataSource,
    private readonly geocoder: Geocoder,
    changes: Changes,
  ) {
    changes.subscribe('place', () => this.remembered.forget(() => true));
  }

  /**
   * Fills an empty table from the two packages that Relais comes with; a table that holds anything is left alone.
   *
   * @returns How many rows were written, 0 for a table that was there.
   */
  async seedDefault(tx: EntityManager): Promise<number> {
    await lockPlaces(tx);
    return (await hasPlaces(tx)) ? 0 : this.restoreDefault(tx);
  }

  /** Puts the default table in the place of whatever is there. */
  async restoreDefault(tx: EntityManager, progress?: (done: number) => void): Promise<number> {
    // Imported here, so that a start that has its places already does not read the packages.
    const { readDefaultSources } = await import('./default-sources.js');
    const places = defaultTable(await readDefaultSources());
    await replacePlaces(tx, places, progress);
    return places.length;
  }

  /**
   * Where a postcode or a commune is.
   *
   * A postcode with several communes is taken to be at its most populous one: most of its customers live there, and a
   * mean of all would be a spot in the fields. Of several communes of one name the most populous is taken, and the
   * others are listed; a département in parentheses (`Saint-Denis (974)`) or a postcode beside the name chooses.
   * @throws CodedError BAD_INPUT for what cannot be a postcode, a name or a country; UNKNOWN_PLACE with suggestions;
   * GEOCODER_UNAVAILABLE when a geocoder is set, the table does not hold the place, and it fails.
   */
  async resolve(query: PlaceQuery, fields: PlaceFields = SEARCH_FIELDS): Promise<ResolvedPlace> {
    const asked = 'postcode' in query ? query.postcode : query.commune;
    const country = countryOf(asked.country ?? 'FR', fields.country);
    if ('postcode' in query) return this.resolvePostcode(query.postcode.code, country, fields.code);
    const name = checkText(query.commune.name, fields.name, { most: 100 });
    return /^\d{5}$/.test(name) && country === 'FR'
      ? this.resolvePostcode(name, country, fields.name)
      : this.resolveCommune(name, country, fields.name);
  }

  /** The same for a search, from memory where it is remembered. Errors are not. */
  resolveNow(query: PlaceQuery): ResolvedPlace | Promise<ResolvedPlace> {
    const key = JSON.stringify(query);
    return this.remembered.get(key) ?? this.remembered.learn(key, () => this.resolve(query));
  }

  /**
   * The positions of a postcode's communes, for checks of other positions against it. Empty for a postcode that the
   * table does not hold: then there is nothing to check against. Approximate ones must not be used to call a position
   * wrong.
   * @param db the transaction, inside one
   */
  async postcodeCentres(country: string, postcode: string, db?: EntityManager): Promise<Centre[]> {
    const found = await this.centresOf([{ country, code: postcode }], db);
    return found.get(postcodeKey(country, postcode)) ?? [];
  }

  /** `postcodeCentres` for many at once, by `postcodeKey`. Postcodes that are not known have no entry. */
  async centresOf(
    postcodes: readonly { country: string; code: string }[],
    db: EntityManager = this.dataSource.manager,
  ): Promise<Map<string, Centre[]>> {
    const wanted = new Map<string, { country: string; code: string }>();
    const given = postcodes.map((each) => ({ each, written: writtenAs(each) }));
    for (const { written } of given) if (written) wanted.set(postcodeKey(written.country, written.code), written);
    const centres = new Map<string, Centre[]>();
    const all = [...wanted.values()];
    for (let start = 0; start < all.length; start += POSTCODES_AT_ONCE) {
      const found = await centresOfPostcodes(db, all.slice(start, start + POSTCODES_AT_ONCE));
      for (const { country, postcode, ...centre } of found) {
        const key = postcodeKey(country, postcode);
        centres.set(key, [...(centres.get(key) ?? []), centre]);
      }
    }
    const result = new Map<string, Centre[]>();
    for (const { each, written } of given) {
      const found = written && centres.get(postcodeKey(written.country, written.code));
      if (found) result.set(postcodeKey(each.country, each.code), found);
    }
    return result;
  }

  private async resolvePostcode(text: string, givenCountry: string, field: string): Promise<ResolvedPlace> {
    const checked = checkPostcode(text.slice(0, 40), givenCountry);
    if (!checked.ok) throw new CodedError('BAD_INPUT', { field }, { field, message: checked.message });
    const postcode = checked.value;
    const country = postalCountryOfPostcode(givenCountry, postcode);
    const db = this.dataSource.manager;
    const [chosen, ...others] = groupCommunes(await placesOfPostcode(db, country, postcode));
    if (chosen) return resolvedPlace(chosen, others, `${postcode} ${chosen.commune}`);
    const geocoded = await this.geocode({ country, postcode });
    if (geocoded) return geocoded;
    throw await unknownPostcode(db, country, postcode, field);
  }

  private async resolveCommune(name: string, country: string, field: string): Promise<ResolvedPlace> {
    const db = this.dataSource.manager;
    const { folded, postcode, departement } = readCommune(name);
    check(folded !== '', field, 'A commune has letters in its name.');
    let named = groupCommunes(await placesNamed(db, country, [folded]));
    // Articles are part of official names, and people leave them out: Havre, Rochelle.
    if (named.length === 0) {
      const withArticles = ARTICLES.map((article) => article + folded);
      named = groupCommunes(await placesNamed(db, country, withArticles));
    }
    const [chosen, ...others] = named.filter(
      (place) =>
        (postcode === null || place.postcodes.includes(postcode)) &&
        (departement === null || departementOf(place) === departement),
    );
    if (chosen) return resolvedPlace(chosen, others, communeLabel(chosen));
    const geocoded = named.length === 0 ? await this.geocode({ country, commune: name }) : null;
    if (geocoded) return geocoded;
    throw await unknownCommune(db, { country, name, folded, namesakes: named }, field);
  }

  private async geocode(query: GeocoderQuery): Promise<ResolvedPlace | null> {
    const found = await this.geocoder.find(query);
    if (found === null) return null;
    const { commune, postcode, lat, lon, approximate } = found;
    const label = postcode === null ? commune : `${postcode} ${commune}`;
    return {
      label,
      country: query.country,
      postcode,
      commune,
      lat,
      lon,
      approximate,
      source: 'GEOCODER',
      alternatives: [],
    };
  }
}

/** How `centresOf` names its entries: the country and the postcode as they were given. */
export function postcodeKey(country: string, postcode: string): string {
  return `${country} ${postcode}`;
}

function writtenAs({ country, code }: { country: string; code: string }): { country: string; code: string } | null {
  const alpha2 = checkCountry(country);
  const postcode = checkPostcode(code, country);
  if (!alpha2.ok || !postcode.ok) return null;
  return { country: postalCountryOfPostcode(alpha2.value, postcode.value), code: postcode.value };
}

// Monaco is a country of its own, and letters to it from France are addressed as if it were not.
function postalCountryOfPostcode(country: string, postcode: string): string {
  return country === 'FR' && postcode.startsWith('980') ? 'MC' : postalCountryOf(country);
}

function countryOf(text: string, field: string): string {
  const checked = checkCountry(text.slice(0, 10));
  if (checked.ok) return postalCountryOf(checked.value);
  throw new CodedError('BAD_INPUT', { field }, { field, message: checked.message });
}
