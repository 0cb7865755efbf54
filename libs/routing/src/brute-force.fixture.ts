import { isPublicHoliday } from '#libs/opening-hours';
import type { TimetableChange } from './changes.js';
import type { OpenSpan } from './hours.js';
import type { Calendar, Stop, Timetable, Trip } from './timetable.js';

// Everything here is done in the plainest way, and otherwise than in the library: local times are tried out, days and
// waves are looked through one by one, and the network is expanded in time: a node for every call of every trip.

const clocks = new Map<string, Intl.DateTimeFormat>();

/** A Swede's, who writes 2026-03-29 12:00:00. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  const clock = known ?? new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  clocks.set(timeZone, clock);
  return clock;
}

const daysShown = new Map<string, [instant: number, time: string][]>();

/** What the clocks of a zone show on a day, quarter by quarter. */
function quartersOf(date: string, timeZone: string): [instant: number, time: string][] {
  const key = `${date} ${timeZone}`;
  const known = daysShown.get(key);
  if (known !== undefined) return known;
  const quarters: [number, string][] = [];
  for (let quarter = -160; quarter <= 160; quarter += 1) {
    const instant = Date.parse(`${date}T12:00:00Z`) / 1000 + quarter * 900;
    const [shown, time] = clockOf(timeZone)
      .format(instant * 1000)
      .split(' ');
    if (shown === date) quarters.push([instant, time ?? '']);
  }
  daysShown.set(key, quarters);
  return quarters;
}

/** The first instant at which clocks show a time of a day, or what comes after it where it is skipped. */
function instantAt(date: string, time: string, timeZone: string): number {
  return quartersOf(date, timeZone).find((quarter) => quarter[1] >= time)?.[0] ?? Number.NaN;
}

/** Twelve hours before the instant at which clocks show noon, in epoch seconds. */
function startOfDay(date: string, timeZone: string): number {
  return instantAt(date, '12:00:00', timeZone) - 43_200;
}

function dateAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

function seconds(time: string): number {
  return time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}

function runs(calendar: Calendar, date: string): boolean {
  if (calendar.added.includes(date)) return true;
  if (calendar.removed.includes(date)) return false;
  if (date < (calendar.from ?? date) || date > (calendar.until ?? date)) return false;
  if (calendar.restsOnHolidaysOf && isPublicHoliday(date, calendar.restsOnHolidaysOf)) return false;
  // 4 January 2026 was a Sunday.
  const since = Math.round((Date.parse(date) - Date.parse('2026-01-04')) / 86_400_000);
  const weekday = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'][((since % 7) + 7) % 7];
  return calendar.weekdays.some((day) => day === weekday);
}

/** A trip's drive from one of its calls to the next. */
export interface Drive {
  number: number;
  trip: Trip;
  date: string;
  place: number;
  from: string;
  to: string;
  departs: number;
  arrives: number;
  room: number;
  weightGrams: number;
  priceCents: number;
}

export interface Asked {
  from: string;
  to: string;
  weightGrams: number | null;
  dropOff: OpenSpan[] | null;
  collection: OpenSpan[] | null;
}

/** What a way comes to; two of one outcome are as good as each other. */
export interface Outcome {
  availableAt: number;
  legs: number;
  priceCents: number;
}

export class BruteForce {
  drives: Drive[];
  private readonly cancelled = new Set<string>();
  private readonly waves = new Map<string, number[]>();

  constructor(
    private readonly timetable: Timetable,
    private readonly firstDate: string,
    private readonly days: number,
  ) {
    this.drives = timetable.trips.flatMap((trip) => this.drivesOf(trip));
    this.drives.forEach((drive, number) => (drive.number = number));
  }

  private drivesOf(trip: Trip): Drive[] {
    const calendar = this.timetable.calendars.find(({ id }) => id === trip.calendarId) as Calendar;
    const dates = Array.from({ length: this.days }, (_, day) => dateAfter(this.firstDate, day));
    return dates.filter((date) => runs(calendar, date)).flatMap((date) => this.drivesOn(trip, date));
  }

  drivesOn(trip: Trip, date: string): Drive[] {
    const line = this.timetable.lines.find(({ id }) => id === trip.lineId);
    const carrier = this.timetable.carriers.find(({ id }) => id === line?.carrierId);
    const start = startOfDay(date, carrier?.timeZone ?? '');
    return trip.stopTimes.slice(1).map((next, place) => ({
      ...{ number: 0, trip, date, place },
      from: trip.stopTimes[place]?.stopId ?? '',
      to: next.stopId,
      departs: start + seconds(trip.stopTimes[place]?.departs ?? ''),
      arrives: start + seconds(next.arrives),
      room: trip.roomParcels ?? Infinity,
      weightGrams: line?.maxWeightGrams ?? Infinity,
      priceCents: line?.priceCents ?? 0,
    }));
  }

