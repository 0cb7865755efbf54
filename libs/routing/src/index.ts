export { fileProblem } from './cells.js';
export { change, type TimetableChange } from './changes.js';
export { checkTimetable } from './check.js';
export { DisruptedNetwork, type Disruption, runsOf } from './disruptions.js';
export { type Durations, drivingOrder } from './driving-order.js';
export { type Hours, hoursOfSpans, OPEN_ALWAYS, type OpenSpan, openSpans } from './hours.js';
export { bestOf, type Journey, type Leg, type OwnDrive, ownJourney } from './journey.js';
export { Network } from './network.js';
export { type NoWay, type NoWayReason, whyNoWay } from './no-way.js';
export { allot, type Contest, type Wish, whoFit } from './places.js';
export { Planner } from './planner.js';
export { PROBLEM_FIXES, type ProblemCode, type TimetableProblem } from './problems.js';
export { Profiles } from './profiles.js';
export {
  type Destination,
  type ExpectedJourney,
  expectedJourney,
  type Position,
  type Sighting,
} from './progress.js';
export { type FileProblem, type FileRow, TIMETABLE_FILES, type TimetableFile } from './table-files.js';
export {
  type ReadTimetable,
  readTimetable,
  STOP_KINDS,
  type StopKind,
  type StopRecord,
  type TimetableTables,
} from './tables.js';
export { timetableSeconds } from './times.js';
export type { Calendar, Carrier, Line, Stop, StopTime, Timetable, TimetableTime, Trip } from './timetable.js';
export { type TourEnds, tourOrder } from './tour.js';
export type { Way } from './way.js';
