import type { HolidayRegion, LocalDate, Weekday } from '#libs/opening-hours';

/**
 * A time of a timetable, `H:MM:SS` to `HHH:MM:SS`, counted as GTFS counts: from twelve hours before noon of the day that
 * it belongs to. That is midnight on all days but two; on the nights on which clocks change it keeps the hours between
 * two stops as long as they are. Hours above 23 are on the days after: 25:30:00 is half past one of the next day.
 */
export type TimetableTime = string;

/** Who drives. All times of its trips are on the clocks of its zone (IANA), wherever the stops are. */
export interface Carrier {
  id: string;
  timeZone: string;
}

/** Where parcels get on and off: a hub, a depot or a point. */
export interface Stop {
  id: string;
  timeZone: string;
  /** The least time from a vehicle's arrival until a parcel that changes here is sorted, or can be collected. */
  sortSeconds: number;
  /** How long before it goes on a parcel that a merchant brings has to be here. */
  cutOffSeconds: number;
  /**
   * When a hub releases what is sorted, every day, as the clock on its wall shows it: from 0:00:00 to 23:59:59. A time
   * that comes twice is the first, and one that is skipped the moment of the jump. Without waves it does so at once.
   */
  waves: readonly string[];
}

/** The days on which trips run. A dated exception goes before the holidays, and these before the weekdays. */
export interface Calendar {
  id: string;
  weekdays: readonly Weekday[];
  /** First and last day, included; null is no limit. They bind the weekdays and not the days added. */
  from: LocalDate | null;
  until: LocalDate | null;
  added: readonly LocalDate[];
  removed: readonly LocalDate[];
  /** Nothing runs on the public holidays of this region; null where holidays are days as any other. */
  restsOnHolidaysOf: HolidayRegion | null;
}

/** A carrier's service: what its vehicles take, and what it costs to get on. */
export interface Line {
  id: string;
  carrierId: string;
  /** The heaviest parcel; null is no limit. */
  maxWeightGrams: number | null;
  /** Paid for each time that a parcel gets on a vehicle of the line. */
  priceCents: number;
}

export interface StopTime {
  stopId: string;
  arrives: TimetableTime;
  departs: TimetableTime;
}

/** One vehicle's way, on each day of its calendar. */
export interface Trip {
  id: string;
  lineId: string;
  calendarId: string;
  /** Room of the vehicle; null is no limit. */
  roomParcels: number | null;
  stopTimes: readonly StopTime[];
}

export interface Timetable {
  carriers: readonly Carrier[];
  stops: readonly Stop[];
  calendars: readonly Calendar[];
  lines: readonly Line[];
  trips: readonly Trip[];
}
