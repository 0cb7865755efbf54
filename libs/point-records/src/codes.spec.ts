import { chainOf, isPointCode, networkCodeOf, pointCodeOf } from './codes.js';

describe('codes', () => {
  it.each([
    ['Intermarché', 'INTERMARCHE', 'Intermarché'],
    ['INTERMARCHE', 'INTERMARCHE', 'Intermarché'],
    ['Intermarché Super', 'INTERMARCHE', 'Intermarché'],
    ['Super U', 'SYSTEME_U', 'Système U'],
    ['U Express', 'SYSTEME_U', 'Système U'],
    ['E. Leclerc', 'LECLERC', 'E.Leclerc'],
    ['Carrefour Market', 'CARREFOUR', 'Carrefour'],
    ['Carrefour de la Poste', 'CARREFOUR_DE_LA_POSTE', 'Carrefour de la Poste'],
    ['Cœur de ville', 'COEUR_DE_VILLE', 'Cœur de ville'],
  ])('the chain of %s is %s', (given, code, name) => {
    expect(chainOf(given)).toEqual({ code, name });
  });

  it('knows no chain in what has no letters', () => {
    expect([chainOf(''), chainOf(' – ')]).toEqual([null, null]);
  });

  it('makes a point’s code of where it came from', () => {
    expect(pointCodeOf('prix-carburants', '1000001')).toBe('PRIX-CARBURANTS-1000001');
    expect(pointCodeOf('osm', 'way/123')).toBe('OSM-WAY-123');
    expect(isPointCode(pointCodeOf('é', 'ç/ ñ'))).toBe(true);
  });

  it('takes a code as it stands only if it is one', () => {
    expect(['A', 'A-1', 'DEMO_59-001'].every(isPointCode)).toBe(true);
    expect(['', 'a', 'A--1', '-A', 'A ', 'A'.repeat(65)].some(isPointCode)).toBe(false);
  });

  it('names a network', () => {
    expect(networkCodeOf('Mondial Relay')).toBe('MONDIAL_RELAY');
  });
});
