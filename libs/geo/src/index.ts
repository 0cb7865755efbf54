export { GeoIndexBuilder } from './builder.js';
export { Filter, type FilterOptions, LeftOut, type PointFilter } from './filter.js';
export { GeoIndex, type Hit, type Nearest, type Point, type Within } from './geo-index.js';
export { NO_CLASS, UNLIMITED } from './layout.js';
export { Line } from './line.js';
export { type Bounds, isWithin, Region } from './region.js';
export { angleOf, distanceMetres, EARTH_RADIUS_METRES, type Position, TIE_METRES, tieKey, vectorOf } from './sphere.js';
export { PointTarget, type Target } from './target.js';
