import { comparedWithPostcode, frenchPostcodeAt, positionFault } from './position.js';

const LILLE = { lat: 50.63, lon: 3.06, approximate: false };

describe('a position', () => {
  it.each([
    [0, 0, 'POSITION_ZERO'],
    [95, 3, 'POSITION_SWAPPED'],
    [120, 50, 'POSITION_SWAPPED'],
    [200, 3, 'POSITION_IMPOSSIBLE'],
    [50, 181, 'POSITION_IMPOSSIBLE'],
    [-95, 120, 'POSITION_IMPOSSIBLE'],
  ])('%d, %d is %s', (lat, lon, reason) => {
    expect(positionFault(lat, lon)?.reason).toBe(reason);
  });

  it.each([
    [50.63, 3.06],
    [-21, 55.5],
    [90, 180],
    [0, 0.1],
  ])('%d, %d may be', (lat, lon) => {
    expect(positionFault(lat, lon)).toBeNull();
  });

  it('agrees with a postcode within 25 km of any of its communes', () => {
    const arles = [LILLE, { lat: 43.68, lon: 4.63, approximate: false }];
    expect(comparedWithPostcode(43.6, 4.7, '13200', arles)).toBe('NEAR');
    expect(comparedWithPostcode(50.854, 3.06, '59000', [LILLE])).toBe('NEAR');
    expect(comparedWithPostcode(50.856, 3.06, '59000', [LILLE])).toEqual({
      reason: 'POSITION_FAR_FROM_POSTCODE',
      detail: '25 km from the communes of 59000',
    });
  });

  it('is told to be swapped when it agrees the other way round', () => {
    expect(comparedWithPostcode(3.06, 50.63, '59000', [LILLE])).toMatchObject({ reason: 'POSITION_SWAPPED' });
  });

  it('is neither right nor wrong where nothing certain is known of the postcode', () => {
    expect(comparedWithPostcode(43, 5, '59000', [])).toBe('UNCHECKED');
    expect(comparedWithPostcode(43, 5, '59000', [LILLE, { ...LILLE, approximate: true }])).toBe('UNCHECKED');
    expect(comparedWithPostcode(50.6, 3, '59000', [{ ...LILLE, approximate: true }])).toBe('NEAR');
  });

  it('tells the part of France that it is in', () => {
    expect([frenchPostcodeAt(48.1, -1.7), frenchPostcodeAt(-21, 55.5), frenchPostcodeAt(40, -70)]).toEqual([
      '75000',
      '97400',
      null,
    ]);
  });
});
