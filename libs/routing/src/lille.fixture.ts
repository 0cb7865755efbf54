import { instantOfLocal, WEEKDAYS } from '#libs/opening-hours';
import type { Calendar, Stop, Timetable } from './timetable.js';

const PARIS = 'Europe/Paris';
const WORKDAYS = WEEKDAYS.slice(0, 5);

function stop(id: string, more: Partial<Stop> = {}): Stop {
  return { id, timeZone: PARIS, sortSeconds: 0, cutOffSeconds: 0, waves: [], ...more };
}

function calendar(id: string, more: Partial<Calendar> = {}): Calendar {
  const always = { from: null, until: null, added: [], removed: [], restsOnHolidaysOf: null };
  return { id, weekdays: WORKDAYS, ...always, ...more };
}

const call = (stopId: string, arrives: string, departs = arrives) => ({ stopId, arrives, departs });

/**
 * A bookshop's counter in Lille, from which parcels go by the evening's tour and the night's line-hauls to counters in
 * Lyon, Strasbourg and Réunion.
 */
export const lille: Timetable = {
  carriers: [{ id: 'MR', timeZone: PARIS }],
  stops: [
    stop('BOOKSHOP', { cutOffSeconds: 1800 }),
    stop('LILLE', { sortSeconds: 3600 }),
    stop('PARIS', { sortSeconds: 3600, waves: ['1:00:00', '3:00:00', '14:00:00'] }),
    stop('LYON', { sortSeconds: 1800 }),
    stop('STRASBOURG', { sortSeconds: 1800 }),
    stop('SAINT-DENIS', { sortSeconds: 7200, timeZone: 'Indian/Reunion' }),
    stop('LYON-COUNTER', { sortSeconds: 600 }),
    stop('ALSACE-COUNTER', { sortSeconds: 600 }),
  ],
  calendars: [
    calendar('workdays', { restsOnHolidaysOf: 'FR' }),
    calendar('alsace', { restsOnHolidaysOf: 'FR-67', weekdays: WEEKDAYS.slice(0, 6) }),
    calendar('mornings', { restsOnHolidaysOf: 'FR', weekdays: WEEKDAYS.slice(0, 6) }),
    calendar('fridays', { weekdays: ['FR'] }),
  ],
  lines: [
    { id: 'tours', carrierId: 'MR', maxWeightGrams: 30_000, priceCents: 0 },
    { id: 'line-hauls', carrierId: 'MR', maxWeightGrams: null, priceCents: 400 },
  ],
  trips: [
    trip('evening', 'tours', 'workdays', [call('BOOKSHOP', '17:00:00'), call('LILLE', '19:00:00')]),
    trip('lille-paris', 'line-hauls', 'workdays', [call('LILLE', '21:00:00'), call('PARIS', '23:45:00')]),
    trip('paris-lyon', 'line-hauls', 'workdays', [call('PARIS', '25:30:00'), call('LYON', '30:00:00')]),
    trip('paris-strasbourg', 'line-hauls', 'workdays', [call('PARIS', '25:10:00'), call('STRASBOURG', '30:00:00')]),
    trip('paris-reunion', 'line-hauls', 'fridays', [call('PARIS', '20:00:00'), call('SAINT-DENIS', '31:00:00')]),
    trip('lyon-morning', 'tours', 'mornings', [call('LYON', '7:00:00'), call('LYON-COUNTER', '8:10:00')]),
    trip('alsace-morning', 'tours', 'alsace', [call('STRASBOURG', '7:00:00'), call('ALSACE-COUNTER', '8:10:00')]),
  ],
};

function trip(id: string, lineId: string, calendarId: string, stopTimes: Timetable['trips'][number]['stopTimes']) {
  return { id, lineId, calendarId, roomParcels: null, stopTimes };
}

/** A time of Paris, `2026-12-24 17:00`, in epoch seconds. */
export function paris(text: string, timeZone = PARIS): number {
  const [date = '', time = ''] = text.split(' ');
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return instantOfLocal(date, hours * 60 + minutes, timeZone) / 1000;
}

/** The reverse of `paris`. */
export function parisText(epochSeconds: number | undefined): string {
  if (epochSeconds === undefined) return '';
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: PARIS, dateStyle: 'short', timeStyle: 'short' });
  return clock.format(epochSeconds * 1000);
}
