import type { Connections } from './connections.js';

// More than the connections that fit into memory, and with it a time of 30 bits stays below 2^53.
const MOST_CONNECTIONS = 2 ** 22;

/** Fields of a record, and how many they are. Searches read them one after another, by their places as numbers. */
export const SECTION = 0;
export const FROM = 1;
export const BOARD_BY = 2;
export const TO = 3;
export const ARRIVES = 4;
export const RECORD = 5;

/**
 * All connections by departure, as a search reads them from one end to the other. Where one connection ends at the very
 * second at which another begins that can be caught from it, it comes first.
 */
export interface Order {
  count: number;
  /** By place, the connection's number and when it departs. */
  connection: Int32Array;
  departs: Int32Array;
  /** By the connection's number, its place. */
  placeOf: Int32Array;
  /** The places of what leaves a stop, ascending: those of stop s from `first[s]` until `first[s + 1]`. */
  leaving: Int32Array;
  first: Int32Array;
  /** Records by place, as `Network.records` makes them, by the lines that are closed. */
  records: Map<Uint8Array, Int32Array>;
}

export function orderOf(connections: Connections, stopCount: number): Order {
  const { count, departs } = connections;
  if (count >= MOST_CONNECTIONS) throw new RangeError(`more than ${MOST_CONNECTIONS} connections`);
  const keys = new Float64Array(count);
  for (let each = 0; each < count; each += 1) keys[each] = (departs[each] as number) * MOST_CONNECTIONS + each;
  keys.sort();
  const connection = Int32Array.from(keys, (key) => key % MOST_CONNECTIONS);
  putFeedersFirst(connections, connection);
  const placeOf = new Int32Array(connections.capacity);
  connection.forEach((each, place) => (placeOf[each] = place));
  return {
    ...{ count, connection, placeOf, records: new Map<Uint8Array, Int32Array>() },
    departs: connection.map((each) => departs[each] as number),
    ...leavingOf(
      connection.map((each) => connections.from[each] as number),
      stopCount,
    ),
  };
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
