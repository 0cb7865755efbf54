import { defaultTable, type EtalabCommune, type GeonamesTown } from './index.js';

const commune = (code: string, nom: string, more: Partial<EtalabCommune> = {}): EtalabCommune => ({
  code,
  nom,
  type: 'commune-actuelle',
  departement: code.slice(0, 2),
  codesPostaux: ['01100'],
  population: 500,
  ...more,
});

const town = (name: string, insee: string | null, lat: number, lon: number, more: Partial<GeonamesTown> = {}) => ({
  name,
  country: 'FR',
  insee,
  isQuarter: false,
  population: 1000,
  lat,
  lon,
  ...more,
});

describe('the default table of places', () => {
  const table = (communes: EtalabCommune[], towns: GeonamesTown[], groups: [string, string][] = []) =>
    defaultTable({ communes, towns, intercommunalities: new Map(groups) }).filter(({ country }) => country === 'FR');

  it('places a commune at the town it is named after, before a larger one and before its quarters', () => {
    const [row] = table(
      [commune('01001', 'Bourg-Neuf')],
      [
        town('Grand Hameau', '01001', 46.1, 5.1, { population: 9000 }),
        town('Bourg Neuf', '01001', 46, 5),
        town('Quartier Nord', '01001', 46.2, 5.2, { isQuarter: true, population: 20_000 }),
      ],
    );
    expect(row).toMatchObject({ lat: 46, lon: 5, approximate: false, source: 'GEONAMES' });
  });

  it('guesses from the postcode, then the intercommunality, the arrondissement and the département', () => {
    const rows = table(
      [
        commune('01001', 'A', { arrondissement: '011' }),
        commune('01002', 'Same postcode'),
        commune('01003', 'Same group', { codesPostaux: ['01200'] }),
        commune('01004', 'Same arrondissement', { codesPostaux: ['01300'], arrondissement: '011' }),
        commune('01005', 'Same département', { codesPostaux: ['01400'] }),
        commune('02001', 'No relation', { codesPostaux: ['02100'] }),
      ],
      [town('A', '01001', 46, 5)],
      [
        ['01001', 'G'],
        ['01003', 'G'],
      ],
    );
    expect(rows.map(({ commune: name, source, approximate }) => [name, source, approximate])).toEqual([
      ['A', 'GEONAMES', false],
      ['Same postcode', 'SAME_POSTCODE', true],
      ['Same group', 'SAME_INTERCOMMUNALITY', true],
      ['Same arrondissement', 'SAME_ARRONDISSEMENT', true],
      ['Same département', 'SAME_DEPARTEMENT', true],
    ]);
  });

  it('does not believe a town that lies a degree away from its intercommunality', () => {
    const codes = ['01001', '01002', '01003'];
    const rows = table(
      codes.map((code) => commune(code, `C${code}`)),
      [town('C01001', '01001', 46, 5), town('C01002', '01002', 46.1, 5), town('C01003', '01003', 46, 6)],
      codes.map((code) => [code, 'G']),
    );
    expect(rows.map(({ source }) => source)).toEqual(['GEONAMES', 'GEONAMES', 'SAME_POSTCODE']);
  });

  it('splits Paris, Lyon and Marseille into their arrondissements, whose positions are within their cities', () => {
    const rows = table(
      [commune('75056', 'Paris', { codesPostaux: ['75001', '75016', '75116'], population: 2_000_000 })],
      [],
    );
    expect(rows).toHaveLength(22);
    expect(rows.find(({ postcode }) => postcode === '75000')).toMatchObject({ commune: 'Paris', source: 'HAND' });
    expect(rows.find(({ postcode }) => postcode === '75116')?.commune).toBe('Paris 16e Arrondissement');
    for (const { lat, lon } of rows) {
      expect(Math.abs(lat - 48.857)).toBeLessThan(0.05);
      expect(Math.abs(lon - 2.342)).toBeLessThan(0.09);
    }
  });

  it('keeps the names of former communes, with their postcode where there is only one that it can be', () => {
    const former = (code: string, nom: string, chefLieu: string): EtalabCommune => {
      const { codesPostaux: _, ...rest } = commune(code, nom, { type: 'commune-deleguee', chefLieu });
      return rest;
    };
    const rows = table(
      [
        commune('01001', 'New'),
        commune('59350', 'Lille', { codesPostaux: ['59000', '59160'] }),
        former('01002', 'Old', '01001'),
        former('01001', 'New', '01001'),
        former('59355', 'Lomme', '59350'),
      ],
      [town('New', '01001', 46, 5), town('Lille', '59350', 50.6, 3), town('Lomme', '59350', 50.64, 2.98)],
    ).filter(({ population }) => population === 0);
    expect(rows.map((row) => [row.commune, row.postcode, row.approximate, row.source])).toEqual([
      ['Old', '01100', true, 'SUCCESSOR'],
      ['Lomme', '', false, 'GEONAMES'],
    ]);
  });

  it('matches communes overseas by name, where GeoNames gives no code', () => {
    const rows = table(
      [
        commune('98818', 'Nouméa', { departement: '988', codesPostaux: ['98800'] }),
        commune('98814', 'Lifou', { departement: '988', codesPostaux: ['98820'] }),
      ],
      [town('Nouméa', null, -22.27, 166.45, { country: 'NC' }), town('Wé', null, -20.9, 167.26, { country: 'NC' })],
    );
    expect(rows.map(({ source, lat }) => [source, lat])).toEqual([
      ['GEONAMES', -22.27],
      ['GEONAMES', -20.9],
    ]);
  });
});
