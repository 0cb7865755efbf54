export { Allotment, type Candidate } from './allotment.js';
export {
  type ParcelMeasures,
  POINT_STATES,
  type PointLimits,
  type PointOffer,
  type PointState,
  TEMPERATURES,
  type Temperature,
  type Wish,
} from './facts.js';
export {
  distanceReasons,
  type FitReason,
  fitReasons,
  freePlaces,
  measureReasons,
  PICKUP_SERVICE,
  stateReasons,
} from './fit.js';
