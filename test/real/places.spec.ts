import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { distanceMetres } from '#libs/geo';
import { type Centre, defaultTable, groupCommunes, type PlaceRow } from '#libs/places';
import { readDefaultSources } from '../../src/places/default-sources.js';
import { placesCommands } from '../../src/places/places.commands.js';
import { PlacesService, postcodeKey } from '../../src/places/places.service.js';
import { Relais } from '../support/relais.js';

const COMMUNES = join(process.env.RELAIS_TEST_DATA ?? '', 'places/communes.csv');

interface Commune {
  lat: number;
  lon: number;
  postcodes: string[];
  insee: string;
}

/** The file, read in the plainest way and not by the code that is tested. */
function readCommunes(): Commune[] {
  const [, ...lines] = readFileSync(COMMUNES, 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [insee = '', , lon, lat, , postcodes = ''] = line.split(',');
    return { insee, lat: Number(lat), lon: Number(lon), postcodes: postcodes.split(' ') };
  });
}

function figures(metres: number[]) {
  const sorted = [...metres].sort((a, b) => a - b);
  const at = (share: number) => Number(((sorted[Math.ceil(sorted.length * share) - 1] ?? 0) / 1000).toFixed(1));
  return { count: sorted.length, medianKm: at(0.5), p95Km: at(0.95), worstKm: at(1) };
}

describe('the default table against the full list of communes', () => {
  let rows: PlaceRow[];
  let communes: Commune[];
  const byPostcode = new Map<string, PlaceRow[]>();
  beforeAll(async () => {
    rows = defaultTable(await readDefaultSources());
    communes = readCommunes();
    for (const row of rows) byPostcode.set(row.postcode, [...(byPostcode.get(row.postcode) ?? []), row]);
  });

  it('has every postcode of the list', () => {
    expect(communes.flatMap(({ postcodes }) => postcodes).filter((postcode) => !byPostcode.has(postcode))).toEqual([]);
  });

  it('places most postcodes exactly, the three largest cities by hand, and marks the rest', () => {
    const kinds = { exact: 0, byHand: 0, approximate: 0 };
    for (const [postcode, there] of byPostcode) {
      // The names of former communes, and what Relais adds to La Poste's list.
      if (['', '75000', '69000', '13000', '98000'].includes(postcode)) continue;
      if (there.some(({ source }) => source === 'HAND')) kinds.byHand += 1;
      else kinds[there.some(({ approximate }) => !approximate) ? 'exact' : 'approximate'] += 1;
    }
    console.info('postcodes', kinds);
    expect(kinds.byHand).toBe(46);
    expect(kinds.exact).toBeGreaterThanOrEqual(5195);
    // La Poste's 6 310 but one: nobody lives on Clipperton (98799), and nothing there tells where it is.
    expect(kinds.exact + kinds.byHand + kinds.approximate).toBe(6309);
  });

  it('is near enough, for communes', () => {
    const truth = new Map(communes.map((commune) => [commune.insee, commune]));
    const off = { exact: [] as number[], approximate: [] as number[], exactOnTheMainland: [] as number[] };
    for (const place of groupCommunes(rows)) {
      const commune = truth.get(place.insee ?? '');
      if (commune === undefined || place.population === 0 || place.source === 'HAND') continue;
      const metres = distanceMetres(place, commune);
      off[place.approximate ? 'approximate' : 'exact'].push(metres);
      if (!place.approximate && commune.insee < '97') off.exactOnTheMainland.push(metres);
    }
    const told = { exact: figures(off.exact), approximate: figures(off.approximate) };
    const mainland = figures(off.exactOnTheMainland);
    console.info('communes, km from IGN’s centroids', told, 'exact on the mainland', mainland);
    expect(told.exact.medianKm).toBeLessThan(1.2);
    expect(told.exact.p95Km).toBeLessThan(4);
    // Arles, the largest commune of the mainland, has its centroid in the Camargue. Guyana's are larger still.
    expect(mainland.worstKm).toBeLessThan(16);
    expect(told.exact.worstKm).toBeLessThan(90);
    expect(told.approximate.medianKm).toBeLessThan(9);
    expect(told.approximate.p95Km).toBeLessThan(25);
    expect(told.approximate.worstKm).toBeLessThan(160);
  });

  it('is near enough, for postcodes: the choice of each against its nearest commune', () => {
    const truth = new Map<string, Commune[]>();
    for (const commune of communes) {
      for (const postcode of commune.postcodes) truth.set(postcode, [...(truth.get(postcode) ?? []), commune]);
    }
    const off = { exact: [] as number[], approximate: [] as number[], beyond25Km: [] as string[] };
    for (const [postcode, there] of truth) {
      const [chosen] = groupCommunes(byPostcode.get(postcode) ?? []);
      if (chosen === undefined) continue;
      const metres = Math.min(...there.map((commune) => distanceMetres(chosen, commune)));
      off[chosen.approximate ? 'approximate' : 'exact'].push(metres);
      if (!chosen.approximate && metres > 25_000) off.beyond25Km.push(postcode);
    }
    console.info('postcodes, km', figures(off.exact), figures(off.approximate), 'beyond 25 km', off.beyond25Km);
    expect(figures(off.exact).p95Km).toBeLessThan(4);
    expect(figures(off.approximate).medianKm).toBeLessThan(15);
    // All of them in Guyana, where the town is on the coast and the centroid in the forest.
    expect(off.beyond25Km.filter((postcode) => !postcode.startsWith('973'))).toEqual([]);
  });
});

describe('importing the full list of communes', () => {
  let relais: Relais;
  beforeAll(async () => {
    relais = await Relais.start();
  });
  afterAll(() => relais?.stop());

  it('places every postcode of the file where the file has it', async () => {
    const printed: string[] = [];
    const io = { cwd: '/', print: (line: string) => printed.push(line), progress: () => {} };
    await placesCommands[0]?.run(relais.service.app, [COMMUNES], io);
    console.info(printed.join('\n'));
    const communes = readCommunes();
    expect(printed[0]).toMatch(new RegExp(`^${communes.length} lines: ${communes.length} communes .* 0 left out`));
    const places = relais.service.app.get(PlacesService);
    const codes = [...new Set(communes.flatMap(({ postcodes }) => postcodes))];
    const centres = await places.centresOf(codes.map((code) => ({ country: 'FR', code })));
    const isAt = (commune: Commune) => (centre: Centre) => centre.lat === commune.lat && centre.lon === commune.lon;
    const lost = communes
      .filter(({ insee }) => !['75056', '69123', '13055'].includes(insee))
      .filter((commune) =>
        commune.postcodes.some((code) => !centres.get(postcodeKey('FR', code))?.some(isAt(commune))),
      );
    expect(lost).toEqual([]);
    expect(codes.filter((code) => !centres.has(postcodeKey('FR', code)))).toEqual([]);
  });
});
