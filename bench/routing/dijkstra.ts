import type { Network } from '../../libs/routing/src/index.js';

const NEVER = 2 ** 30;

/** Runs that call at the same stops, none of which overtakes another. */
interface Route {
  /** The first connections of its runs, in the order of departure. */
  runs: number[];
  stops: number;
}

/**
 * Time-dependent Dijkstra on the realistic model with route nodes (Pyrga, Schulz, Wagner & Zaroliagis, "Efficient models
 * for timetable information in public transportation systems", ACM JEA 12, 2008): a node for every stop, and one for
 * every stop of every route, where a parcel is that stays aboard. Edges in one array, departures of an edge side by
 * side and found by halving, an indexed heap in typed arrays, and no more than is needed is cleared between questions.
 * It knows when parcels are sorted and released from the network's deadlines.
 */
export class TimeDependentDijkstra {
  /** By node of a route: its stop, and where its departures are; the last node of a route has none. */
  private readonly stopOf: Int32Array;
  private readonly firstRun: Int32Array;
  private readonly runCount: Int32Array;
  /** Three numbers for each departure: until when to board, when it is here, when it is at the next node. */
  private readonly departures: Int32Array;
  /** The nodes of routes at a stop. */
  private readonly firstNode: Int32Array;
  private readonly nodesAt: Int32Array;
  private readonly heap: Heap;

  constructor(private readonly network: Network) {
    const stops = network.stops.length;
    const { connections } = network;
    const routes = routesOf(network);
    const nodeCount = routes.reduce((sum, route) => sum + route.stops, stops);
    this.stopOf = new Int32Array(nodeCount);
    this.firstRun = new Int32Array(nodeCount);
    this.runCount = new Int32Array(nodeCount);
    const departures: number[] = [];
    const at: number[][] = network.stops.map(() => []);
    let node = stops;
    for (const { runs, stops: length } of routes) {
      for (let place = 0; place < length; place += 1, node += 1) {
        const [first = 0] = runs;
        const isLast = place === length - 1;
        const stop = (isLast ? connections.to[first + place - 1] : connections.from[first + place]) as number;
        this.stopOf[node] = stop;
        if (isLast) continue;
        at[stop]?.push(node);
        this.firstRun[node] = departures.length / 3;
        this.runCount[node] = runs.length;
        for (const run of runs) {
          const each = run + place;
          const arrivesHere = place === 0 ? connections.departs[each] : connections.arrives[each - 1];
          departures.push(connections.deadline[each] as number, arrivesHere as number);
          departures.push(connections.arrives[each] as number);
        }
      }
    }
    this.departures = Int32Array.from(departures);
    this.firstNode = new Int32Array(stops + 1);
    at.forEach((nodes, stop) => (this.firstNode[stop + 1] = (this.firstNode[stop] as number) + nodes.length));
    this.nodesAt = Int32Array.from(at.flat());
    this.heap = new Heap(nodeCount);
  }

  /** When a parcel that arrived at a stop is at another, in seconds of the network; null if it is not. */
  arrival(origin: number, arrives: number, target: number): number | null {
    const { heap, network } = this;
    const stops = network.stops.length;
    heap.clear();
    heap.lower(origin, arrives);
    for (;;) {
      const node = heap.take();
      if (node < 0) return null;
      const time = heap.key[node] as number;
      if (node === target) return time;
      if (node < stops) {
        for (let edge = this.firstNode[node] as number; edge < (this.firstNode[node + 1] as number); edge += 1) {
          this.ride(this.nodesAt[edge] as number, time, 0);
        }
      } else {
        heap.lower(this.stopOf[node] as number, time);
        if (this.runCount[node] !== 0) this.ride(node, time, 1);
      }
    }
  }

