export { AllPoints } from './all-points.js';
export { type Assignment, type AssignOptions, assign, type Progress } from './assign.js';
export { assignSized, type SizedAssignment } from './assign-sized.js';
export { type Fault, verifyCertificate } from './certificate.js';
export { type Customers, keepTogether, type Together } from './keep-together.js';
export { type NearestFirst, nearestFirst } from './nearest-first.js';
export type { Placements } from './placements.js';
export { type AllowedClasses, type PlacedOrigins, type PlacedPoints, PointTree } from './point-tree.js';
export {
  AssignmentCancelled,
  type AssignmentProblem,
  BadProblem,
  FORBIDDEN,
  type Found,
  type Points,
} from './problem.js';
export { sizedBound } from './sized-bound.js';
export type { SizedProblem } from './sized-problem.js';
