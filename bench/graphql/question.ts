/** Ten matches of twelve fields each. */
export const QUERY = `query ($search: PickupPointSearchInput!) {
  pickupPoints(search: $search) {
    matches {
      distanceMetres freePlaces openState nextChange
      point { code name kind lat lon timeZone address { street city } }
    }
  }
}`;

const QUESTIONS = 200;

/** Searches from many places, so that no answer is the one before. */
export function questions(): { query: string; variables: { search: Record<string, unknown> } }[] {
  return Array.from({ length: QUESTIONS }, (_, at) => ({
    query: QUERY,
    variables: {
      search: {
        near: { coordinates: { lat: 43.5 + (at % 20) * 0.3, lon: -0.5 + Math.floor(at / 20) * 0.6 } },
        cost: 'ANY',
        first: 10,
        explain: false,
        openAt: '2026-11-24T09:00:00Z',
      },
    },
  }));
}
