import { type Network, OPEN_ALWAYS, Planner, Profiles } from '../../libs/routing/src/index.js';
import { TimeDependentDijkstra } from './dijkstra.js';
import { minotor } from './minotor.js';
import type { Query, World } from './network.js';

export const OURS = 'Relais, one question';
export const PROFILES = 'Relais, profiles';
export const DIJKSTRA = 'time-dependent Dijkstra';
export const MINOTOR = 'minotor';
export const PASS = 'one pass over the connections scanned';

export interface Peer {
  name: string;
  /** When the parcel arrives, in epoch seconds; null if it does not. */
  ask(query: Query): number | null;
  isCompared: boolean;
}

const WEIGHT_GRAMS = 900;

/** All that are measured, ours first. */
export function peersOf(world: World, network: Network, profiles: Profiles): Peer[] {
  const planner = new Planner(network);
  const ways = new Map(
    world.queries.map((query) => {
      const hours = { dropOffHours: OPEN_ALWAYS, collectionHours: OPEN_ALWAYS };
      return [query, { fromStopId: query.from, toStopId: query.to, weightGrams: WEIGHT_GRAMS, ...hours }];
    }),
  );
  return [
    {
      name: OURS,
      isCompared: true,
      // With all its legs, as the service asks.
      ask: (query) =>
        planner.earliest(ways.get(query) as NonNullable<ReturnType<typeof ways.get>>, query.at)?.arrivesAt ?? null,
    },
    { name: PROFILES, isCompared: true, ask: ({ from, to, at }) => profiles.arrival(from, to, at) },
    dijkstra(network),
    { name: MINOTOR, isCompared: true, ask: minotor(world, network) },
    pass(world, network, planner),
  ];
}

export function profilesOf(world: World, network: Network): Profiles {
  return new Profiles(network, world.depots, WEIGHT_GRAMS);
}

/** When a parcel that is brought would have had to arrive by a vehicle, in seconds of the network. */
function arrivalOf(network: Network, { from, at }: Query): number {
  const stop = network.stops[network.stopNumber(from)];
  return network.secondsAt(at) + (stop?.cutOffSeconds ?? 0) - (stop?.sortSeconds ?? 0);
}

function dijkstra(network: Network): Peer {
  const search = new TimeDependentDijkstra(network);
  return {
    name: DIJKSTRA,
    isCompared: true,
    ask: (query) => {
      const target = network.stopNumber(query.to);
      const arrival = search.arrival(network.stopNumber(query.from), arrivalOf(network, query), target);
      return arrival === null ? null : network.epochSecondsAt(arrival);
    },
  };
}

/**
 * Reads every number of the connections between the first that can be caught and the arrival, and adds it up: nobody who
 * looks at each of them takes less.
 */
function pass(world: World, network: Network, planner: Planner): Peer {
  const { order, connections } = network;
  const reader = new Reader(network.records(new Uint8Array(network.lines.length)), order.count);
  const placesOf = (query: Query): [first: number, end: number] => {
    const arrives = arrivalOf(network, query);
    const stop = network.stopNumber(query.from);
    const leaving = order.leaving.subarray(order.first[stop], order.first[stop + 1]);
    const caught = leaving.find(
      (place) => (connections.deadline[order.connection[place] as number] as number) >= arrives,
    );
    const way = { fromStopId: query.from, toStopId: query.to, weightGrams: WEIGHT_GRAMS };
    const journey = planner.earliest({ ...way, dropOffHours: OPEN_ALWAYS, collectionHours: OPEN_ALWAYS }, query.at);
    const end = journey === null ? -1 : order.departs.findIndex((at) => at >= network.secondsAt(journey.arrivesAt));
    return [caught ?? order.count, end < 0 ? order.count : end];
  };
  const places = new Map(world.queries.map((query) => [query, placesOf(query)]));
  return {
    name: PASS,
    isCompared: false,
    ask: (query) => {
      const [first, end] = places.get(query) as [number, number];
      return reader.sum(first, end);
    },
  };
}

class Reader {
  private readonly length: number;

  constructor(
    private readonly records: Int32Array,
    count: number,
  ) {
    this.length = records.length / count;
  }

  sum(first: number, end: number): number {
    const { records, length } = this;
    let sum = 0;
    for (let record = first * length; record < end * length; record += length) {
      const these = (records[record] as number) + (records[record + 1] as number) + (records[record + 2] as number);
      sum = (sum + these + (records[record + 3] as number) + (records[record + 4] as number)) | 0;
    }
    return sum;
  }
}
