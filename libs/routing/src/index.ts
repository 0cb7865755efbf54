export { checkTimetable } from './check.js';
export { type Hours, hoursOfSpans, OPEN_ALWAYS, type OpenSpan, openSpans } from './hours.js';
export type { Journey, Leg } from './journey.js';
export { Network } from './network.js';
export { Planner } from './planner.js';
export { PROBLEM_FIXES, type ProblemCode, type TimetableProblem } from './problems.js';
export { timetableSeconds } from './times.js';
export type { Calendar, Carrier, Line, Stop, StopTime, Timetable, TimetableTime, Trip } from './timetable.js';
export type { Way } from './way.js';
