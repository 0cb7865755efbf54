import { foldCommune, readCommune } from './index.js';

describe('folding the name of a commune', () => {
  it.each([
    ['Saint-Étienne', 'saint etienne'],
    ['ST ETIENNE', 'saint etienne'],
    ['St. Étienne', 'saint etienne'],
    ['Ste-Foy-lès-Lyon', 'sainte foy les lyon'],
    ['L’Haÿ-les-Roses', 'l hay les roses'],
    ["l'hay les roses", 'l hay les roses'],
    ['Œuilly', 'oeuilly'],
    ['Châlons s/ Marne', 'chalons sur marne'],
    ['LILLE CEDEX 9', 'lille'],
    ['Paris 15e Arrondissement', 'paris 15'],
    ['Paris 01', 'paris 1'],
    ['Lyon 3ème', 'lyon 3'],
    ['Marseille 1er Arrondissement', 'marseille 1'],
    ['Steenvoorde', 'steenvoorde'],
    ['!!', ''],
  ])('takes %s for %s', (written, folded) => {
    expect(foldCommune(written)).toBe(folded);
  });

  it('is the same when it is done twice', () => {
    for (const name of ['Saint-Étienne', 'Paris 15e Arrondissement', 'Ste-Foy', 'Lyon']) {
      expect(foldCommune(foldCommune(name))).toBe(foldCommune(name));
    }
  });
});

describe('reading what a person wrote for a commune', () => {
  it.each([
    ['Saint-Denis (974)', { folded: 'saint denis', postcode: null, departement: '974' }],
    ['Ajaccio (2a)', { folded: 'ajaccio', postcode: null, departement: '2A' }],
    ['59000 Lille', { folded: 'lille', postcode: '59000', departement: null }],
    ['Lille, 59000', { folded: 'lille', postcode: '59000', departement: null }],
    ['Lille (59000)', { folded: 'lille', postcode: '59000', departement: null }],
    ['Paris 15', { folded: 'paris 15', postcode: null, departement: null }],
    ['Lille', { folded: 'lille', postcode: null, departement: null }],
  ])('reads %s', (text, read) => {
    expect(readCommune(text)).toEqual(read);
  });
});
