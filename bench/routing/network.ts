import { dateOfDayNumber, dayNumberOf } from '#libs/opening-hours';
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
export const DAYS = 7;
const HUBS = 12;
const DEPOTS_A_TOUR = 6;
const ZONE = 'Europe/Paris';
const WORKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR'] as const;

export interface World {
  timetable: Timetable;
  depots: string[];
  connections: number;
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
 * Depots around hubs. Tours go from a hub by some depots and back, both ways around, all day long; line-hauls go between
 * all hubs, by night and twice a day, from their waves or without any; on Saturday there is half of it and on Sunday
 * little. So many tours that there are about as many departures a week as asked for.
 */
export function worldOf(depotCount: number, departures: number, queryCount: number): World {
  const random = randomFrom(depotCount);
  const place = (id: string): Place => ({ id, x: 900 * random(), y: 900 * random() });
  const hubs = Array.from({ length: HUBS }, (_, number) => place(`H${number}`));
  const depots = Array.from({ length: depotCount }, (_, number) => place(`D${number}`));
  const haulTrips = hubs.flatMap((from) => hubs.filter((to) => to !== from).flatMap((to) => hauls(from, to, random)));
  const rings = hubs.flatMap((hub) =>
    ringsOf(
      hub,
      depots.filter((depot) => nearest(hubs, depot) === hub),
    ),
  );
  const ringLength = rings.reduce((sum, ring) => sum + ring.length + 1, 0);
  // Five days, half of Saturday, and a tenth of Sunday.
  const toursADay = (departures - haulTrips.length * 5.4) / (ringLength * 5.6);
  const tourTrips = rings.flatMap((ring, number) => tours(ring, number, toursADay, random));
  const timetable: Timetable = {
    carriers: [{ id: 'C', timeZone: ZONE }],
    stops: [
      ...hubs.map((hub, number) => hubStop(hub.id, number)),
      ...depots.map((depot) => depotStop(depot.id, random)),
    ],
    calendars: CALENDARS,
    lines: [
      { id: 'hauls', carrierId: 'C', maxWeightGrams: null, priceCents: 300 },
      { id: 'tours', carrierId: 'C', maxWeightGrams: null, priceCents: 100 },
    ],
    trips: [...haulTrips, ...tourTrips],
  };
  const start = Date.parse(`${FIRST_DATE}T00:00:00Z`) / 1000;
  const any = () => depots[Math.floor(random() * depotCount)]?.id ?? '';
  const queries = Array.from({ length: queryCount }, () => {
    const from = any();
    let to = any();
    while (to === from) to = any();
    return { from, to, at: start + Math.floor(random() * 4 * 86_400) };
  });
  const network = networkOf(timetable);
  return { timetable, depots: depots.map(({ id }) => id), connections: network.connections.count, queries };
}

export function networkOf(timetable: Timetable): Network {
  return new Network(timetable, FIRST_DATE, DAYS);
}

export function dateOn(day: number): string {
  return dateOfDayNumber(dayNumberOf(FIRST_DATE) + day);
}

function calendar(id: string, weekdays: Calendar['weekdays']): Calendar {
  return { id, weekdays, from: null, until: null, added: [], removed: [], restsOnHolidaysOf: 'FR' };
}

const CALENDARS = [
  calendar('workdays', WORKDAYS),
  calendar('saturday-too', [...WORKDAYS, 'SA']),
  calendar('every-day', [...WORKDAYS, 'SA', 'SU']),
];

/** Of ten tours one goes every day, five not at the weekend. */
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

function nearest(hubs: readonly Place[], depot: Place): Place {
  return hubs.reduce((best, hub) => (distance(hub, depot) < distance(best, depot) ? hub : best));
}

function hauls(from: Place, to: Place, random: Random): Trip[] {
  return [6.5, 13.5, 19, 22.5, 25].map((hour, number) => {
    const leaves = 60 * Math.floor(60 * (hour + random()));
    const stopTimes = [call(from, leaves, 0), call(to, leaves + driveSeconds(from, to), 0)];
    return tripOf(`${from.id}-${to.id}-${number}`, 'hauls', calendarOf(number * 3 + 1), stopTimes);
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
function tours(ring: readonly Place[], ringNumber: number, perDay: number, random: Random): Trip[] {
  const count = Math.floor(perDay) + (random() < perDay % 1 ? 1 : 0);
  return Array.from({ length: count }, (_, number) => {
    let clock = 60 * Math.floor(60 * (5 + (16 * (number + random())) / count));
    const stopTimes = [...ring, ring[0] as Place].map((here, place, all) => {
      const before = all[place - 1];
      if (before !== undefined) clock += driveSeconds(before, here);
      const stands = place === 0 || place === all.length - 1 ? 0 : 300;
      clock += stands;
      return call(here, clock - stands, stands);
    });
    return tripOf(`T${ringNumber}-${number}`, 'tours', calendarOf(number), stopTimes);
  });
}

function tripOf(id: string, lineId: string, calendarId: string, stopTimes: StopTime[]): Trip {
  return { id, lineId, calendarId, roomParcels: 500, stopTimes };
}

function call({ id }: Place, arrives: number, stands: number): StopTime {
  return { stopId: id, arrives: textOf(arrives), departs: textOf(arrives + stands) };
}

function textOf(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
