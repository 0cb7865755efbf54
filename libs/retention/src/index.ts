export { COMMON_RETENTION, type PointCalendar, type Stay, type Suspension, stayOf, type Waiting } from './stay.js';
