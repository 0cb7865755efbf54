import { dateOfDayNumber, dayNumberOf, type LocalDate } from '#libs/opening-hours';
import { runsOn } from './calendars.js';
import { Connections, NO_SECTION, UNLIMITED } from './connections.js';
import { type Deadlines, deadlinesOf, TOO_LATE, type Window, windowOf } from './deadlines.js';
import { LineLimits } from './line-limits.js';
import { ARRIVES, BOARD_BY, FROM, type Order, orderOf, RECORD, SECTION, TO } from './order.js';
import { DayStarts, secondsOf } from './times.js';
import type { Calendar, Carrier, Line, Stop, StopTime, Timetable, Trip } from './timetable.js';

/** A trip on one day. */
export interface Run {
  readonly trip: Trip;
  readonly date: LocalDate;
  /** The place of its line. */
  readonly line: number;
  /** The number of its first connection; there is one for each stop but the last. */
  readonly first: number;
  isCancelled: boolean;
  /** Whether all its room is promised. */
  isFull: boolean;
}

/**
 * A timetable laid out over some days: every trip of every day, as connections in the order of departure, for the
 * Connection Scan Algorithm (Dibbelt, Pajor, Strasser & Wagner, ACM JEA 23, 2018). It can be changed in place: see
 * `changes.ts`.
 */
export class Network {
  readonly stops: readonly Stop[];
  readonly lines: readonly Line[];
  /** Which of the lines take a parcel. Their lists are those that `records` is asked with. */
  readonly limits: LineLimits;
  readonly window: Window;
  readonly runs: Run[] = [];
  readonly connections = new Connections();
  readonly deadlines: Deadlines;
  private readonly stopNumbers: ReadonlyMap<string, number>;
  private readonly lineNumbers: ReadonlyMap<string, number>;
  private readonly carriers: ReadonlyMap<string, Carrier>;
  private readonly runNumbers = new Map<string, number>();
  private readonly starts = new DayStarts();
  private readonly sectionNumbers = new Map<number, number>();
  /** Counts what has changed, but for runs that have become full, or are full no more. */
  revision = 0;
  private sections = NO_SECTION + 1;
  private laidOut: Order | null = null;

  /**
   * Lays out what runs on so many days from `firstDate` on. Trips of the day before that pass midnight are not in it:
   * begin a day early. Throws RangeError for a timetable in which `checkTimetable` finds fault, and for a trip that is
   * twice.
   */
  constructor(timetable: Timetable, firstDate: LocalDate, days: number) {
    this.stops = timetable.stops;
    this.lines = timetable.lines;
    this.limits = new LineLimits(this.lines);
    this.window = windowOf(dayNumberOf(firstDate), days);
    this.deadlines = deadlinesOf(this.stops, this.window);
    this.stopNumbers = numbersOf(this.stops);
    this.lineNumbers = numbersOf(this.lines);
    this.carriers = new Map(timetable.carriers.map((carrier) => [carrier.id, carrier]));
    const calendarDays = new Map(timetable.calendars.map((calendar) => [calendar.id, this.daysOf(calendar)]));
    for (const trip of timetable.trips) {
      const times = trip.stopTimes.map(timesOf);
      for (const day of calendarDays.get(trip.calendarId) ?? missing('calendar', trip.calendarId)) {
        this.append(trip, day, times);
      }
    }
  }

  /** The connections in the order of departure. */
  get order(): Order {
    this.laidOut ??= orderOf(this.connections, this.stops.length);
    return this.laidOut;
  }

  /** The first and the last day that it is laid out for. */
  get dates(): { firstDate: LocalDate; lastDate: LocalDate } {
    const { firstDay, lastDay } = this.window;
    return { firstDate: dateOfDayNumber(firstDay), lastDate: dateOfDayNumber(lastDay) };
  }

  /** More than the number of any section. */
  get sectionCount(): number {
    return this.sections;
  }

  /**
   * Connections as a search reads them, RECORD numbers each, in the order of departure. All that a search asks of a
   * connection lies together, in one array: an engine checks each array that it reads. Nothing boards lines that are
   * `closed`, which is a list that its owner keeps.
   */
  records(closed: Uint8Array): Int32Array {
    const { order } = this;
    let records = order.records.get(closed);
    if (records === undefined) {
      records = new Int32Array(order.count * RECORD);
      const { from, to, arrives } = this.connections;
      for (let place = 0; place < order.count; place += 1) {
        const each = order.connection[place] as number;
        const record = place * RECORD;
        records[record + FROM] = from[each] as number;
        records[record + TO] = to[each] as number;
        records[record + ARRIVES] = arrives[each] as number;
        this.writeRoom(records, closed, each, record);
      }
      order.records.set(closed, records);
    }
    return records;
  }

  stopNumber(stopId: string): number {
    return this.stopNumbers.get(stopId) ?? missing('stop', stopId);
  }

  /** The number of a trip's run on a day; null where it does not run. */
  runNumber(tripId: string, date: LocalDate): number | null {
    return this.runNumbers.get(keyOf(tripId, date)) ?? null;
  }

  /** Epoch seconds in seconds of the network. What is far from its days is as good as their edge. */
  secondsAt(epochSeconds: number): number {
    return Math.min(2 ** 29, Math.max(-(2 ** 29), epochSeconds - this.window.baseSeconds));
  }

  epochSecondsAt(seconds: number): number {
    return seconds + this.window.baseSeconds;
  }

  /** Adds a run. Its number is returned. Throws RangeError where the trip runs on that day already. */
  add(trip: Trip, date: LocalDate): number {
    const number = this.append(trip, dayNumberOf(date), trip.stopTimes.map(timesOf));
    this.layOutAnew();
    return number;
  }

