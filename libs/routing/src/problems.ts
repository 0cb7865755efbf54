/** What may be wrong in a timetable. */
export type ProblemCode =
  | 'ID_TWICE'
  | 'CARRIER_UNKNOWN'
  | 'LINE_UNKNOWN'
  | 'CALENDAR_UNKNOWN'
  | 'STOP_UNKNOWN'
  | 'TIME_ZONE_UNKNOWN'
  | 'TIME_INVALID'
  | 'DATE_INVALID'
  | 'NUMBER_INVALID'
  | 'CALENDAR_WITHOUT_DAY'
  | 'DATE_ADDED_AND_REMOVED'
  | 'TRIP_TOO_SHORT'
  | 'STOP_FOLLOWS_ITSELF'
  | 'ARRIVES_BEFORE_IT_LEAVES'
  | 'LEAVES_BEFORE_IT_ARRIVES'
  | 'LOOP_WITHOUT_WAIT';

export type TableName = 'carriers' | 'stops' | 'calendars' | 'lines' | 'trips';

export interface TimetableProblem {
  code: ProblemCode;
  table: TableName;
  /** The row's place in its table, from 0. */
  row: number;
  id: string;
  /** The place among the trip's stop times, from 0; null where it is not one of them. */
  stopTime: number | null;
  /** What is wrong with which value. */
  detail: string;
}

/** What to do about each problem, for people. */
export const PROBLEM_FIXES: Readonly<Record<ProblemCode, string>> = {
  ID_TWICE: 'Give one of the two another id.',
  CARRIER_UNKNOWN: 'Add the carrier, or correct its id in this row.',
  LINE_UNKNOWN: 'Add the line, or correct its id in this row.',
  CALENDAR_UNKNOWN: 'Add the calendar, or correct its id in this row.',
  STOP_UNKNOWN: 'Add the stop, or correct its id in this row.',
  TIME_ZONE_UNKNOWN: 'Write a time zone of the IANA list, such as Europe/Paris or Indian/Reunion.',
  TIME_INVALID:
    'Write hours, minutes and seconds, from 0:00:00 to 167:59:59 (25:30:00 is after midnight), a wave to 23:59:59.',
  DATE_INVALID: 'Write a day that exists, as YYYY-MM-DD.',
  NUMBER_INVALID: 'Write a whole number within the limits.',
  CALENDAR_WITHOUT_DAY: 'Add a weekday or a date, or remove the calendar and its trips.',
  DATE_ADDED_AND_REMOVED: 'Keep the date either as added or as removed.',
  TRIP_TOO_SHORT: 'Give the trip at least two stops.',
  STOP_FOLLOWS_ITSELF: 'Remove one of the two, or put the wait between arrival and departure of one.',
  ARRIVES_BEFORE_IT_LEAVES: 'Correct the arrival; the hours of a trip past midnight go on: 25:30:00 and not 1:30:00.',
  LEAVES_BEFORE_IT_ARRIVES: 'Correct the departure, which cannot be before the arrival at the same stop.',
  LOOP_WITHOUT_WAIT: 'Give one of the stops a time for sorting, or one of the trips a minute on its way.',
};
