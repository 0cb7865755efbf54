import { HANDLERS, OPERATORS, SENDERS } from './operations.js';
import type { Relais } from './relais.js';
import { CALLERS, type CallerName, type Credentials, type World } from './world.js';

/** One route beside GraphQL, as a caller would use it. */
export interface Route {
  allowed: readonly CallerName[];
  path: (world: World) => string;
  body?: string | ((relais: Relais) => Promise<string>);
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
  // Without a provider they lead to the page that says so.
  'GET /sign-in/oidc': { allowed: CALLERS, path: () => '/sign-in/oidc' },
  'GET /sign-in/oidc/callback': { allowed: CALLERS, path: () => '/sign-in/oidc/callback?code=x&state=y' },
  'GET /session': { allowed: [...SENDERS, 'CLERK'], path: () => '/session' },
  // Signing in and out is for whoever has a secret of another kind, but not from another's page.
  'POST /session': {
    allowed: CALLERS.filter((who) => who !== 'PUBLISHABLE'),
    path: () => '/session',
    body: newPairing,
  },
  'DELETE /session': { allowed: CALLERS, path: () => '/session' },
  'POST /imports/points': {
    allowed: OPERATORS,
    path: () => '/imports/points?source=walk&dryRun=true&set=chain=AUCHAN',
    body: 'ref,name,postcode,city,lat,lon\nW1,Walk,59000,Lille,50.63,3.07\n',
  },
};

const PAIRING = 'mutation { createPairingCode(pointCode: "AU-LILLE", label: "desk") { code } }';

/** What a phone sends with a code of its own. */
async function newPairing(relais: Relais): Promise<string> {
  const { createPairingCode } = await relais.data(PAIRING, { token: await relais.token('OPERATOR') });
  return JSON.stringify({ pairingCode: createPairingCode.code });
}

/** Asks for a route as its table says, and gives the status of the answer. */
export async function visit(relais: Relais, world: World, name: string, credentials: Credentials): Promise<number> {
  const route = ROUTES[name];
  const body = typeof route?.body === 'function' ? await route.body(relais) : route?.body;
  const response = await fetch(`${relais.url}${route?.path(world)}`, {
    method: name.split(' ')[0] ?? 'GET',
    redirect: 'manual',
    headers: {
      ...(credentials.token ? { authorization: `Bearer ${credentials.token}` } : {}),
      ...(body?.startsWith('{') ? { 'content-type': 'application/json' } : {}),
      ...credentials.headers,
    },
    ...(body ? { body } : {}),
  });
  // A stream of events has no end.
  if (response.headers.get('content-type') === 'text/event-stream') await response.body?.cancel();
  else await response.arrayBuffer();
  return response.status;
}

/** The routes that the running application has, as `GET /labels/:file`. */
export function routesThatRun(relais: Relais): string[] {
  const { stack } = relais.service.app.getHttpAdapter().getInstance().router as {
    stack: { route?: { path: string; methods: Record<string, boolean> } }[];
  };
  return stack.flatMap(({ route }) =>
    route ? Object.keys(route.methods).map((method) => `${method.toUpperCase()} ${route.path}`) : [],
  );
}
