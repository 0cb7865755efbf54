/**
 * A bounded memory of what was read from the database, for as long as nobody says that it changed.
 *
 * What is being read while something is forgotten may be from before the change, and is not kept. Of too many the one
 * that was kept first goes.
 */
export class Remembered<Value> {
  private readonly values = new Map<string, Value>();
  private forgettings = 0;

  constructor(private readonly most: number) {}

  get(key: string): Value | undefined {
    return this.values.get(key);
  }

  /** Reads a value and keeps it. What is undefined, or an error, is not kept. */
  async learn<Found extends Value | undefined>(key: string, read: () => Promise<Found>): Promise<Found> {
    const { forgettings } = this;
    const value = await read();
    if (value !== undefined && forgettings === this.forgettings) this.keep(key, value);
    return value;
  }

  /** The same for several at once. */
  async learnAll(read: () => Promise<Map<string, Value>>): Promise<Map<string, Value>> {
    const { forgettings } = this;
    const values = await read();
    if (forgettings === this.forgettings) for (const [key, value] of values) this.keep(key, value);
    return values;
  }

  /** Forgets those for which this is true. */
  forget(isGone: (value: Value, key: string) => boolean): void {
    this.forgettings += 1;
    for (const [key, value] of this.values) if (isGone(value, key)) this.values.delete(key);
  }

  private keep(key: string, value: Value): void {
    this.values.delete(key);
    const [first] = this.values.size < this.most ? [] : this.values.keys();
    if (first !== undefined) this.values.delete(first);
    this.values.set(key, value);
  }
}
