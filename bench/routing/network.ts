import {
  type Calendar,
  Network,
  type Stop,
  type StopTime,
  type Timetable,
  type Trip,
} from '../../libs/routing/src/index.js';
import { type Random, randomFrom } from '../search/network.js';

/** A Monday. */
const FIRST_DATE = '2026-11-02';
const DAYS = 7;
const HUBS = 12;
const HUBS_A_DEPOT = 5;
const DEPOTS_A_TOUR = 6;
const TOURS_A_DAY = 3;
/** Five, half of a Saturday, and a tenth of a Sunday. */
const DAYS_A_WEEK = 5.6;
const ZONE = 'Europe/Paris';
const WORKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR'] as const;

export interface World {
  timetable: Timetable;
  depots: string[];
  queries: Query[];
}

/** A parcel that is brought to a depot at an instant, in epoch seconds. */
export interface Query {
  from: string;
  to: string;
  at: number;
}

/** Kilometres on a plane as large as France. */
interface Place {
  id: string;
  x: number;
  y: number;
}

/**
 * Depots around hubs, on a plane as large as France. Line-hauls go between all hubs five times a day, half of the hubs
 * release what they have sorted in waves; vehicles go from each depot to the nearest hubs in the evening, and back in the
 * night; tours go from a hub by some depots and back, both ways around; and each depot sends its own vehicles to some
 * others, so many that there are about as many departures a week as asked for. Half of it goes on Saturdays too, and a
 * tenth on Sundays.
 */
export function worldOf(depotCount: number, departures: number, queryCount: number): World {
  const random = randomFrom(depotCount);
  const place = (id: string): Place => ({ id, x: 900 * random(), y: 900 * random() });
  const hubs = Array.from({ length: HUBS }, (_, number) => place(`H${number}`));
  const depots = Array.from({ length: depotCount }, (_, number) => place(`D${number}`));
  const others: Trip[] = [
    ...hubs.flatMap((from) => hubs.filter((to) => to !== from).flatMap((to) => hauls(from, to, random))),
    ...depots.flatMap((depot) => nearest(hubs, depot, HUBS_A_DEPOT).flatMap((hub) => feeders(depot, hub, random))),
    ...hubs
      .flatMap((hub) =>
        ringsOf(
          hub,
          depots.filter((depot) => nearest(hubs, depot, 1)[0] === hub),
        ),
      )
      .flatMap((ring, number) => tours(ring, number, random)),
  ];
  const missing = departures / DAYS_A_WEEK - others.reduce((sum, { stopTimes }) => sum + stopTimes.length - 1, 0);
  const trips = [...others, ...directs(depots, Math.max(0, Math.round(missing)), random)];
  const timetable: Timetable = {
    carriers: [{ id: 'C', timeZone: ZONE }],
    stops: [...hubs.map(({ id }, number) => hubStop(id, number)), ...depots.map(({ id }) => depotStop(id, random))],
    calendars: CALENDARS,
    lines: ['hauls', 'feeders', 'tours', 'directs'].map((id) => ({
      ...{ id, carrierId: 'C', maxWeightGrams: null, priceCents: 100 },
    })),
    trips,
  };
  const start = Date.parse(`${FIRST_DATE}T00:00:00Z`) / 1000;
  const any = () => depots[Math.floor(random() * depotCount)]?.id ?? '';
  const queries = Array.from({ length: queryCount }, () => {
    const from = any();
    let to = any();
    while (to === from) to = any();
    return { from, to, at: start + Math.floor(random() * 4 * 86_400) };
  });
  return { timetable, depots: depots.map(({ id }) => id), queries };
}

export function networkOf(timetable: Timetable): Network {
  return new Network(timetable, FIRST_DATE, DAYS);
}

function calendar(id: string, weekdays: Calendar['weekdays']): Calendar {
  return { id, weekdays, from: null, until: null, added: [], removed: [], restsOnHolidaysOf: 'FR' };
}

const CALENDARS = [
  calendar('workdays', WORKDAYS),
  calendar('saturday-too', [...WORKDAYS, 'SA']),
  calendar('every-day', [...WORKDAYS, 'SA', 'SU']),
];

/** Of ten trips one goes every day, and five not at the weekend. */
function calendarOf(number: number): string {
  if (number % 10 === 0) return 'every-day';
  return number % 2 === 0 ? 'saturday-too' : 'workdays';
}

