import Flatbush from 'flatbush';
import { around as aroundFlat } from 'geoflatbush';
import { around as aroundKd } from 'geokdbush';
import KDBush from 'kdbush';
import { Filter, type GeoIndex, type Hit, LeftOut, Line, PointTarget, type Position } from '#libs/geo';
import { type ClassFilter, filterOf, indexOf, type Network } from './network.js';

export const MOST = 20;

/** What was found, the nearest first: items, or more than that. */
export type Answer = readonly (number | Hit)[];
/** Asks a question; a server promises the answer. */
export type Ask = (query: Position) => Answer | Promise<Answer>;

export interface Peer {
  name: string;
  ask(filter: ClassFilter): Ask;
  /** Whether its answers have to be the same as those of others. */
  isCompared: boolean;
}

/** All that answer in this process, ours first. */
export function peersOf(network: Network): Peer[] {
  return [relais(indexOf(network)), ...flat(network), kd(network)];
}

function relais(index: GeoIndex): Peer {
  servedBefore(index);
  return {
    name: 'Relais',
    isCompared: true,
    ask: ({ passes }) => {
      const filter = new Filter({ passes });
      return (query) => index.nearest(new PointTarget(query), { most: MOST, filter });
    },
  };
}

/** In the service lines and what is left out are asked for too, so that the code is compiled for more than one case. */
function servedBefore(index: GeoIndex): void {
  const { passes } = filterOf(0.1);
  const line = new Line([
    { lat: 48.85, lon: 2.35 },
    { lat: 45.76, lon: 4.84 },
  ]);
  const leftOut = new LeftOut(new Filter({ passes }), passes.length);
  for (let turn = 0; turn < 100; turn += 1) {
    index.nearest(line, { most: MOST, filter: leftOut });
    index.nearest(new PointTarget({ lat: 47, lon: 2 }), { most: MOST, filter: turn % 2 === 0 ? leftOut : null });
  }
}

function flat({ places, classOf }: Network): Peer[] {
  const index = new Flatbush(places.length);
  for (const { lat, lon } of places) index.add(lon, lat);
  index.finish();
  return [
    {
      name: 'geoflatbush',
      isCompared: true,
      ask: ({ passes }) => {
        const takes = (item: number) => passes[classOf[item] as number] === 1;
        return ({ lat, lon }) => aroundFlat(index, lon, lat, MOST, Infinity, takes);
      },
    },
    {
      name: 'flatbush, planar, unfiltered',
      isCompared: false,
      ask:
        () =>
        ({ lat, lon }) =>
          index.neighbors(lon, lat, MOST),
    },
  ];
}

function kd({ places, classOf }: Network): Peer {
  const index = new KDBush(places.length);
  for (const { lat, lon } of places) index.add(lon, lat);
  index.finish();
  return {
    name: 'geokdbush',
    isCompared: true,
    ask: ({ passes }) => {
      const takes = (item: number) => passes[classOf[item] as number] === 1;
      return ({ lat, lon }) => aroundKd(index, lon, lat, MOST, Infinity, takes);
    },
  };
}
