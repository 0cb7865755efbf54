import type { EntityManager } from 'typeorm';
import { type CommunePlace, groupCommunes, nearestNames, nearestPostcodes } from '#libs/places';
import { CodedError } from '#libs/refusals';
import { communeLabel } from './place-view.js';
import { hasPlaces, namesLike, placesNamed, postcodesBeginning } from './places.queries.js';

const MOST_SUGGESTIONS = 5;

/** The error for a postcode that no table and no geocoder has, with those nearest to it in number. */
export async function unknownPostcode(
  db: EntityManager,
  country: string,
  postcode: string,
  field: string,
): Promise<CodedError> {
  let near: { postcode: string; commune: string }[] = [];
  for (const digits of [3, 2]) {
    if (near.length === 0) near = await postcodesBeginning(db, country, postcode.slice(0, digits));
  }
  const suggestions = nearestPostcodes(postcode, near, MOST_SUGGESTIONS).map(
    (place) => `${place.postcode} ${place.commune}`,
  );
  const hint =
    country === 'FR' && suggestions.length > 0
      ? `Nearest: ${suggestions.join(', ')}. A CEDEX postcode is a firm's own: give the town's.`
      : await hintWithout(db, country, suggestions);
  return unknown(`We do not know the postcode ${postcode} in ${country}. ${hint}`, {
    details: { country, postcode, suggestions },
    field,
  });
}

/** The error for a commune that is not known, with names a slip away, or with its namesakes elsewhere. */
export async function unknownCommune(
  db: EntityManager,
  asked: { country: string; name: string; folded: string; namesakes: readonly CommunePlace[] },
  field: string,
): Promise<CodedError> {
  const { country, name, folded, namesakes } = asked;
  const near = namesakes.length > 0 ? namesakes : await communesLike(db, country, folded);
  const suggestions = near.slice(0, MOST_SUGGESTIONS).map(communeLabel);
  const hint = await hintWithout(db, country, suggestions);
  return unknown(`We do not know the commune "${name}" in ${country}. ${hint}`, {
    details: { country, commune: name, suggestions },
    field,
  });
}

async function communesLike(db: EntityManager, country: string, folded: string): Promise<CommunePlace[]> {
  const names = nearestNames(folded, await namesLike(db, country, folded), MOST_SUGGESTIONS).map(
    ({ communeFolded }) => communeFolded,
  );
  const communes = groupCommunes(await placesNamed(db, country, names));
  return names.flatMap((name) => communes.filter(({ communeFolded }) => communeFolded === name));
}

async function hintWithout(db: EntityManager, country: string, suggestions: readonly string[]): Promise<string> {
  if (suggestions.length > 0) return `Did you mean: ${suggestions.join(', ')}?`;
  if (await hasPlaces(db, country)) return 'Check the spelling and the country, or search by a postcode nearby.';
  return country === 'FR'
    ? 'The table of places is empty: fill it with `relais import places --default`.'
    : `The table has no places of ${country}: search by coordinates, or load them with \`relais import places FILE\`.`;
}

function unknown(
  message: string,
  { details, field }: { details: { [name: string]: string | string[] }; field: string },
): CodedError {
  return new CodedError('UNKNOWN_PLACE', details, { field, message });
}