  change(change: TimetableChange): void {
    if (change.kind === 'ADD') {
      this.drives = [...this.drives, ...this.drivesOn(change.trip, change.date)];
      this.drives.forEach((drive, number) => (drive.number = number));
      return;
    }
    const key = `${change.tripId} ${change.date}`;
    if (change.kind === 'CANCEL') this.cancelled.add(key);
    if (change.kind === 'RESTORE') this.cancelled.delete(key);
    const drives = this.drives.filter(({ trip, date }) => `${trip.id} ${date}` === key);
    if (change.kind === 'ROOM')
      for (const drive of drives) if (drive.place === change.stop) drive.room = change.parcels;
    if (change.kind !== 'DELAY') return;
    const [first] = drives;
    const planned = first ? this.drivesOn(first.trip, first.date) : [];
    drives.forEach((drive, place) => {
      const late = (stop: number) => (stop >= change.fromStop ? change.lateSeconds : 0);
      drive.departs = (planned[place]?.departs ?? 0) + late(place);
      drive.arrives = (planned[place]?.arrives ?? 0) + late(place + 1);
    });
  }

  private stop(id: string): Stop {
    return this.timetable.stops.find((stop) => stop.id === id) as Stop;
  }

  /** When what is ready at an instant is released. */
  private released(id: string, ready: number): number {
    const { waves, timeZone } = this.stop(id);
    if (waves.length === 0) return ready;
    let instants = this.waves.get(id);
    if (instants === undefined) {
      instants = [];
      for (let day = -5; day < this.days + 5; day += 1) {
        for (const wave of waves) {
          instants.push(instantAt(dateAfter(this.firstDate, day), wave.padStart(8, '0'), timeZone));
        }
      }
      this.waves.set(id, instants);
    }
    return instants.reduce((first, instant) => (instant >= ready && instant < first ? instant : first), Infinity);
  }

  /** Every way's outcome, of ways that get on at most so often. */
  outcomes({ from, to, weightGrams, dropOff, collection }: Asked, at: number, mostLegs = Infinity): Outcome[] {
    const dropOffAt = nextOpen(dropOff, at);
    if (dropOffAt === null) return [];
    const available = (arrives: number) => nextOpen(collection, arrives + this.stop(to).sortSeconds);
    const outcomeOf = (arrives: number, legs: number, priceCents: number): Outcome[] => {
      const availableAt = available(arrives);
      return availableAt === null ? [] : [{ availableAt, legs, priceCents }];
    };
    if (from === to) return outcomeOf(dropOffAt, 0, 0);
    const takes = (drive: Drive) =>
      drive.room > 0 &&
      (weightGrams ?? Infinity) <= drive.weightGrams &&
      !this.cancelled.has(`${drive.trip.id} ${drive.date}`);
    const usable = this.drives.filter(takes);
    const seen = new Set<string>();
    const outcomes: Outcome[] = [];
    const nodes: [drive: Drive, legs: number, priceCents: number][] = [];
    const visit = (drive: Drive, legs: number, priceCents: number) => {
      const key = mostLegs === Infinity ? `${drive.number}` : `${drive.number} ${legs} ${priceCents}`;
      if (legs > mostLegs || seen.has(key)) return;
      seen.add(key);
      nodes.push([drive, legs, priceCents]);
    };
    const boardable = (id: string, ready: number) => {
      const released = this.released(id, ready);
      return usable.filter((drive) => drive.from === id && drive.departs >= released);
    };
    for (const drive of boardable(from, dropOffAt + this.stop(from).cutOffSeconds)) visit(drive, 1, drive.priceCents);
    for (let node = nodes.pop(); node; node = nodes.pop()) {
      const [drive, legs, priceCents] = node;
      if (drive.to === to) outcomes.push(...outcomeOf(drive.arrives, legs, priceCents));
      for (const next of usable) {
        if (next.trip !== drive.trip || next.date !== drive.date || next.place !== drive.place + 1) continue;
        visit(next, legs, priceCents);
      }
      for (const next of boardable(drive.to, drive.arrives + this.stop(drive.to).sortSeconds)) {
        visit(next, legs + 1, priceCents + next.priceCents);
      }
    }
    return outcomes;
  }

  /** When the customer can have what is brought at an instant; null for never. */
  earliest(asked: Asked, at: number): number | null {
    const outcomes = this.outcomes(asked, at);
    return outcomes.length === 0 ? null : Math.min(...outcomes.map(({ availableAt }) => availableAt));
  }
}

function nextOpen(open: OpenSpan[] | null, at: number): number | null {
  if (open === null) return at;
  const starts = open.filter((span) => span.untilSeconds > at).map((span) => Math.max(at, span.fromSeconds));
  return starts.length === 0 ? null : Math.min(...starts);
}
