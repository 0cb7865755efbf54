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

declare module 'minotor' {
  export class Time {
    static fromSeconds(seconds: number): Time;
    toSeconds(): number;
  }
  export class Duration {
    static fromSeconds(seconds: number): Duration;
  }
  export interface Route {
    stopTimes: { arrival: Time; departure: Time; pickUpType: string; dropOffType: string }[];
    stops: string[];
    stopIndices: Map<string, number>;
    serviceRouteId: string;
  }
  export class Timetable {
    constructor(stops: Map<string, object>, routes: Map<string, Route>, services: Map<string, object>);
  }
  export class StopsIndex {
    constructor(stops: Map<string, object>);
  }
  class QueryBuilder {
    from(stop: string): this;
    to(stop: string): this;
    departureTime(time: Time): this;
    maxTransfers(most: number): this;
    build(): Query;
  }
  export class Query {
    static Builder: typeof QueryBuilder;
  }
  export class Router {
    constructor(timetable: Timetable, stops: StopsIndex);
    route(query: Query): { arrivalAt(stop: string): { time: Time } | undefined };
  }
}
