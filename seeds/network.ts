import type { PointKind } from '#libs/eligibility';
import type { NetworkNumber, Service } from '#libs/point-records';
import {
  CAPACITIES,
  CHAINS,
  type ChainWords,
  type DemoPoint,
  HOURS_OF_KIND,
  LILLE_CORNER,
  LIMITS,
  type Limits,
  QUARTERS,
  STREETS,
  shares,
} from './network-words.js';

/** A commune as the table of places has it, with all of its postcodes. */
export interface Town {
  insee: string;
  commune: string;
  postcodes: readonly string[];
  lat: number;
  lon: number;
  population: number;
}

const WANTED_POINTS = 1150;
const LEAST_POPULATION = 3000;
const FIRST_NUMBER = 12_000;
const METRES_A_DEGREE = 111_195;
/** The network of every Auchan counter, as in the scheme of November 2020. */
export const DEMO_NETWORK = { code: 'MONDIAL_RELAY', name: 'Mondial Relay' };

/** Numbers from 0 up to 1, the same for the same seed on every machine (mulberry32, Tommy Ettinger, public domain). */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * The demo network: at least a thousand invented stores of real chains, at real towns, more where more people live.
 * It leans on nothing but the table of places: no clock, no chance.
 *
 * @param towns - In any order; the same set gives the same network.
 */
export function demoNetwork(towns: readonly Town[]): DemoPoint[] {
  const sorted = [...towns].sort((a, b) => (a.insee < b.insee ? -1 : 1));
  const builder = new Builder(mulberry32(20_201_127));
  const lille = sorted.find(({ insee }) => insee === '59350');
  if (lille) for (const stand of LILLE_CORNER) builder.addByHand(lille, stand);
  const neighbours = neighboursOf(sorted);
  for (const town of chosenTowns(sorted)) {
    builder.add(town, neighbours(town));
  }
  for (const town of largestOverseas(sorted)) builder.addOneOfEach(town, neighbours(town));
  return builder.points;
}

/** One town for each point wanted, at equal steps through the inhabitants: a town of twice the size comes twice. */
function chosenTowns(sorted: readonly Town[]): Town[] {
  const large = sorted.filter(({ population }) => population >= LEAST_POPULATION);
  const inhabitants = large.reduce((sum, { population }) => sum + population, 0);
  const step = inhabitants / WANTED_POINTS;
  const chosen: Town[] = [];
  let passed = 0;
  for (const town of large) {
    passed += town.population;
    while (passed > (chosen.length + 0.5) * step) chosen.push(town);
  }
  return chosen;
}

/** The largest town of each overseas département, so that every programme has a point there. */
function largestOverseas(sorted: readonly Town[]): Town[] {
  const largest = new Map<string, Town>();
  for (const town of sorted) {
    const area = town.insee.slice(0, 3);
    if (/^97[12346]$/.test(area) && town.population > (largest.get(area)?.population ?? 0)) largest.set(area, town);
  }
  return [...largest.values()];
}

/** Finds the towns around a town: stores stand on the way to one of them, so that none stands in the sea. */
function neighboursOf(sorted: readonly Town[]): (town: Town) => Town[] {
  const known = new Map<string, Town[]>();
  return (town) => {
    const before = known.get(town.insee);
    if (before) return before;
    const near = sorted
      .filter(({ lat, lon }) => Math.abs(lat - town.lat) < 0.11 && Math.abs(lon - town.lon) < 0.2)
      .map((other) => ({ other, metres: metresBetween(town, other) }))
      .filter(({ metres }) => metres > 500 && metres < 12_000)
      .sort((a, b) => a.metres - b.metres || (a.other.insee < b.other.insee ? -1 : 1))
      .slice(0, 6)
      .map(({ other }) => other);
    known.set(town.insee, near);
    return near;
  };
}

// On a plane, which within a dozen kilometres is as good as the sphere.
function metresBetween(a: Town, b: Town): number {
  const east = (b.lon - a.lon) * Math.cos((a.lat * Math.PI) / 180);
  return Math.hypot(b.lat - a.lat, east) * METRES_A_DEGREE;
}

class Builder {
  readonly points: DemoPoint[] = [];
  private readonly countOf = new Map<string, number>();

  constructor(private readonly random: () => number) {}

  /** A store of a chain and kind that are drawn. */
  add(town: Town, neighbours: readonly Town[]): void {
    const chain = this.draw(CHAINS);
    this.push(town, neighbours, chain, this.draw(chain.kinds).kind);
  }

  /** One store of each chain in each kind that a programme makes free. */
  addOneOfEach(town: Town, neighbours: readonly Town[]): void {
    for (const chain of CHAINS) {
      for (const { kind } of chain.kinds.filter((share) => share.isInProgramme)) {
        this.push(town, neighbours, chain, kind);
      }
    }
  }

  /** A store whose name and place are given: the corner of Lille that the demo plays at. */
  addByHand(town: Town, stand: (typeof LILLE_CORNER)[number]): void {
    const chain = CHAINS.find(({ code }) => code === stand.chain) as ChainWords;
    const made = this.store(town, stand, chain, stand.kind);
    this.points.push({ ...made, ...stand.said });
  }

