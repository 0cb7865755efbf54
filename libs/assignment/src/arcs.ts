/** The pairs of origins and points that have been thought of so far, by origin. */
export class Arcs {
  private starts: Int32Array;
  private counts: Int32Array;
  private rooms: Int32Array;
  points: Int32Array;
  costs: Float64Array;
  private end = 0;

  constructor(originCount: number, perOrigin: number) {
    this.starts = new Int32Array(originCount);
    this.counts = new Int32Array(originCount);
    this.rooms = new Int32Array(originCount);
    this.points = new Int32Array(Math.max(16, originCount * perOrigin));
    this.costs = new Float64Array(this.points.length);
  }

  startOf(origin: number): number {
    return this.starts[origin] as number;
  }

  endOf(origin: number): number {
    return (this.starts[origin] as number) + (this.counts[origin] as number);
  }

  get count(): number {
    return this.counts.reduce((sum, count) => sum + count, 0);
  }

  has(origin: number, point: number): boolean {
    for (let arc = this.startOf(origin); arc < this.endOf(origin); arc += 1)
      if (this.points[arc] === point) return true;
    return false;
  }

  add(origin: number, point: number, cost: number): void {
    if (this.counts[origin] === this.rooms[origin]) this.move(origin);
    const arc = this.endOf(origin);
    this.points[arc] = point;
    this.costs[arc] = cost;
    this.counts[origin] = (this.counts[origin] as number) + 1;
  }

  /** Makes place for twice as many arcs of an origin as it has, at the end of all. */
  private move(origin: number): void {
    const count = this.counts[origin] as number;
    const room = Math.max(4, 2 * count);
    if (this.end + room > this.points.length) this.grow(this.end + room);
    const start = this.startOf(origin);
    this.points.copyWithin(this.end, start, start + count);
    this.costs.copyWithin(this.end, start, start + count);
    this.starts[origin] = this.end;
    this.rooms[origin] = room;
    this.end += room;
  }

  /** Reserves the first places of an origin, so that they need not be moved. */
  reserve(origin: number, count: number): void {
    if (this.end + count > this.points.length) this.grow(this.end + count);
    this.starts[origin] = this.end;
    this.rooms[origin] = count;
    this.end += count;
  }

  private grow(least: number): void {
    const length = Math.max(least, Math.ceil(1.5 * this.points.length));
    const [points, costs] = [new Int32Array(length), new Float64Array(length)];
    points.set(this.points);
    costs.set(this.costs);
    this.points = points;
    this.costs = costs;
  }
}