  /** Makes a run be late by so many seconds from its arrival at a stop on, against the timetable. */
  delay(number: number, fromStop: number, lateSeconds: number): void {
    const run = this.runs[number] as Run;
    const { departs, arrives, deadline, from } = this.connections;
    const start = this.startOf(run.trip, dayNumberOf(run.date));
    run.trip.stopTimes.map(timesOf).forEach((time, stop) => {
      const late = stop >= fromStop ? lateSeconds : 0;
      const leaving = run.first + stop;
      if (stop > 0) arrives[leaving - 1] = start + time.arrives + late;
      if (stop + 1 === run.trip.stopTimes.length) return;
      departs[leaving] = start + time.departs + late;
      deadline[leaving] = this.deadlines(from[leaving] as number, departs[leaving] as number);
    });
    this.layOutAnew();
  }

  setCancelled(number: number, isCancelled: boolean): void {
    (this.runs[number] as Run).isCancelled = isCancelled;
    this.revision += 1;
    this.divide(number);
  }

  /** Says whether all the room of a run is promised. */
  setFull(number: number, isFull: boolean): void {
    (this.runs[number] as Run).isFull = isFull;
    this.divide(number);
  }

  /** Sets the room that is left in a run when it leaves a stop. */
  setRoom(number: number, stop: number, parcels: number): void {
    this.connections.room[(this.runs[number] as Run).first + stop] = parcels;
    this.revision += 1;
    this.divide(number);
  }

  private layOutAnew(): void {
    this.laidOut = null;
    this.revision += 1;
  }

  private append(trip: Trip, day: number, times: readonly Times[]): number {
    const date = dateOfDayNumber(day);
    const number = this.runs.length;
    const key = keyOf(trip.id, date);
    if (this.runNumbers.has(key)) throw new RangeError(`trip ${trip.id} runs twice on ${date}`);
    const line = this.lineNumbers.get(trip.lineId) ?? missing('line', trip.lineId);
    const { connections } = this;
    const first = connections.count;
    const start = this.startOf(trip, day);
    connections.reserve(times.length - 1);
    for (let stop = 0; stop + 1 < times.length; stop += 1) {
      const [here, next] = [times[stop] as Times, times[stop + 1] as Times];
      const each = connections.count;
      const from = this.stopNumber(here.stopId);
      connections.from[each] = from;
      connections.to[each] = this.stopNumber(next.stopId);
      connections.departs[each] = start + here.departs;
      connections.arrives[each] = start + next.arrives;
      connections.deadline[each] = this.deadlines(from, start + here.departs);
      connections.room[each] = trip.roomParcels ?? UNLIMITED;
      connections.run[each] = number;
      connections.count += 1;
    }
    this.runs.push({ trip, date, line, first, isCancelled: false, isFull: false });
    this.runNumbers.set(key, number);
    this.divide(number);
    return number;
  }

  /** Divides a run into the sections in which there is room. */
  private divide(number: number): void {
    const { trip, first, isCancelled, isFull } = this.runs[number] as Run;
    const { section, room } = this.connections;
    let current = NO_SECTION;
    for (let each = first; each < first + trip.stopTimes.length - 1; each += 1) {
      if (isCancelled || isFull || (room[each] as number) < 1) current = NO_SECTION;
      else if (current === NO_SECTION) current = this.sectionFrom(each);
      section[each] = current;
      if (this.laidOut === null) continue;
      const record = (this.laidOut.placeOf[each] as number) * RECORD;
      for (const [closed, records] of this.laidOut.records) this.writeRoom(records, closed, each, record);
    }
  }

  /** The number of the section that begins with a connection, which it keeps; they are few and close together. */
  sectionFrom(connection: number): number {
    let section = this.sectionNumbers.get(connection);
    if (section === undefined) {
      section = this.sections;
      this.sections += 1;
      this.sectionNumbers.set(connection, section);
    }
    return section;
  }

  /** Writes what becomes another with the room of a connection. */
  private writeRoom(records: Int32Array, closed: Uint8Array, connection: number, record: number): void {
    const { section, run, deadline } = this.connections;
    const { line } = this.runs[run[connection] as number] as Run;
    const isClosed = section[connection] === NO_SECTION || closed[line] === 1;
    records[record + SECTION] = section[connection] as number;
    records[record + BOARD_BY] = isClosed ? TOO_LATE : (deadline[connection] as number);
  }

  private daysOf(calendar: Calendar): number[] {
    const { firstDay, lastDay } = this.window;
    return Array.from({ length: lastDay - firstDay + 1 }, (_, place) => firstDay + place).filter((day) =>
      runsOn(calendar, day),
    );
  }

  private startOf(trip: Trip, day: number): number {
    const { carrierId } = this.lines[this.lineNumbers.get(trip.lineId) as number] as Line;
    const carrier = this.carriers.get(carrierId) ?? missing('carrier', carrierId);
    return this.starts.of(day, carrier.timeZone) - this.window.baseSeconds;
  }
}

interface Times {
  stopId: string;
  arrives: number;
  departs: number;
}

function timesOf({ stopId, arrives, departs }: StopTime): Times {
  return { stopId, arrives: secondsOf(arrives), departs: secondsOf(departs) };
}

function numbersOf(rows: readonly { id: string }[]): Map<string, number> {
  return new Map(rows.map(({ id }, number) => [id, number]));
}

function keyOf(tripId: string, date: LocalDate): string {
  return `${date} ${tripId}`;
}

function missing(kind: string, id: string): never {
  throw new RangeError(`no ${kind} has the id ${id}`);
}
