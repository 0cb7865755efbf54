import { POINT_KINDS, type PointKind } from '#libs/eligibility';
import { POINT_STATES, type PointState } from '#libs/matching';
import type { HolidayRegion, OpeningHours } from '#libs/opening-hours';

/** What a point can do. A parcel that has to be kept cold needs CHILLED or FROZEN. */
export const SERVICES = ['DROP_OFF', 'PICKUP', 'CHILLED', 'FROZEN', 'WHEELCHAIR', 'LABEL_PRINTING'] as const;
export type Service = (typeof SERVICES)[number];

export interface NetworkNumber {
  network: string;
  /** The carrier's own number for the point; null where the source does not give it. */
  number: string | null;
}

/** Everything of a point that an import or an operator may state, each field with an origin of its own. */
export interface PointFields {
  name: string;
  /** The chain's code; null for a point of no chain. */
  chain: string | null;
  kind: PointKind;
  services: readonly Service[];
  street: string;
  /** Empty where it is not known. */
  postcode: string;
  city: string;
  /** Two letters; FR for France overseas too. */
  country: string;
  lat: number;
  lon: number;
  timeZone: string;
  holidayRegion: HolidayRegion | null;
  /** Null where nothing is known of them. */
  hours: OpeningHours | null;
  maxWeightGrams: number | null;
  maxLongestSideMillimetres: number | null;
  maxSidesSumMillimetres: number | null;
  /** Null where it is not known: then it limits nothing. */
  capacityParcels: number | null;
  networks: readonly NetworkNumber[];
  state: PointState;
}

export type FieldName = keyof PointFields;

/** In the order in which a point is told. */
export const FIELD_NAMES = [
  'name',
  'chain',
  'kind',
  'services',
  'street',
  'postcode',
  'city',
  'country',
  'lat',
  'lon',
  'timeZone',
  'holidayRegion',
  'hours',
  'maxWeightGrams',
  'maxLongestSideMillimetres',
  'maxSidesSumMillimetres',
  'capacityParcels',
  'networks',
  'state',
] as const satisfies readonly FieldName[];

/** What holds for a field that no source states. A name and a position are never assumed. */
export const FIELD_DEFAULTS: Omit<PointFields, 'name' | 'lat' | 'lon' | 'timeZone'> = {
  chain: null,
  kind: 'COUNTER',
  services: [],
  street: '',
  postcode: '',
  city: '',
  country: 'FR',
  holidayRegion: null,
  hours: null,
  maxWeightGrams: null,
  maxLongestSideMillimetres: null,
  maxSidesSumMillimetres: null,
  capacityParcels: null,
  networks: [],
  state: 'OPEN',
};

/** The most that a number field may hold; each is at least the number in front. */
export const WHOLE_NUMBER_RANGES = {
  maxWeightGrams: [1, 1_000_000],
  maxLongestSideMillimetres: [1, 100_000],
  maxSidesSumMillimetres: [1, 300_000],
  capacityParcels: [0, 1_000_000],
} as const satisfies Partial<Record<FieldName, readonly [number, number]>>;

/** The most characters that a text field may hold. */
export const TEXT_LENGTHS = { name: 200, street: 300, postcode: 12, city: 150 } as const satisfies Partial<
  Record<FieldName, number>
>;

export function isService(text: string): text is Service {
  return (SERVICES as readonly string[]).includes(text);
}

export function isPointKind(text: string): text is PointKind {
  return (POINT_KINDS as readonly string[]).includes(text);
}

export function isPointState(text: string): text is PointState {
  return (POINT_STATES as readonly string[]).includes(text);
}

export function isFieldName(text: string): text is FieldName {
  return (FIELD_NAMES as readonly string[]).includes(text);
}

/** Services in the list's order and once each, so that equal sets have equal data. */
export function orderedServices(services: Iterable<Service>): Service[] {
  const wanted = new Set(services);
  return SERVICES.filter((service) => wanted.has(service));
}
