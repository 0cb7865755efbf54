// What the benches use of their peers, so that types are checked where the peers are not installed.
declare module 'flatbush' {
  export default class Flatbush {
    constructor(count: number);
    add(minX: number, minY: number): number;
    finish(): void;
    neighbors(x: number, y: number, most: number): number[];
  }
}

declare module 'geoflatbush' {
  import type Flatbush from 'flatbush';
  export function around(
    index: Flatbush,
    lon: number,
    lat: number,
    most: number,
    maxDistanceKilometres: number,
    filter: (item: number) => boolean,
  ): number[];
}

declare module 'kdbush' {
  export default class KDBush {
    constructor(count: number);
    add(x: number, y: number): number;
    finish(): void;
  }
}

declare module 'geokdbush' {
  import type KDBush from 'kdbush';
  export function around(
    index: KDBush,
    lon: number,
    lat: number,
    most: number,
    maxDistanceKilometres: number,
    filter: (item: number) => boolean,
  ): number[];
}
