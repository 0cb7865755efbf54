import { document, type ResultOf, type VariablesOf } from '../lib/document.js';

export const SEARCH = document(`
  query Picker($search: PickupPointSearchInput!) {
    pickupPoints(search: $search) {
      resolvedPlace { label lat lon approximate }
      matches {
        distanceMetres feeCents currency freePlaces openState nextChange
        programme { code name }
        point { code name lat lon timeZone address { street postcode city country } }
      }
      excluded { reason count }
      nearestExcluded { distanceMetres reasons { code detail } point { code name lat lon } }
    }
  }
`);

export const PLACE = document(`
  query PickerPlace($postcode: String, $commune: String) {
    resolvePlace(postcode: $postcode, commune: $commune) { label lat lon }
  }
`);

export type Search = VariablesOf<typeof SEARCH>['search'];
export type Found = ResultOf<typeof SEARCH>['pickupPoints'];
export type Match = Found['matches'][number];
