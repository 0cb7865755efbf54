/** What is wrong with a definition, and where: `pointRule[1].kinds`. */
export type FieldError = { readonly field: string; readonly message: string };

/** One object of a definition, where it stands in the whole, and the list that errors are added to. */
export type Reader = {
  readonly object: Readonly<Record<string, unknown>>;
  readonly path: string;
  readonly errors: FieldError[];
};

export function fieldOf(reader: Reader, key: string): string {
  return reader.path === '' ? key : `${reader.path}.${key}`;
}

export function complain(reader: Reader, key: string, message: string): void {
  reader.errors.push({ field: fieldOf(reader, key), message });
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field that is missing and one that is null mean the same in a definition. */
export function isAbsent(reader: Reader, key: string): boolean {
  return reader.object[key] === undefined || reader.object[key] === null;
}

/** A misspelt field would be ignored in silence, and `sector` for `sectors` would open a programme to everyone. */
export function refuseUnknown(reader: Reader, known: readonly string[]): void {
  for (const key of Object.keys(reader.object)) {
    if (!known.includes(key)) complain(reader, key, `is not a field; the fields are ${known.join(', ')}`);
  }
}

/** The longest text of a definition: it has to fit on a label, on a phone and into a sentence. */
const MOST_CHARACTERS = 100;

export function readText(reader: Reader, key: string, shape: RegExp, says: string): string {
  const value = reader.object[key];
  if (typeof value === 'string' && value.length <= MOST_CHARACTERS && shape.test(value)) return value;
  complain(reader, key, `must be ${says}, of ${MOST_CHARACTERS} characters at most`);
  return '';
}

export function readInteger(reader: Reader, key: string, lowest: number, highest: number): number {
  const value = reader.object[key];
  if (typeof value === 'number' && Number.isInteger(value) && value >= lowest && value <= highest) return value;
  complain(reader, key, `must be a whole number from ${lowest} to ${highest}`);
  return lowest;
}

export function readOneOf<Value extends string>(reader: Reader, key: string, values: readonly Value[]): Value | null {
  const found = values.find((value) => value === reader.object[key]);
  if (found === undefined) complain(reader, key, `must be one of ${values.join(', ')}`);
  return found ?? null;
}

/** A list with at least one item and none twice; each item passes `read`, which says what it should be. */
export function readList<Item>(
  reader: Reader,
  key: string,
  read: (item: unknown) => Item | null,
  says: string,
): readonly Item[] {
  const value = reader.object[key];
  if (!Array.isArray(value) || value.length === 0) {
    complain(reader, key, `must be a list of ${says}, with at least one`);
    return [];
  }
  const items: Item[] = [];
  value.forEach((item: unknown, index) => {
    const good = read(item);
    if (good === null) complain(reader, `${key}[${index}]`, `must be ${says}`);
    else if (items.includes(good)) complain(reader, `${key}[${index}]`, 'is in the list already');
    else items.push(good);
  });
  return items;
}

export function oneOf<Value extends string>(values: readonly Value[]): (item: unknown) => Value | null {
  return (item) => values.find((value) => value === item) ?? null;
}

export function matching(shape: RegExp): (item: unknown) => string | null {
  return (item) => (typeof item === 'string' && shape.test(item) ? item : null);
}

/** The objects of a list, each with its place in the whole; `[]` and an error if it is no list of objects. */
export function readObjects(reader: Reader, key: string): readonly Reader[] {
  const value = reader.object[key];
  if (!Array.isArray(value)) {
    complain(reader, key, 'must be a list');
    return [];
  }
  return value.flatMap((item: unknown, index) => {
    if (isObject(item)) return [{ object: item, path: fieldOf(reader, `${key}[${index}]`), errors: reader.errors }];
    complain(reader, `${key}[${index}]`, 'must be an object');
    return [];
  });
}

/** The object in a field; an empty one and an error if there is none. */
export function readObject(reader: Reader, key: string): Reader {
  const value = reader.object[key];
  if (!isObject(value)) complain(reader, key, 'must be an object');
  return { object: isObject(value) ? value : {}, path: fieldOf(reader, key), errors: reader.errors };
}
