/** What a suggestion needs to be found again. */
export interface NamedPlace {
  communeFolded: string;
  population: number;
}

/** Letters that may be missing, added, wrong or swapped in a name of this length. */
function slack(length: number): number {
  return length <= 4 ? 1 : 2;
}

/**
 * The places whose names are nearest to what was typed: those that begin with it, then those a slip or two away
 * (optimal string alignment distance), larger ones first among equals.
 */
export function nearestNames<Place extends NamedPlace>(
  folded: string,
  places: readonly Place[],
  most: number,
): Place[] {
  const scored: { place: Place; score: number }[] = [];
  for (const place of places) {
    const score = place.communeFolded.startsWith(folded)
      ? 0.5
      : editDistance(folded, place.communeFolded, slack(folded.length));
    if (score <= slack(folded.length)) scored.push({ place, score });
  }
  scored.sort((a, b) => a.score - b.score || b.place.population - a.place.population);
  return scored.slice(0, most).map(({ place }) => place);
}

/** The postcodes nearest in number to one that does not exist. Postcodes with letters are left out. */
export function nearestPostcodes<Place extends { postcode: string }>(
  postcode: string,
  places: readonly Place[],
  most: number,
): Place[] {
  return places
    .map((place) => ({ place, gap: Math.abs(Number(place.postcode) - Number(postcode)) }))
    .filter(({ gap }) => Number.isFinite(gap))
    .sort((a, b) => a.gap - b.gap || (a.place.postcode < b.place.postcode ? -1 : 1))
    .slice(0, most)
    .map(({ place }) => place);
}

/** Insertions, deletions, substitutions and swaps of neighbours; Infinity as soon as there are more than `most`. */
function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return Number.POSITIVE_INFINITY;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, at(before, j - 2) + 1);
      row.push(cost);
    }
    if (Math.min(...row) > most) return Number.POSITIVE_INFINITY;
    before = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
