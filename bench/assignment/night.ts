import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AssignmentProblem, PointTree } from '#libs/assignment';

/** The greatest cost of a pair: half the way round the Earth. */
export const MOST_COST = 20_016_000;

/** Room is so many times the parcels. */
export const SLACK = 1.3;

interface Town {
  lat: number;
  lon: number;
  people: number;
}

/** Numbers that are as good as random and the same each time (mulberry32; Ettinger, 2017). */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The communes of the real file where RELAIS_TEST_DATA names one, else towns that fall off in size as those do. */
export function townsOf(folder: string | undefined): { towns: Town[]; areReal: boolean } {
  const file = join(folder ?? '', 'places', 'communes.csv');
  if (folder !== undefined && existsSync(file)) {
    const rows = readFileSync(file, 'utf8').trim().split('\n').slice(1);
    const towns = rows.flatMap((row): Town[] => {
      const cells = row.match(/("[^"]*"|[^,]*)(,|$)/g)?.map((cell) => cell.replace(/,$/, '')) ?? [];
      const [lon, lat, people] = [Number(cells[2]), Number(cells[3]), Number(cells[4])];
      // Overseas is far from any shop that is drawn on the mainland.
      return lat > 41 && lat < 52 && Math.abs(lon) < 10 && people > 0 ? [{ lat, lon, people }] : [];
    });
    return { towns, areReal: true };
  }
  const random = randomOf(1);
  const towns = Array.from({ length: 35_000 }, (_, rank) => ({
    lat: 42.5 + 8.5 * random(),
    lon: -4.5 + 12.5 * random(),
    people: 2_200_000 / (rank + 1),
  }));
  return { towns, areReal: false };
}

/** Draws towns in proportion to their people. */
export function drawer(towns: readonly Town[], random: () => number): () => Town {
  const upTo = new Float64Array(towns.length);
  let all = 0;
  towns.forEach(({ people }, at) => {
    all += people;
    upTo[at] = all;
  });
  return () => {
    const wanted = random() * all;
    let [low, high] = [0, towns.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((upTo[middle] as number) <= wanted) low = middle + 1;
      else high = middle;
    }
    return towns[low] as Town;
  };
}

export interface Night {
  problem: AssignmentProblem;
  parcels: number;
  origins: number;
  points: number;
}

/**
 * A night: parcels whose customers live scattered around towns by their people, and points that lie around towns too, of
 * a room of 5 to 40 each, scaled such that all together have 1.3 places for each parcel.
 */
export function nightOf(parcels: number, points: number, towns: readonly Town[], seed: number): Night {
  const random = randomOf(seed);
  const draw = drawer(towns, random);
  const around = (town: Town, degrees: number) => ({
    lat: town.lat + (random() + random() - 1) * degrees,
    lon: town.lon + (random() + random() - 1) * degrees * 1.4,
  });
  const homes = Array.from({ length: parcels }, () => around(draw(), 0.05));
  // Shops follow people less than people do: half of them are drawn from all towns alike.
  const shops = Array.from({ length: points }, (_, at) =>
    around(at % 2 === 0 ? draw() : (towns[Math.floor(random() * towns.length)] as Town), 0.03),
  );
  const drawn = shops.map(() => 5 + random() * 35);
  const scale = (SLACK * parcels) / drawn.reduce((sum, room) => sum + room, 0);
  const tree = new PointTree(
    { ...columns(shops), classes: new Int32Array(points), extraMetres: new Int32Array(0) },
    { ...columns(homes), sorts: new Int32Array(parcels) },
    [{ passes: Uint8Array.of(1), extraMetres: new Int32Array(1) }],
  );
  return {
    parcels,
    origins: parcels,
    points,
    problem: {
      supplies: new Int32Array(parcels).fill(1),
      priorities: new Uint8Array(parcels),
      rooms: Int32Array.from(drawn, (room) => Math.max(1, Math.round(room * scale))),
      points: tree,
      mostCost: MOST_COST,
    },
  };
}

function columns(places: readonly { lat: number; lon: number }[]) {
  return {
    lats: Float64Array.from(places, ({ lat }) => lat),
    lons: Float64Array.from(places, ({ lon }) => lon),
  };
}