  /** To the next node by the first run whose deadline (0) or arrival here (1) is not before a time. */
  private ride(node: number, time: number, field: number): void {
    const { departures } = this;
    let low = this.firstRun[node] as number;
    const end = low + (this.runCount[node] as number);
    let high = end;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((departures[3 * middle + field] as number) < time) low = middle + 1;
      else high = middle;
    }
    if (low < end) this.heap.lower(node + 1, departures[3 * low + 2] as number);
  }
}

function routesOf({ runs, connections }: Network): Route[] {
  const byStops = new Map<string, number[]>();
  for (const { trip, first } of runs) {
    const key = trip.stopTimes.map(({ stopId }) => stopId).join(' ');
    const others = byStops.get(key);
    if (others === undefined) byStops.set(key, [first]);
    else others.push(first);
  }
  return [...byStops.entries()].map(([key, firsts]) => {
    const stops = key.split(' ').length;
    const ordered = firsts.toSorted((a, b) => (connections.departs[a] as number) - (connections.departs[b] as number));
    ordered.forEach((run, place) => {
      const before = ordered[place - 1] ?? run;
      for (let stop = 0; stop + 1 < stops; stop += 1) {
        const isOvertaken =
          (connections.arrives[before + stop] as number) > (connections.arrives[run + stop] as number);
        if (isOvertaken) throw new Error('a run overtakes another: the routes would have to be divided');
      }
    });
    return { runs: ordered, stops };
  });
}

/** A heap of nodes by key (J. W. J. Williams, 1964) in which keys can be lowered. Four children share a cache line. */
class Heap {
  readonly key: Int32Array;
  /** Where a node is in the heap; -1 for none, -2 once it was taken. */
  private readonly placeOf: Int32Array;
  private readonly nodes: Int32Array;
  private readonly touched: Int32Array;
  private size = 0;
  private touchedCount = 0;

  constructor(count: number) {
    this.key = new Int32Array(count).fill(NEVER);
    this.placeOf = new Int32Array(count).fill(-1);
    this.nodes = new Int32Array(count);
    this.touched = new Int32Array(count);
  }

  clear(): void {
    for (let each = 0; each < this.touchedCount; each += 1) {
      const node = this.touched[each] as number;
      this.key[node] = NEVER;
      this.placeOf[node] = -1;
    }
    this.size = 0;
    this.touchedCount = 0;
  }

  lower(node: number, key: number): void {
    if (key >= (this.key[node] as number)) return;
    let place = this.placeOf[node] as number;
    if (place === -1) {
      this.touched[this.touchedCount] = node;
      this.touchedCount += 1;
      place = this.size;
      this.size += 1;
    }
    this.key[node] = key;
    this.rise(node, place, key);
  }

  /** The node with the lowest key; -1 if none is left. */
  take(): number {
    if (this.size === 0) return -1;
    const top = this.nodes[0] as number;
    this.placeOf[top] = -2;
    this.size -= 1;
    if (this.size > 0) this.sink(this.nodes[this.size] as number);
    return top;
  }

  private rise(node: number, from: number, key: number): void {
    const { nodes, placeOf, key: keys } = this;
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 2;
      const above = nodes[parent] as number;
      if ((keys[above] as number) <= key) break;
      nodes[place] = above;
      placeOf[above] = place;
      place = parent;
    }
    nodes[place] = node;
    placeOf[node] = place;
  }

  private sink(node: number): void {
    const { nodes, placeOf, key: keys, size } = this;
    const key = keys[node] as number;
    let place = 0;
    for (;;) {
      const first = 4 * place + 1;
      if (first >= size) break;
      const end = Math.min(first + 4, size);
      let least = first;
      for (let child = first + 1; child < end; child += 1) {
        if ((keys[nodes[child] as number] as number) < (keys[nodes[least] as number] as number)) least = child;
      }
      const below = nodes[least] as number;
      if ((keys[below] as number) >= key) break;
      nodes[place] = below;
      placeOf[below] = place;
      place = least;
    }
    nodes[place] = node;
    placeOf[node] = place;
  }
}
