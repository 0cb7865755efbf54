import {
  type GraphQLField,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from 'graphql';

type Json = unknown;
type Args = Record<string, Json>;

/** One way in which a right request can be wrong: in one leaf. */
export interface Fault {
  /** The path of the leaf, `input.recipient.name`, as an error should name it. */
  path: string;
  /** What is put there. */
  kind: string;
  value: Json;
  /** The arguments of a right request with this in its place. */
  spoil: (right: Args) => Args;
}

const HUGE = 20_000;
export const NUL = 'a\u0000b';
/** Half of a character of two: it has no form in UTF-8, and none in PostgreSQL's JSON. */
export const HALF = 'a\ud83db';

const TEXTS: Record<string, Json> = {
  nul: NUL,
  half: HALF,
  long: 'x'.repeat(HUGE),
  emoji: '👩‍👩‍👧‍👦 \u202eشحنة\u202c',
  controls: '\u0001\u001b[31m\r\n',
  quotes: `'; DROP TABLE parcel; -- "\\ %_$1 \${1}`,
  empty: '',
  prototype: '__proto__',
};

/** For what is read as text first and then as something else. */
const SOME_TEXTS = { nul: NUL, long: TEXTS.long, empty: '' };

const INTS: Record<string, Json> = {
  negative: -1,
  zero: 0,
  largest: 2 ** 31 - 1,
  smallest: -(2 ** 31),
  huge: 1e308,
  broken: 1.5,
};

const INSTANTS: Record<string, Json> = {
  'year 0': '0000-01-01T00:00:00Z',
  'year 1': '0001-01-01T00:00:00+14:00',
  'year 9999': '9999-12-31T23:59:59.999999999-23:59',
  'no such day': '2026-02-30T00:00:00Z',
  'no zone': '2026-11-24T09:00:00',
};

const FAULTS_OF: Record<string, Record<string, Json>> = {
  String: TEXTS,
  ID: TEXTS,
  Int: INTS,
  Float: { ...INTS, 'huge below': -1e308, tiny: 1e-308, text: 'NaN' },
  Boolean: { text: 'true' },
  DateTime: { ...SOME_TEXTS, ...INSTANTS },
  Day: { ...SOME_TEXTS, 'year 0': '0000-01-01', 'year 9999': '9999-12-31', 'no such day': '2026-02-30' },
  JSON: { ...TEXTS, ...INTS, list: [], deep: nested(60), object: { a: { b: NUL } } },
};

/** Of every type: what is absent, and what is of another type. */
const FOR_ALL: Record<string, Json> = { null: null, 'another type': { surprise: [true] } };

function nested(depth: number): Json {
  return depth === 0 ? 1 : [nested(depth - 1)];
}

/** The least that a type takes. */
function sampleOf(type: GraphQLInputType): Json {
  if (isNonNullType(type)) return sampleOf(type.ofType);
  if (isListType(type)) return [sampleOf(type.ofType)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type)) {
    const needed = Object.values(type.getFields()).filter(isRequiredInputField);
    return Object.fromEntries(needed.map((field) => [field.name, sampleOf(field.type)]));
  }
  const samples: Record<string, Json> = { Int: 1, Float: 1, Boolean: true, DateTime: '2026-11-24T09:00:00Z', JSON: {} };
  return samples[type.name] ?? (type.name === 'Day' ? '2026-11-24' : 'x');
}

/** A place in the arguments: how to find what is there, and how to put something else there. */
interface Place {
  path: string;
  get: (args: Args) => Json;
  put: (args: Args, value: Json) => Args;
}

/** Every way in which a right request can be wrong in one leaf, whatever the operation takes; lists empty and too long. */
export function faultsOf(field: GraphQLField<unknown, unknown>, right: Args): Fault[] {
  return field.args.flatMap(({ name, type }) =>
    faultsAt(type, right, {
      path: name,
      get: (args) => args[name] ?? sampleOf(type),
      put: (args, value) => ({ ...args, [name]: value }),
    }),
  );
}

function faultsAt(type: GraphQLInputType, right: Args, place: Place): Fault[] {
  if (isNonNullType(type)) return faultsAt(type.ofType, right, place);
  if (isListType(type)) {
    const item = inside(place, 0, sampleOf(type.ofType));
    const lists = { 'empty list': [], 'list of 1 000': Array.from({ length: 1000 }, () => item.get(right)) };
    return [...faultsWith({ ...lists, ...FOR_ALL }, place), ...faultsAt(type.ofType, right, item)];
  }
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    const within = fields.flatMap((field) =>
      faultsAt(field.type, right, inside(place, field.name, sampleOf(field.type))),
    );
    return [...faultsWith(FOR_ALL, place), ...within];
  }
  const values = isEnumType(type) ? { unknown: 'SURPRISE', nul: NUL } : (FAULTS_OF[type.name] ?? {});
  const own = faultsWith({ ...values, ...FOR_ALL }, place);
  return type.name === 'JSON' ? [...own, ...faultsInJson(right, place)] : own;
}

function faultsWith(values: Record<string, Json>, { path, put }: Place): Fault[] {
  return Object.entries(values).map(([kind, value]) => ({ path, kind, value, spoil: (right) => put(right, value) }));
}

/** The place of a field or an item in what is at a place. */
function inside({ path, get, put }: Place, name: string | number, sample?: Json): Place {
  return {
    path: `${path}.${name}`,
    get: (args) => (get(args) as Args)[name] ?? sample,
    put: (args, other) => {
      const whole = get(args) as object;
      return put(args, Object.assign(Array.isArray(whole) ? [...whole] : { ...whole }, { [name]: other }));
    },
  };
}

/** The same inside a JSON value, whose shape only its right value tells. */
function faultsInJson(right: Args, place: Place): Fault[] {
  const value = place.get(right);
  if (value !== null && typeof value === 'object') {
    return Object.keys(value).flatMap((name) => faultsInJson(right, inside(place, name)));
  }
  return faultsWith({ ...SOME_TEXTS, half: HALF, negative: -1, huge: 1e308, ...FOR_ALL, list: [] }, place);
}
