import { Duration, Query, type Route, Router, StopsIndex, Time, Timetable } from 'minotor';
import type { Network } from '../../libs/routing/src/index.js';
import type { Query as Asked, World } from './network.js';

/** More rides than any way here has, the waves among them. */
const MOST_TRANSFERS = 15;

type Transfers = { destination: string; type: 'REQUIRES_MINIMAL_TIME'; minTransferTime: Duration }[];

/**
 * Our timetable as minotor knows timetables: round-based (RAPTOR), and with no time for a change at a stop. So each stop
 * is two: where vehicles arrive and where they leave, with a transfer in between that takes as long as sorting. Where
 * parcels are released in waves there is a third one, from which each wave is a trip that takes no time. All days are in
 * one timetable, since its times may be of any length.
 */
export function minotor(world: World, network: Network): (query: Asked) => number | null {
  const builder = new Builder(network);
  for (const runs of runsByStops(network)) builder.addRoute(runs);
  for (const { id } of world.timetable.stops) builder.addWaves(id);
  const router = builder.router();
  return ({ from, to, at }) => {
    const stop = network.stops[network.stopNumber(from)];
    const ready = network.secondsAt(at) + (stop?.cutOffSeconds ?? 0);
    const query = new Query.Builder()
      .from(`${from} out`)
      .to(`${to} in`)
      .departureTime(Time.fromSeconds(ready))
      .maxTransfers(MOST_TRANSFERS)
      .build();
    const arrival = router.route(query).arrivalAt(`${to} in`);
    return arrival === undefined ? null : network.epochSecondsAt(arrival.time.toSeconds());
  };
}

/** The first connections of all runs that call at the same stops, in the order of departure. */
function runsByStops({ runs, connections }: Network): number[][] {
  const byStops = new Map<string, number[]>();
  for (const { trip, first } of runs) {
    const key = trip.stopTimes.map(({ stopId }) => stopId).join(' ');
    byStops.set(key, [...(byStops.get(key) ?? []), first]);
  }
  const departs = (run: number) => connections.departs[run] as number;
  return [...byStops.values()].map((firsts) => firsts.sort((a, b) => departs(a) - departs(b)));
}

class Builder {
  private readonly stops = new Map<string, { transfers: Transfers; routes: string[] }>();
  private readonly routes = new Map<string, Route>();

  constructor(private readonly network: Network) {
    for (const { id, sortSeconds, waves } of network.stops) {
      const destination = waves.length > 0 ? `${id} sorted` : `${id} out`;
      const minTransferTime = Duration.fromSeconds(sortSeconds);
      this.stops.set(`${id} in`, {
        transfers: [{ destination, type: 'REQUIRES_MINIMAL_TIME', minTransferTime }],
        routes: [],
      });
      for (const part of ['out', 'sorted']) this.stops.set(`${id} ${part}`, { transfers: [], routes: [] });
    }
  }

  addRoute(runs: readonly number[]): void {
    const { connections, stops } = this.network;
    const [first = 0] = runs;
    const run = connections.run[first];
    const idOf = (stop: number | undefined) => stops[stop ?? -1]?.id ?? '';
    const calls: string[] = [];
    for (let each = first; connections.run[each] === run && each < connections.count; each += 1) {
      calls.push(`${idOf(connections.from[each])} out`, `${idOf(connections.to[each])} in`);
    }
    const times = runs.flatMap((start) =>
      calls.map((_, call) => {
        const each = start + (call >> 1);
        return timeAt(call % 2 === 0 ? connections.departs[each] : connections.arrives[each], call % 2 === 0);
      }),
    );
    this.add(calls, times);
  }

  /** The instants of a hub's waves are those from which it has deadlines. */
  addWaves(id: string): void {
    const { network } = this;
    const stop = network.stopNumber(id);
    const { waves, sortSeconds = 0 } = network.stops[stop] ?? {};
    if (waves === undefined || waves.length === 0) return;
    const { departs, count } = network.connections;
    const used = departs.subarray(0, count);
    const [first, last] = [used.reduce((a, b) => Math.min(a, b)), used.reduce((a, b) => Math.max(a, b))];
    const instants = new Set<number>();
    // minotor compares times as texts, so that all must have as many digits: three, for the hours of our second week.
    for (let at = last + 86_400; at > first - 86_400; ) {
      const wave = network.deadlines(stop, at) + sortSeconds;
      instants.add(wave);
      at = wave - 1;
    }
    const times = [...instants].sort((a, b) => a - b).flatMap((at) => [timeAt(at, true), timeAt(at, false)]);
    this.add([`${id} sorted`, `${id} out`], times);
  }

  private add(calls: string[], stopTimes: Route['stopTimes']): void {
    const id = `route ${this.routes.size}`;
    const stopIndices = new Map(calls.map((stop, place) => [stop, place]));
    this.routes.set(id, { stopTimes, stops: calls, stopIndices, serviceRouteId: 'all' });
    for (const stop of calls) this.stops.get(stop)?.routes.push(id);
  }

  router(): Router {
    const stops = [...this.stops.keys()].map((id): [string, object] => [
      id,
      { id, name: id, children: [], locationType: 'SIMPLE_STOP_OR_PLATFORM' },
    ]);
    const timetable = new Timetable(this.stops, this.routes, new Map([['all', { type: 'BUS', name: 'all' }]]));
    return new Router(timetable, new StopsIndex(new Map(stops)));
  }
}

/** A call at which parcels only get on, or only get off. */
function timeAt(seconds: number | undefined, isDeparture: boolean): Route['stopTimes'][number] {
  const time = Time.fromSeconds(seconds ?? 0);
  return {
    arrival: time,
    departure: time,
    pickUpType: isDeparture ? 'REGULAR' : 'NOT_AVAILABLE',
    dropOffType: isDeparture ? 'NOT_AVAILABLE' : 'REGULAR',
  };
}