  private push(town: Town, neighbours: readonly Town[], chain: ChainWords, kind: PointKind): void {
    const postcode = town.postcodes[Math.floor(this.random() * town.postcodes.length)] as string;
    const banners = chain.banners[kind] ?? [chain.name];
    const name = `${this.pick(banners)} ${town.commune} ${this.pick(QUARTERS)}`;
    const street = `${1 + Math.floor(this.random() * 180)} ${this.pick(STREETS)}`;
    this.points.push(this.store(town, { postcode, name, street, ...this.position(town, neighbours) }, chain, kind));
  }

  private store(
    town: Town,
    where: { postcode: string; name: string; street: string; lat: number; lon: number },
    chain: ChainWords,
    kind: PointKind,
  ): DemoPoint {
    const limits: Limits = this.pick(kind === 'LOCKER' ? LIMITS.LOCKER : LIMITS.STAFFED);
    const { postcode, name, street, lat, lon } = where;
    return {
      code: this.nextCode(chain.prefix, postcode),
      name,
      chain: chain.code,
      chainName: chain.name,
      kind,
      services: this.services(kind),
      street,
      postcode,
      city: town.commune,
      lat,
      lon,
      hours: this.pick(HOURS_OF_KIND[kind as keyof typeof HOURS_OF_KIND]),
      ...limits,
      capacityParcels: this.random() < 0.05 ? null : this.pick(CAPACITIES),
      networks: chain.code === 'AUCHAN' && kind === 'COUNTER' ? [this.nextNumber()] : [],
      state: this.draw(shares({ OPEN: 97, SUSPENDED: 2, ANNOUNCED: 1 })).value,
    };
  }

  private services(kind: PointKind): Service[] {
    const chances: [Service, number][] =
      kind === 'LOCKER'
        ? [
            ['DROP_OFF', 0.6],
            ['WHEELCHAIR', 0.7],
          ]
        : [
            ['DROP_OFF', 0.88],
            ['CHILLED', kind === 'DRIVE' ? 0.35 : 0.12],
            ['WHEELCHAIR', 0.82],
            ['LABEL_PRINTING', kind === 'COUNTER' ? 0.25 : 0],
          ];
    const drawn = chances.filter(([, chance]) => this.random() < chance).map(([service]) => service);
    return ['PICKUP', ...drawn];
  }

  /** From 0.3 to 6 km from the town's middle, on the way to a neighbouring town; closer in where there is none. */
  private position(town: Town, neighbours: readonly Town[]): { lat: number; lon: number } {
    const most = Math.min(6000, 800 + Math.sqrt(town.population) * 9);
    const towards = neighbours[Math.floor(this.random() * neighbours.length)];
    const room = towards ? Math.min(most, metresBetween(town, towards) * 0.6) : 700;
    const metres = 300 + this.random() * Math.max(0, room - 300);
    const bearing = towards ? bearingOf(town, towards) + (this.random() - 0.5) * 0.7 : this.random() * 2 * Math.PI;
    return moved(town, metres, bearing);
  }

  private nextCode(prefix: string, postcode: string): string {
    const stem = `${prefix}-${postcode}`;
    const count = (this.countOf.get(stem) ?? 0) + 1;
    this.countOf.set(stem, count);
    return `${stem}-${String(count).padStart(2, '0')}`;
  }

  private nextNumber(): NetworkNumber {
    const count = (this.countOf.get(DEMO_NETWORK.code) ?? 0) + 1;
    this.countOf.set(DEMO_NETWORK.code, count);
    return { network: DEMO_NETWORK.code, number: String(FIRST_NUMBER + count * 37).padStart(6, '0') };
  }

  private pick<Value>(values: readonly Value[]): Value {
    return values[Math.floor(this.random() * values.length)] as Value;
  }

  /** One of several, each as often as its share says. */
  private draw<Item extends { share: number }>(items: readonly Item[]): Item {
    let left = this.random() * items.reduce((sum, { share }) => sum + share, 0);
    for (const item of items) {
      left -= item.share;
      if (left < 0) return item;
    }
    return items.at(-1) as Item;
  }
}

function bearingOf(from: Town, to: Town): number {
  return Math.atan2((to.lon - from.lon) * Math.cos((from.lat * Math.PI) / 180), to.lat - from.lat);
}

/** Rounded to a metre or so, so that no machine's last digit shows. */
function moved({ lat, lon }: Town, metres: number, bearing: number): { lat: number; lon: number } {
  const north = (metres * Math.cos(bearing)) / METRES_A_DEGREE;
  const east = (metres * Math.sin(bearing)) / (METRES_A_DEGREE * Math.cos((lat * Math.PI) / 180));
  return { lat: rounded(lat + north), lon: rounded(lon + east) };
}

function rounded(degrees: number): number {
  return Math.round(degrees * 100_000) / 100_000;
}
