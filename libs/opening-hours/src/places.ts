import { type HolidayRegion, isHolidayRegion } from './holidays.js';

/** What is known of an address: ISO 3166-1 alpha-2 country, postcode as written there. */
export interface PostalPlace {
  country: string;
  postcode?: string | null;
}

// French territories have ISO codes of their own, which some sources use in place of FR.
const TERRITORY_OF_ISO_CODE: Readonly<Record<string, string>> = {
  GP: '971',
  MQ: '972',
  GF: '973',
  RE: '974',
  PM: '975',
  YT: '976',
  BL: '977',
  MF: '978',
  WF: '986',
  PF: '987',
  NC: '988',
};

const ZONE_OF_TERRITORY: Readonly<Record<string, string>> = {
  '971': 'America/Guadeloupe',
  '972': 'America/Martinique',
  '973': 'America/Cayenne',
  '974': 'Indian/Reunion',
  '975': 'America/Miquelon',
  '976': 'Indian/Mayotte',
  '977': 'America/St_Barthelemy',
  '978': 'America/Marigot',
  '986': 'Pacific/Wallis',
  '987': 'Pacific/Tahiti',
  '988': 'Pacific/Noumea',
};

/** Countries whose whole postal area keeps one time. */
const ZONE_OF_COUNTRY: Readonly<Record<string, string>> = {
  AD: 'Europe/Andorra',
  AT: 'Europe/Vienna',
  BE: 'Europe/Brussels',
  BG: 'Europe/Sofia',
  CH: 'Europe/Zurich',
  CY: 'Asia/Nicosia',
  CZ: 'Europe/Prague',
  DE: 'Europe/Berlin',
  DK: 'Europe/Copenhagen',
  EE: 'Europe/Tallinn',
  FI: 'Europe/Helsinki',
  GB: 'Europe/London',
  GR: 'Europe/Athens',
  HR: 'Europe/Zagreb',
  HU: 'Europe/Budapest',
  IE: 'Europe/Dublin',
  IS: 'Atlantic/Reykjavik',
  IT: 'Europe/Rome',
  LI: 'Europe/Vaduz',
  LT: 'Europe/Vilnius',
  LU: 'Europe/Luxembourg',
  LV: 'Europe/Riga',
  MC: 'Europe/Monaco',
  MT: 'Europe/Malta',
  NL: 'Europe/Amsterdam',
  NO: 'Europe/Oslo',
  PL: 'Europe/Warsaw',
  RO: 'Europe/Bucharest',
  SE: 'Europe/Stockholm',
  SI: 'Europe/Ljubljana',
  SK: 'Europe/Bratislava',
  SM: 'Europe/San_Marino',
  VA: 'Europe/Vatican',
};

/** The postcode's digits, or null. A zero that a spreadsheet took from the front is put back in France. */
function digitsOf(postcode: string | null | undefined): string | null {
  const digits = /^(?:[A-Z]{1,2}-)?(\d{4,5})(?:-\d{3})?$/.exec((postcode ?? '').trim().toUpperCase())?.[1];
  return digits ?? null;
}

/** The three-digit overseas territory of a French postcode, null on the mainland. */
function territoryOf(postcode: string): string | null {
  // Saint-Barthélemy and Saint-Martin left Guadeloupe in 2007 and kept its postcodes.
  if (postcode === '97133') return '977';
  if (postcode === '97150') return '978';
  return /^9[78]/.test(postcode) ? postcode.slice(0, 3) : null;
}

/** A French address as its postcode and overseas territory; null when the country is not France. */
function frenchPlace(place: PostalPlace): { postcode: string | null; territory: string | null } | null {
  const country = place.country.trim().toUpperCase();
  const postcode = digitsOf(place.postcode)?.padStart(5, '0') ?? null;
  const ofIsoCode = TERRITORY_OF_ISO_CODE[country];
  if (ofIsoCode !== undefined) return { postcode, territory: ofIsoCode };
  if (country !== 'FR') return null;
  return { postcode, territory: postcode === null ? null : territoryOf(postcode) };
}

/**
 * The calendar of public holidays at an address, or null where none is known: outside France, and in Monaco, which has
 * French postcodes. A French address without a readable postcode gets the national days, which nearly all France shares.
 * Departments are read off postcodes, which is wrong for the few communes that a neighbouring department's office serves.
 */
export function holidayRegionOf(place: PostalPlace): HolidayRegion | null {
  const french = frenchPlace(place);
  if (!french) return null;
  if (french.territory !== null) {
    const region = `FR-${french.territory}`;
    return isHolidayRegion(region) ? region : null;
  }
  const region = `FR-${french.postcode?.slice(0, 2)}`;
  return isHolidayRegion(region) ? region : 'FR';
}

/**
 * The IANA time zone at an address, or null when it is not certain: a country that is not listed, or one with several
 * zones (France, Spain, Portugal) without a readable postcode.
 */
export function timeZoneOf(place: PostalPlace): string | null {
  const country = place.country.trim().toUpperCase();
  const french = frenchPlace(place);
  if (french) return frenchZone(french.postcode, french.territory);
  const digits = digitsOf(place.postcode);
  if (country === 'ES') {
    if (digits?.length !== 5) return null;
    return /^3[58]/.test(digits) ? 'Atlantic/Canary' : 'Europe/Madrid';
  }
  if (country === 'PT') {
    const area = digits === null ? Number.NaN : Number(digits.slice(0, 4));
    if (Number.isNaN(area)) return null;
    if (area >= 9500 && area <= 9980) return 'Atlantic/Azores';
    return area >= 9000 && area <= 9499 ? 'Atlantic/Madeira' : 'Europe/Lisbon';
  }
  return ZONE_OF_COUNTRY[country] ?? null;
}

function frenchZone(postcode: string | null, territory: string | null): string | null {
  if (territory === null) return postcode === null ? null : 'Europe/Paris';
  if (territory === '980') return 'Europe/Monaco';
  // The Marquesas and the Gambier Islands do not keep Tahiti's time.
  if (territory === '987' && postcode !== null) {
    if (/^987(?:4\d|96)$/.test(postcode)) return 'Pacific/Marquesas';
    if (/^987(?:55|92|93)$/.test(postcode)) return 'Pacific/Gambier';
  }
  return ZONE_OF_TERRITORY[territory] ?? null;
}
