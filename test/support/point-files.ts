/** The columns of the rows below, as a spreadsheet in French writes them. */
export const HEADER = 'ref;name;chain;street;postcode;city;lat;lon;hours';
export const LILLE = 'l1;Carrefour Lille;Carrefour;1 rue Faidherbe;59000;Lille;50,6370;3,0700;Mo-Sa 08:30-20:00';
export const ROUBAIX = 'r1;Auchan Roubaix;Auchan;2 rue de Lille;59100;Roubaix;50,6927;3,1778;';

/** Enough points that one which is missing is less than a tenth. */
export const MANY = Array.from(
  { length: 12 },
  (_, i) => `n${i};Carrefour Nord ${i};Carrefour;;59000;Lille;50,6${20 + i};3,05;Mo-Su 09:00-19:00`,
);

/** Files that are refused whole: what each is, its content, and what is said of it. */
export const BAD_POINT_FILES: [string, () => string | Buffer, RegExp][] = [
  ['a picture', () => Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), /^IMPORT_NOT_CSV: This is a PNG picture/],
  ['an empty file', () => '', /^IMPORT_EMPTY: /],
  ['a header alone', () => `${HEADER}\n`, /^IMPORT_EMPTY: /],
  ['UTF-16', () => Buffer.from(`\ufeff${HEADER}`, 'utf16le'), /^IMPORT_ENCODING: The text is in UTF-16/],
  [
    'a header without a needed column',
    () => `${HEADER.replace('ref;', 'id;')}\n${LILLE}`,
    /^IMPORT_HEADER_MISSING: The file has no column "ref"\. Its columns are: id, name,.*--map ref=COLUMN/,
  ],
  [
    'a header with a column twice',
    () => `${HEADER};name\n${LILLE};x`,
    /^IMPORT_HEADER_TWICE: Two columns are called "name"/,
  ],
  [
    'a cell of 300 kB',
    () => `${HEADER}\n${LILLE}\n${ROUBAIX.replace('2 rue de Lille', 'x'.repeat(300_000))}\n`,
    /^IMPORT_CELL_TOO_LARGE: Line 3, column "street"/,
  ],
  [
    'a cell of 100 kB',
    () => `${HEADER}\n${ROUBAIX.replace('2 rue de Lille', 'x'.repeat(100_000))}\n`,
    /^IMPORT_CELL_TOO_LARGE: Line 2, column "street"/,
  ],
  [
    'a line without an end',
    () => `${HEADER}\n${'x'.repeat(30_000_000)}`,
    /^IMPORT_CELL_TOO_LARGE: Line 2, column "ref"/,
  ],
  [
    'a file cut in the middle of a row',
    () => `${HEADER}\n${LILLE}\n${ROUBAIX.slice(0, 30)}`,
    /^IMPORT_TRUNCATED: .* line 3,/,
  ],
  [
    'a quotation mark that is not closed',
    () => `${HEADER}\n${LILLE}\nr1;"Auchan;${ROUBAIX}\n`,
    /^IMPORT_TRUNCATED: .* line 3,/,
  ],
  [
    'a quotation mark that is not closed in the header',
    () => `"${HEADER}\n${LILLE}\n`,
    /^IMPORT_NOT_CSV: .* a quotation mark in the first line is not closed/,
  ],
  [
    'a header of 300 kB in 150 000 characters',
    () => `${HEADER};${'é'.repeat(150_000)}\n${LILLE}\n`,
    /^IMPORT_NOT_CSV: .* the first line is too long/,
  ],
  [
    'JSON cut in the middle',
    () => '{"type":"FeatureCollection","features":[{"type":"Feature","prop',
    /^IMPORT_TRUNCATED: /,
  ],
  ['JSON without records', () => '{"hello": [1, 2]}', /^IMPORT_FORMAT_UNKNOWN: /],
  ['what only looks like JSON', () => '{"features": [{"a": nothing}]}', /^IMPORT_NOT_GEOJSON: Line 1 /],
];

/** A table of another's, with the options that say what its columns are. */
export const OTHER_COLUMNS = {
  content:
    'id,enseigne,cp,ville,y,x,relais\n7,Super U,59000,Lille,50.637,3.07,oui\n8,U Express,59000,Lille,50.62,3.05,0\n',
  options: [
    ...[
      'ref=id',
      'name=enseigne',
      'chain=enseigne',
      'postcode=cp',
      'city=ville',
      'lat=y',
      'lon=x',
      'service=PICKUP:relais',
    ].flatMap((entry) => ['--map', entry]),
    ...['services=DROP_OFF', 'network=Mondial Relay'].flatMap((entry) => ['--set', entry]),
  ],
};

/** Two rows in Windows-1252; the street of the second had been read wrongly before. */
export const WINDOWS_1252 = Buffer.from(
  [
    HEADER,
    LILLE.replace('Carrefour Lille', 'Marché d\x92été \x96 5 \x80'),
    LILLE.replace('1 rue Faidherbe', 'AllÃ©e des Ã\x89tangs').replace('l1', 'l2').replace('50,6370', '50,65'),
  ].join('\n'),
  'latin1',
);

const ADDRESS = { 'addr:postcode': '59000', 'addr:city': 'Lille' };
const STORE = { name: 'Carrefour', brand: 'Carrefour', ...ADDRESS };
// Counter-clockwise from its south-west corner, as GeoJSON asks.
const SQUARE = [
  [3.05, 50.63],
  [3.06, 50.63],
  [3.06, 50.64],
  [3.05, 50.64],
  [3.05, 50.63],
];

/** A store drawn as a square, and one without a geometry. */
export const GEOJSON = JSON.stringify({
  type: 'FeatureCollection',
  features: [
    {
      type: 'Feature',
      id: 'way/1',
      properties: { ...STORE, opening_hours: '24/7' },
      geometry: { type: 'Polygon', coordinates: [SQUARE] },
    },
    { type: 'Feature', id: 'node/2', properties: STORE, geometry: null },
  ],
});

const LOCKER = { name: 'Casier', amenity: 'parcel_locker', parcel_pickup: 'yes', parcel_mail_in: 'no', ...ADDRESS };

/** A locker as a node, and one as an area with its centre. */
export const OVERPASS = JSON.stringify({
  version: 0.6,
  elements: [
    { type: 'node', id: 1, lat: 50.637, lon: 3.07, tags: LOCKER },
    { type: 'way', id: 1, center: { lat: 50.62, lon: 3.05 }, tags: LOCKER },
  ],
});
