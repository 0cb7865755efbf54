import { HANDLERS, OPERATORS, SENDERS } from './operations.js';
import type { Relais } from './relais.js';
import { CALLERS, type CallerName, type World } from './world.js';

/** One route beside GraphQL, as a caller would use it. */
export interface Route {
  allowed: readonly CallerName[];
  path: (world: World) => string;
  body?: string;
}

/** Every HTTP route beside GraphQL, by its method and pattern. */
export const ROUTES: Record<string, Route> = {
  'GET /': { allowed: CALLERS, path: () => '/' },
  'GET /events/parcels/:trackingNumber': {
    allowed: [...SENDERS, ...HANDLERS, 'CUSTOMER'],
    path: ({ parcel }) => `/events/parcels/${parcel.trackingNumber}`,
  },
  'GET /events/points/:code': { allowed: ['CLERK', ...OPERATORS], path: () => '/events/points/AU-ROUBAIX' },
  'GET /health/live': { allowed: CALLERS, path: () => '/health/live' },
  'GET /health/ready': { allowed: CALLERS, path: () => '/health/ready' },
  'GET /metrics': { allowed: CALLERS, path: () => '/metrics' },
  'GET /shop': { allowed: CALLERS, path: () => '/shop' },
  'GET /playground': { allowed: CALLERS, path: () => '/playground' },
  'GET /labels/:file': { allowed: SENDERS, path: ({ parcel }) => `/labels/${parcel.trackingNumber}.zpl` },
  'GET /exports/epcis': {
    allowed: SENDERS,
    path: ({ parcel }) => `/exports/epcis?trackingNumber=${parcel.trackingNumber}`,
  },
  'GET /exports/tour': {
    // A tour carries the parcels of all chains.
    allowed: ['OPERATOR', 'CARRIER'],
    path: () => '/exports/tour?network=MONDIAL_RELAY&trip=evening&date=2026-11-24',
  },
  'POST /plans': {
    allowed: [...SENDERS, 'CARRIER'],
    path: () => '/plans?forecast=true',
    body: 'lat,lon,count\n50.63,3.07,2\n',
  },
  'POST /imports/points': {
    allowed: OPERATORS,
    path: () => '/imports/points?source=walk&dryRun=true&set=chain=AUCHAN',
    body: 'ref,name,postcode,city,lat,lon\nW1,Walk,59000,Lille,50.63,3.07\n',
  },
};

/** The routes that the running application has, as `GET /labels/:file`. */
export function routesThatRun(relais: Relais): string[] {
  const { stack } = relais.service.app.getHttpAdapter().getInstance().router as {
    stack: { route?: { path: string; methods: Record<string, boolean> } }[];
  };
  return stack.flatMap(({ route }) =>
    route ? Object.keys(route.methods).map((method) => `${method.toUpperCase()} ${route.path}`) : [],
  );
}
