import { type Connections, NO_SECTION } from './connections.js';
import { TOO_LATE } from './deadlines.js';

// More than the connections that fit into memory, and with it a time of 30 bits stays below 2^53.
const MOST_CONNECTIONS = 2 ** 22;

/**
 * All connections by departure, as a search reads them from one end to the other: by place, each field in an array of
 * its own. Where one connection ends at the very second at which another begins that can be caught from it, it comes
 * first.
 */
export interface Order {
  count: number;
  /** The connection's number. */
  connection: Int32Array;
  /** The place of a connection. */
  placeOf: Int32Array;
  from: Int32Array;
  to: Int32Array;
  departs: Int32Array;
  arrives: Int32Array;
  /** As `boardByOf`. */
  boardBy: Int32Array;
  section: Int32Array;
  line: Int32Array;
  /** The places of what leaves a stop, ascending: those of stop s from `first[s]` until `first[s + 1]`. */
  leaving: Int32Array;
  first: Int32Array;
}

/** Puts connections in order. `lineOf` is the line of each run. */
export function orderOf(connections: Connections, lineOf: (run: number) => number, stopCount: number): Order {
  const { count, departs } = connections;
  if (count >= MOST_CONNECTIONS) throw new RangeError(`more than ${MOST_CONNECTIONS} connections`);
  const keys = new Float64Array(count);
  for (let each = 0; each < count; each += 1) keys[each] = (departs[each] as number) * MOST_CONNECTIONS + each;
  keys.sort();
  const connection = Int32Array.from(keys, (key) => key % MOST_CONNECTIONS);
  putFeedersFirst(connections, connection);
  const placeOf = new Int32Array(connections.from.length);
  connection.forEach((each, place) => (placeOf[each] = place));
  const fieldOf = (field: Int32Array) => connection.map((each) => field[each] as number);
  const from = fieldOf(connections.from);
  return {
    ...{ count, connection, placeOf, from },
    to: fieldOf(connections.to),
    departs: fieldOf(departs),
    arrives: fieldOf(connections.arrives),
    boardBy: connection.map((each) => boardByOf(connections, each)),
    section: fieldOf(connections.section),
    line: connection.map((each) => lineOf(connections.run[each] as number)),
    ...leavingOf(from, stopCount),
  };
}

/** Until when a parcel must be there to get on a connection; TOO_LATE where nothing gets on. */
export function boardByOf({ section, deadline }: Connections, connection: number): number {
  return section[connection] === NO_SECTION ? TOO_LATE : (deadline[connection] as number);
}

function leavingOf(from: Int32Array, stopCount: number): Pick<Order, 'leaving' | 'first'> {
  const first = new Int32Array(stopCount + 1);
  for (const stop of from) first[stop + 1] = (first[stop + 1] as number) + 1;
  for (let stop = 0; stop < stopCount; stop += 1)
    first[stop + 1] = (first[stop + 1] as number) + (first[stop] as number);
  const next = first.slice();
  const leaving = new Int32Array(from.length);
  from.forEach((stop, place) => {
    leaving[next[stop] as number] = place;
    next[stop] = (next[stop] as number) + 1;
  });
  return { leaving, first };
}

/** Among those that leave at one second, whatever takes no time comes before what can be caught from it. */
function putFeedersFirst(connections: Connections, order: Int32Array): void {
  const { departs, arrives } = connections;
  const at = (place: number) => departs[order[place] as number] as number;
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && at(end) === at(start)) end += 1;
    const group = order.subarray(start, end);
    if (group.length > 1 && group.some((each) => arrives[each] === departs[each])) {
      group.set(feedersFirst(connections, group));
    }
    start = end;
  }
}

/**
 * A topological order (Kahn, 1962), the lowest number first of those that may come next. Connections in a circle have
 * none and come last, as they were: checkTimetable refuses them, and only a delay could make one.
 */
function feedersFirst({ from, to, departs, arrives, deadline, run }: Connections, group: Int32Array): Int32Array {
  const feeds = (a: number, b: number) =>
    a !== b &&
    arrives[a] === departs[a] &&
    to[a] === from[b] &&
    (run[a] === run[b] ? a < b : (deadline[b] as number) >= (arrives[a] as number));
  const waiting = [...group];
  const ordered: number[] = [];
  while (waiting.length > 0) {
    const next = waiting.findIndex((b) => !waiting.some((a) => feeds(a, b)));
    if (next < 0) return Int32Array.from([...ordered, ...waiting]);
    ordered.push(...waiting.splice(next, 1));
  }
  return Int32Array.from(ordered);
}
