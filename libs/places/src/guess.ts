import type { DefaultSources, EtalabCommune, Found, Position } from './sources.js';

type Kinship = readonly [source: string, keysOf: (commune: EtalabCommune) => readonly (string | undefined)[]];

/**
 * Where a commune is that GeoNames does not have: the mean of its nearest relations that it does have, or null if none.
 */
export function guesser(
  communes: readonly EtalabCommune[],
  located: ReadonlyMap<string, Found>,
  intercommunalities: DefaultSources['intercommunalities'],
): (commune: EtalabCommune) => Found | null {
  const kinships: readonly Kinship[] = [
    ['SAME_POSTCODE', (commune) => commune.codesPostaux ?? []],
    ['SAME_INTERCOMMUNALITY', (commune) => [intercommunalities.get(commune.code)]],
    ['SAME_ARRONDISSEMENT', (commune) => [commune.arrondissement]],
    ['SAME_DEPARTEMENT', (commune) => [commune.departement]],
  ];
  const means = kinships.map(([, keysOf]) => {
    const sums = new Map<string, Sum>();
    for (const commune of communes) {
      const position = located.get(commune.code);
      if (position === undefined) continue;
      for (const key of keysOf(commune)) {
        if (key === undefined) continue;
        const sum = sums.get(key) ?? { lat: 0, lon: 0, count: 0 };
        addTo(sum, position, 1);
        sums.set(key, sum);
      }
    }
    return sums;
  });
  return (commune) => {
    for (const [index, [source, keysOf]] of kinships.entries()) {
      const total: Sum = { lat: 0, lon: 0, count: 0 };
      for (const key of keysOf(commune)) {
        const sum = key === undefined ? undefined : means[index]?.get(key);
        if (sum) addTo(total, sum, sum.count);
      }
      const { lat, lon, count } = total;
      if (count > 0) return { lat: lat / count, lon: lon / count, approximate: true, source };
    }
    return null;
  };
}

interface Sum extends Position {
  count: number;
}

// No département reaches across the antimeridian, so that longitudes may simply be added.
function addTo(sum: Sum, { lat, lon }: Position, count: number): void {
  sum.lat += lat;
  sum.lon += lon;
  sum.count += count;
}
