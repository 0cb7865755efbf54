import { mapForHeader, readColumnMap } from './column-map.js';

const read = (maps: string[], sets: string[] = []) => {
  const result = readColumnMap(maps, sets);
  if (!result.ok) throw new Error(result.message);
  return result.value;
};

describe('a column map', () => {
  it('reads fields, services and networks', () => {
    expect(
      read(['name=enseigne', 'service=PICKUP:relais', 'network=Mondial Relay:num=1'], ['kind=DRIVE', 'network=X']),
    ).toEqual({
      columns: { name: 'enseigne' },
      fixed: { kind: 'DRIVE' },
      services: [{ code: 'PICKUP', column: 'relais' }],
      networks: [
        { code: 'MONDIAL_RELAY', column: 'num=1' },
        { code: 'X', column: null },
      ],
    });
  });

  it.each([
    [['name'], [], 'map', /not field=column/],
    [['name='], [], 'map', /not field=column/],
    [['nom=x'], [], 'map', /no field "nom"/],
    [['name=a', 'name=b'], [], 'map', /mapped twice/],
    [['service=TEA:x'], [], 'map', /TEA is no service/],
    [['network=MONDIAL_RELAY'], [], 'map', /not network=CODE:column/],
    [[], ['ref=1'], 'set', /cannot be set for all/],
    [[], ['name'], 'set', /not field=value/],
    [[], ['network=A', 'network=a'], 'set', /named twice/],
    [Array.from({ length: 61 }, () => 'x=y'), [], 'map', /At most 60/],
  ])('refuses %j %j', (maps, sets, field, message) => {
    expect(readColumnMap(maps as string[], sets as string[])).toEqual({
      ok: false,
      field,
      message: expect.stringMatching(message),
    });
  });

  it('takes a column of the field’s own name, and says which one is missing', () => {
    const header = ['ref', 'name', 'lat', 'lon', 'cp', 'ville'];
    expect(mapForHeader(read(['postcode=cp', 'city=ville']), header)).toMatchObject({
      ok: true,
      value: { columns: { ref: 'ref', name: 'name', lat: 'lat', lon: 'lon', postcode: 'cp', city: 'ville' } },
    });
    expect(mapForHeader(read(['postcode=cp']), header)).toEqual({ ok: false, target: 'city', column: 'city' });
    expect(mapForHeader(read(['postcode=zip']), header)).toEqual({ ok: false, target: 'postcode', column: 'zip' });
    expect(mapForHeader(read(['postcode=cp'], ['city=']), header).ok).toBe(true);
  });
});
