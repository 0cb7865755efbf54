import type { BuildOptions, Items } from './build.js';
import { GeoIndex, type Point } from './geo-index.js';
import { UNLIMITED } from './layout.js';
import { checkPosition, vectorOf } from './sphere.js';

/** Takes points one after the other and makes an index of them: `add`, then `finish`. */
export class GeoIndexBuilder {
  private readonly items: Items = emptyItems(1024);

  /**
   * @returns the point's item, which counts from 0.
   * @throws RangeError for a position that is none.
   */
  add({ lat, lon, itsClass, free }: Point): number {
    checkPosition({ lat, lon });
    const { items } = this;
    const item = items.count;
    if (item === items.classes.length) this.grow();
    items.vectors.set(vectorOf({ lat, lon }), 3 * item);
    items.degrees.set([lat, lon], 2 * item);
    items.classes[item] = itsClass;
    items.free[item] = Math.min(free, UNLIMITED);
    items.count += 1;
    return item;
  }

  finish(options: Partial<BuildOptions> = {}): GeoIndex {
    return GeoIndex.build(this.items, options);
  }

  private grow(): void {
    const grown = emptyItems(2 * this.items.classes.length);
    for (const name of ['vectors', 'degrees'] as const) grown[name].set(this.items[name]);
    for (const name of ['classes', 'free'] as const) grown[name].set(this.items[name]);
    Object.assign(this.items, { ...grown, count: this.items.count });
  }
}

function emptyItems(capacity: number): Items {
  return {
    count: 0,
    vectors: new Float64Array(3 * capacity),
    degrees: new Float64Array(2 * capacity),
    classes: new Int32Array(capacity),
    free: new Int32Array(capacity),
  };
}
