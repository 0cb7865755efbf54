import { groupCommunes, nearestNames, nearestPostcodes } from './index.js';

const row = (commune: string, insee: string, postcode: string, population: number) => ({
  country: 'FR',
  postcode,
  commune,
  communeFolded: commune.toLowerCase(),
  insee,
  lat: 48,
  lon: 2,
  population,
  approximate: false,
  source: 'GEONAMES',
});

describe('choosing among communes', () => {
  it('puts the postcodes of one commune together, and the most populous commune first', () => {
    const found = groupCommunes([
      row('Petit', '01001', '01400', 10),
      row('Grand', '01002', '01410', 900),
      row('Grand', '01002', '01400', 900),
    ]);
    expect(found.map(({ commune, postcodes }) => [commune, postcodes])).toEqual([
      ['Grand', ['01400', '01410']],
      ['Petit', ['01400']],
    ]);
  });

  it('keeps communes of one name apart, and a former commune from the one that took its code', () => {
    const found = groupCommunes([
      row('Saint-Denis', '93066', '93200', 150_000),
      row('Saint-Denis', '97411', '97400', 154_000),
      { ...row('Arboys', '01015', '01300', 600), communeFolded: 'arboys' },
      { ...row('Arbignieu', '01015', '01300', 0), communeFolded: 'arbignieu' },
    ]);
    expect(found.map(({ insee, commune }) => `${insee} ${commune}`)).toEqual([
      '97411 Saint-Denis',
      '93066 Saint-Denis',
      '01015 Arboys',
      '01015 Arbignieu',
    ]);
  });

  it('chooses the same of two equals, whatever their order', () => {
    const two = [row('B', '02000', '02100', 5), row('A', '01000', '01100', 5)];
    expect(groupCommunes(two)).toEqual(groupCommunes([...two].reverse()));
  });
});

describe('suggesting what was meant', () => {
  const places = [
    { communeFolded: 'lille', population: 230_000 },
    { communeFolded: 'lillers', population: 10_000 },
    { communeFolded: 'lilly', population: 70 },
    { communeFolded: 'rennes', population: 220_000 },
  ];

  it.each([
    ['lile', ['lille']],
    ['ilille', ['lille', 'lilly']],
    ['lill', ['lille', 'lillers', 'lilly']],
    ['renens', ['rennes']],
    ['bordeaux', []],
  ])('for %s', (typed, names) => {
    expect(nearestNames(typed, places, 5).map(({ communeFolded }) => communeFolded)).toEqual(names);
  });

  it('gives at most as many as are wanted', () => {
    expect(nearestNames('lill', places, 2)).toHaveLength(2);
  });

  it('takes the postcodes nearest in number', () => {
    const known = ['59000', '59100', '59990', '59980'].map((postcode) => ({ postcode }));
    expect(nearestPostcodes('59999', known, 2).map(({ postcode }) => postcode)).toEqual(['59990', '59980']);
  });
});
