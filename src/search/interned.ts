/** Values that many points have alike, each kept once under a small number, which counts from 0. */
export class Interned<Value> {
  readonly values: Value[] = [];
  private readonly numbers = new Map<string, number>();

  get count(): number {
    return this.values.length;
  }

  /** @param make - Called only for a key that is new. */
  numberOf(key: string, make: () => Value): number {
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const number = this.values.length;
    this.numbers.set(key, number);
    this.values.push(make());
    return number;
  }

  /** Takes over values that another has numbered, in the order of their numbers. */
  append(values: readonly Value[]): void {
    this.values.push(...values);
  }

  at(number: number): Value {
    const value = this.values[number];
    if (value === undefined) throw new RangeError(`There is no number ${number}.`);
    return value;
  }
}
