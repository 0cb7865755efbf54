export {
  addCalendarMonths,
  addDays,
  dateOfDayNumber,
  dayNumberOf,
  isLocalDate,
  type LocalDate,
  weekdayIndexOf,
} from './calendar.js';
export { openingHoursFault } from './check.js';
export {
  easterSunday,
  HOLIDAY_REGIONS,
  type HolidayRegion,
  isHolidayRegion,
  isPublicHoliday,
  type PublicHoliday,
  publicHolidays,
} from './holidays.js';
export {
  alwaysOpen,
  type DayHours,
  type HoursContext,
  type HoursErrorCode,
  type HoursException,
  type HoursReader,
  type HoursResult,
  type Interval,
  isWhollyUnknown,
  normaliseIntervals,
  type OpeningHours,
  unknownHours,
  WEEKDAYS,
  type Weekday,
  weekOf,
} from './model.js';
export { addOpenDays, isOpenDay, OPEN_DAYS_HORIZON_DAYS, type OpenDaysResult } from './open-days.js';
export { NEXT_CHANGE_HORIZON_DAYS, type OpenState, type OpenStateValue, openState, stateAt } from './open-state.js';
export { OSM_MAX_LENGTH, parseOsm } from './osm-parse.js';
export { printOsm } from './osm-print.js';
export { holidayRegionOf, type PostalPlace, timeZoneOf } from './places.js';
export { hoursReaders } from './readers.js';
export { formatMinutes, instantOfLocal, isTimeZone, localDateOf, localMinutesOf, offsetMsAt } from './time-zone.js';
