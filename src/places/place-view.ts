import { departementOfCommune, departementOfPostcode } from '#libs/identifiers';
import type { CommunePlace } from '#libs/places';
import type { PlaceAlternative, ResolvedPlace } from './places.inputs.js';

const MOST_ALTERNATIVES = 5;

/** A commune as the API shows it, with the others that may have been meant. */
export function resolvedPlace(chosen: CommunePlace, others: readonly CommunePlace[], label: string): ResolvedPlace {
  const { country, commune, lat, lon, approximate, source } = chosen;
  const alternatives = others.slice(0, MOST_ALTERNATIVES).map(alternative);
  return { label, country, postcode: firstPostcode(chosen), commune, lat, lon, approximate, source, alternatives };
}

function alternative(place: CommunePlace): PlaceAlternative {
  return {
    label: communeLabel(place),
    commune: place.commune,
    departement: departementOf(place),
    postcode: firstPostcode(place),
    country: place.country,
  };
}

/** `Lille (59)` in France, so that people can tell communes of one name apart, and so that it can be asked for. */
export function communeLabel(place: CommunePlace): string {
  return `${place.commune} (${departementOf(place) ?? place.country})`;
}

export function departementOf({ country, insee, postcodes }: CommunePlace): string | null {
  if (country !== 'FR') return null;
  return departementOfCommune(insee ?? '') ?? departementOfPostcode(postcodes[0] ?? '');
}

function firstPostcode(place: CommunePlace): string | null {
  return place.postcodes[0] ?? null;
}
