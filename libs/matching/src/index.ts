export {
  type ParcelMeasures,
  POINT_STATES,
  type PointOffer,
  type PointState,
  TEMPERATURES,
  type Temperature,
  type Wish,
} from './facts.js';
export { type FitReason, fitReasons, freePlaces, measureReasons, PICKUP_SERVICE, stateReasons } from './fit.js';
export { distanceMetres, EARTH_RADIUS_METRES, type Position } from './sphere.js';