function hubStop(id: string, number: number): Stop {
  const waves = number % 2 === 0 ? ['0:30:00', '3:00:00', '6:00:00', '13:00:00', '18:30:00', '22:00:00'] : [];
  return { id, timeZone: ZONE, sortSeconds: 2700, cutOffSeconds: 3600, waves };
}

function depotStop(id: string, random: Random): Stop {
  return { id, timeZone: ZONE, sortSeconds: 900 + 300 * Math.floor(4 * random()), cutOffSeconds: 1800, waves: [] };
}

function distance(a: Place, b: Place): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** Whole minutes at 70 km/h. */
function driveSeconds(a: Place, b: Place): number {
  return 60 * Math.ceil(5 + (distance(a, b) / 70) * 60);
}

function nearest(hubs: readonly Place[], depot: Place, most: number): Place[] {
  return hubs.toSorted((a, b) => distance(a, depot) - distance(b, depot)).slice(0, most);
}

/** A minute of the day from an hour on, within so many hours. */
function minute(hour: number, hours: number, random: Random): number {
  return 60 * Math.floor(60 * (hour + hours * random()));
}

function between(from: Place, to: Place, leaves: number): StopTime[] {
  return [call(from, leaves, 0), call(to, leaves + driveSeconds(from, to), 0)];
}

function hauls(from: Place, to: Place, random: Random): Trip[] {
  return [6.5, 13.5, 19, 22.5, 25].map((hour, number) =>
    tripOf(`${from.id}-${to.id}-${number}`, 'hauls', number * 3 + 1, between(from, to, minute(hour, 1, random))),
  );
}

function feeders(depot: Place, hub: Place, random: Random): Trip[] {
  const number = Math.floor(10 * random());
  return [
    tripOf(`${depot.id}-${hub.id}`, 'feeders', number, between(depot, hub, minute(17, 5, random))),
    tripOf(`${hub.id}-${depot.id}`, 'feeders', number, between(hub, depot, minute(25, 5, random))),
  ];
}

function directs(depots: readonly Place[], count: number, random: Random): Trip[] {
  return Array.from({ length: count }, (_, number) => {
    const from = depots[number % depots.length] as Place;
    const step = 1 + Math.floor((depots.length - 1) * random());
    const to = depots[(number + step) % depots.length] as Place;
    return tripOf(`D-${number}`, 'directs', number, between(from, to, minute(8, 15, random)));
  });
}

/** Depots of a hub by their direction, a few a tour; each tour both ways around. */
function ringsOf(hub: Place, depots: readonly Place[]): Place[][] {
  const around = depots.toSorted((a, b) => Math.atan2(a.y - hub.y, a.x - hub.x) - Math.atan2(b.y - hub.y, b.x - hub.x));
  const rings: Place[][] = [];
  for (let start = 0; start < around.length; start += DEPOTS_A_TOUR) {
    const ring = [hub, ...around.slice(start, start + DEPOTS_A_TOUR)];
    rings.push(ring, [hub, ...ring.slice(1).reverse()]);
  }
  return rings;
}

/** From five in the morning to nine in the evening. */
function tours(ring: readonly Place[], ringNumber: number, random: Random): Trip[] {
  return Array.from({ length: TOURS_A_DAY }, (_, number) => {
    let clock = minute(5 + (16 * number) / TOURS_A_DAY, 16 / TOURS_A_DAY, random);
    const stopTimes = [...ring, ring[0] as Place].map((here, place, all) => {
      const before = all[place - 1];
      if (before !== undefined) clock += driveSeconds(before, here);
      const stands = place === 0 || place === all.length - 1 ? 0 : 300;
      clock += stands;
      return call(here, clock - stands, stands);
    });
    return tripOf(`T${ringNumber}-${number}`, 'tours', number + ringNumber, stopTimes);
  });
}

function tripOf(id: string, lineId: string, number: number, stopTimes: StopTime[]): Trip {
  return { id, lineId, calendarId: calendarOf(number), roomParcels: 500, stopTimes };
}

function call({ id }: Place, arrives: number, stands: number): StopTime {
  return { stopId: id, arrives: textOf(arrives), departs: textOf(arrives + stands) };
}

function textOf(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
