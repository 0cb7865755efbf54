import { communeRows, type PlaceRow } from './place-row.js';

/** What a position says of itself when a person put it on the map. */
export const BY_HAND = 'HAND';

interface City {
  name: string;
  /** What people write for the whole city; La Poste knows only the arrondissements' own. */
  postcode: string;
  /** INSEE code of the first arrondissement; the others follow. */
  firstInsee: number;
  position: readonly [lat: number, lon: number];
  /** The middle of each arrondissement, in order, to about 300 m. */
  arrondissements: readonly (readonly [lat: number, lon: number])[];
}

const CITIES: Readonly<Record<string, City>> = {
  '75056': {
    name: 'Paris',
    postcode: '75000',
    firstInsee: 75_101,
    position: [48.8567, 2.3522],
    arrondissements: [
      [48.8626, 2.3363],
      [48.868, 2.3428],
      [48.8629, 2.36],
      [48.8543, 2.3576],
      [48.8444, 2.3507],
      [48.8491, 2.3329],
      [48.8562, 2.3122],
      [48.8727, 2.3126],
      [48.8772, 2.3375],
      [48.8761, 2.3607],
      [48.8591, 2.3801],
      [48.8396, 2.395],
      [48.8284, 2.3623],
      [48.8292, 2.327],
      [48.8401, 2.2929],
      [48.8604, 2.2619],
      [48.8873, 2.3068],
      [48.8926, 2.3484],
      [48.8871, 2.3848],
      [48.8635, 2.4012],
    ],
  },
  '69123': {
    name: 'Lyon',
    postcode: '69000',
    firstInsee: 69_381,
    position: [45.7578, 4.832],
    arrondissements: [
      [45.7699, 4.8292],
      [45.7489, 4.8252],
      [45.7535, 4.8689],
      [45.7785, 4.8242],
      [45.7558, 4.8017],
      [45.7728, 4.8521],
      [45.7353, 4.8375],
      [45.7342, 4.8694],
      [45.7818, 4.8064],
    ],
  },
  '13055': {
    name: 'Marseille',
    postcode: '13000',
    firstInsee: 13_201,
    position: [43.2965, 5.3698],
    arrondissements: [
      [43.2999, 5.3841],
      [43.3134, 5.3645],
      [43.312, 5.3797],
      [43.3064, 5.4006],
      [43.2931, 5.3978],
      [43.2867, 5.3806],
      [43.2838, 5.3595],
      [43.2506, 5.3837],
      [43.2439, 5.4437],
      [43.2761, 5.4253],
      [43.2881, 5.4773],
      [43.3069, 5.4409],
      [43.349, 5.4331],
      [43.3458, 5.3944],
      [43.3585, 5.3639],
      [43.3673, 5.3132],
    ],
  },
};

// The one arrondissement with two postcodes: the north of the sixteenth.
const SECOND_POSTCODES: Readonly<Record<string, readonly string[]>> = { '75016': ['75116'] };

/**
 * The rows of Paris, Lyon or Marseille, or null for any other commune.
 *
 * A table of communes has these three as one place each, kilometres from most of their postcodes. Each postcode is
 * therefore placed in its arrondissement, by hand, and the city as a whole stands under 75000, 69000 and 13000, which
 * people write although La Poste does not.
 * @param populationOf people of an arrondissement by its INSEE code, 0 where it is not known
 */
export function splitIntoArrondissements(
  insee: string,
  population: number,
  populationOf: (insee: string) => number = () => 0,
): PlaceRow[] | null {
  const city = Object.hasOwn(CITIES, insee) ? CITIES[insee] : undefined;
  if (city === undefined) return null;
  const common = { country: 'FR', approximate: false, source: BY_HAND };
  const [lat, lon] = city.position;
  const whole = communeRows({ ...common, commune: city.name, insee, lat, lon, population }, [city.postcode]);
  const parts = city.arrondissements.flatMap(([partLat, partLon], index) => {
    const postcode = String(Number(city.postcode) + index + 1);
    const partInsee = String(city.firstInsee + index);
    const commune = `${city.name} ${index === 0 ? '1er' : `${index + 1}e`} Arrondissement`;
    return communeRows(
      { ...common, commune, insee: partInsee, lat: partLat, lon: partLon, population: populationOf(partInsee) },
      [postcode, ...(SECOND_POSTCODES[postcode] ?? [])],
    );
  });
  return [...whole, ...parts];
}
