import { SEEDED_PROGRAMMES } from '../../seeds/programmes.js';
import { newSiret, TOY_SHOP } from './merchants.js';
import { newParcel } from './parcels.js';
import { LILLE } from './points.js';
import { CALLERS, type CallerName, linkToken, type World } from './world.js';

/** Who may call one operation, and the least that it has to be given so that it is not refused for its form. */
export interface Operation {
  allowed: readonly CallerName[];
  /** The arguments; a caller gets such as concern what is its own. */
  args?: (world: World, who: CallerName) => Record<string, unknown>;
  /** Further arguments that reach other parts of the code, for the tests of bad input. */
  alsoArgs?: (world: World) => Record<string, unknown>[];
}

/** Pages ask nobody who they are, and operations refuse a bad token even where they need none. */
const EVERYONE = CALLERS.filter((who) => who !== 'FORMER');
export const OPERATORS = ['OPERATOR', 'CHAIN_OPERATOR'] as const;
export const SENDERS = ['MERCHANT', ...OPERATORS] as const;
export const HANDLERS = ['CLERK', 'CARRIER'] as const;
const SPARE_PROGRAMME = { ...SEEDED_PROGRAMMES[0], code: 'spare-programme' };
const UNKNOWN_ID = '019f0000-0000-7000-8000-000000000000';

const LEDGERS_CURSOR = Buffer.from('ledgers').toString('base64url');

let lastKey = 0;

function newKey(): string {
  lastKey += 1;
  return `walk-${lastKey}`;
}

const searching = (near: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  search: { near, cost: 'ANY', first: 3, ...more },
});

/** Every field of Query. */
const QUERIES: Record<string, Operation> = {
  customerReturn: {
    allowed: [...SENDERS, 'CUSTOMER'],
    args: ({ parcel }) => ({ trackingNumber: parcel.trackingNumber, near: LILLE, first: 3 }),
  },
  exceptions: { allowed: OPERATORS, args: () => ({ kinds: ['MISSING', 'SILENT'], first: 10 }), alsoArgs: () => [{}] },
  exceptionTotals: { allowed: OPERATORS },
  heldScans: { allowed: OPERATORS },
  personData: { allowed: ['OPERATOR'], args: () => ({ contact: 'jeanne@example.org' }) },
  assignmentPlan: { allowed: [...SENDERS, 'CARRIER'], args: ({ planId }) => ({ id: planId }) },
  auditLog: { allowed: OPERATORS, args: () => ({ first: 10 }) },
  // What is wrong names parcels of every chain.
  ledgerIntegrity: { allowed: ['OPERATOR'], args: () => ({ most: 100 }), alsoArgs: () => [{ after: LEDGERS_CURSOR }] },
  merchant: { allowed: SENDERS, args: ({ merchant }) => ({ id: merchant.id }) },
  merchants: { allowed: OPERATORS, args: () => ({ first: 10 }) },
  movesProposed: { allowed: OPERATORS, args: () => ({ pointCode: 'AU-ROUBAIX', first: 10 }) },
  networkRetention: { allowed: [...SENDERS, ...HANDLERS], args: () => ({ networkCode: 'MONDIAL_RELAY' }) },
  parcel: {
    allowed: [...SENDERS, ...HANDLERS, 'CUSTOMER'],
    args: ({ parcel }) => ({ id: parcel.trackingNumber }),
  },
  parcels: { allowed: [...SENDERS, ...HANDLERS], args: () => ({ first: 10 }) },
  parcelsAtPoint: {
    allowed: [...OPERATORS, 'CLERK'],
    args: () => ({ pointCode: 'AU-ROUBAIX', list: 'EXPECTED', first: 10 }),
    alsoArgs: () => [
      { pointCode: 'AU-ROUBAIX', list: 'HERE', search: 'delattre' },
      { pointCode: 'AU-ROUBAIX', list: 'OVERDUE', search: '0001' },
    ],
  },
  pickupPoints: {
    allowed: EVERYONE.filter((who) => who !== 'ANONYMOUS'),
    args: () =>
      searching(
        { coordinates: LILLE },
        { parcel: { weightGrams: 450, temperature: 'AMBIENT' }, openAt: '2026-11-24T15:00:00Z', services: ['PICKUP'] },
      ),
    alsoArgs: ({ merchant }) => [
      searching({ postcode: { code: '59000', country: 'FR' } }, { merchantId: merchant.id, cost: 'FREE_ONLY' }),
      searching({ commune: { name: 'Lille', country: 'FR' } }),
      searching({ along: { vertices: [LILLE, { lat: 50.7, lon: 3.2 }] } }),
      searching({ box: { south: 50, west: 3, north: 51, east: 4 } }),
    ],
  },
  operators: { allowed: OPERATORS },
  point: { allowed: EVERYONE, args: () => ({ code: 'AU-LILLE' }) },
  pointTotals: { allowed: [...OPERATORS, 'CLERK'], args: () => ({ pointCode: 'AU-ROUBAIX' }) },
  points: { allowed: EVERYONE, args: () => ({ first: 10, filter: { text: 'lille' } }) },
  programmeDefinition: { allowed: ['OPERATOR'], args: () => ({ code: 'auchan-relais' }) },
  programmes: { allowed: SENDERS, args: ({ merchant }) => ({ merchantId: merchant.id, at: '2026-11-24' }) },
  proposedPoints: {
    allowed: [...SENDERS, 'CUSTOMER'],
    args: ({ parcel }) => ({ trackingNumber: parcel.trackingNumber, first: 3 }),
  },
  dwellForecasts: { allowed: [...OPERATORS, 'CARRIER'], args: () => ({ networkCode: 'MONDIAL_RELAY' }) },
  disruptions: {
    allowed: [...OPERATORS, 'CARRIER'],
    args: () => ({ networkCode: 'MONDIAL_RELAY' }),
    alsoArgs: () => [{}],
  },
  dropOffPoints: {
    allowed: SENDERS,
    args: ({ merchant }) => ({
      search: { near: { coordinates: LILLE }, pickupPointCode: 'AU-ROUBAIX', merchantId: merchant.id, first: 3 },
    }),
  },
  routePlan: {
    allowed: ['OPERATOR', 'CHAIN_OPERATOR', 'MERCHANT', 'PUBLISHABLE', ...HANDLERS],
    args: () => ({ input: { dropOffPointCode: 'AU-LILLE', pickupPointCode: 'AU-ROUBAIX', weightGrams: 450 } }),
    alsoArgs: () => [{ input: { from: LILLE, ownVehicle: 'BICYCLE', pickupPointCode: 'AU-ROUBAIX' } }],
  },
  resolvePlace: {
    allowed: EVERYONE,
    args: () => ({ postcode: '59000' }),
    alsoArgs: () => [{ commune: 'Lille', country: 'FR' }],
  },
  coverage: { allowed: OPERATORS, args: () => ({ programmeCode: 'auchan-relais', kilometres: 10 }) },
  pointsInUse: { allowed: OPERATORS },
  sessions: { allowed: SENDERS },
  tokens: { allowed: ['MERCHANT'] },
  track: {
    allowed: EVERYONE,
    args: ({ parcel }) => ({ trackingNumber: parcel.trackingNumber, token: linkToken(parcel) }),
  },
  webhookDeliveries: { allowed: SENDERS, args: () => ({ first: 10, filter: { states: ['FAILED'] } }) },
  webhooks: { allowed: ['MERCHANT', 'OPERATOR'] },
};

/** Every field of Mutation. */
const MUTATIONS: Record<string, Operation> = {
  decideHeldScans: { allowed: OPERATORS, args: () => ({ ids: [UNKNOWN_ID], accept: true }) },
  approveMerchant: { allowed: ['OPERATOR'], args: ({ merchant }) => ({ id: merchant.id }) },
  cancelParcel: { allowed: SENDERS, args: () => ({ trackingNumber: '095212340000000000' }) },
  closePoint: { allowed: OPERATORS, args: () => ({ code: 'AU-CLOSING' }) },
  createPairingCode: { allowed: OPERATORS, args: () => ({ pointCode: 'AU-LILLE', label: 'the desk' }) },
  createParcel: {
    allowed: SENDERS,
    args: ({ merchant }) => ({
      input: newParcel('AU-ROUBAIX', { merchantId: merchant.id, dropOffPointCode: 'AU-LILLE', cost: 'FREE_ONLY' }),
    }),
  },
  createWebhook: {
    allowed: ['MERCHANT', 'OPERATOR'],
    args: () => ({ input: { url: 'https://shop.example/relais', eventTypes: ['parcel.available'] } }),
  },
  createToken: {
    allowed: SENDERS,
    args: ({ merchant }, who) =>
      who === 'MERCHANT'
        ? { input: { role: 'PUBLISHABLE', label: 'shop', merchantId: merchant.id, origins: ['https://a.example'] } }
        : { input: { role: 'CLERK', label: 'the desk', pointCode: 'AU-LILLE', expiresInDays: 30 } },
  },
  // Chains compete, and a carrier's night is everybody's.
  liftDisruption: { allowed: ['OPERATOR', 'CARRIER'], args: () => ({ id: UNKNOWN_ID }) },
  reportDisruption: {
    allowed: ['OPERATOR', 'CARRIER'],
    args: () => ({
      input: { networkCode: 'MONDIAL_RELAY', kind: 'CANCELLED', lineId: 'hauls', fromDate: '2026-11-25' },
    }),
    alsoArgs: () => [
      {
        input: {
          networkCode: 'MONDIAL_RELAY',
          kind: 'DELAYED',
          tripId: 'evening',
          stopId: 'DEPOT-LILLE',
          lateMinutes: 5,
          fromDate: '2026-11-25',
          untilDate: '2026-11-26',
        },
      },
    ],
  },
  deleteWebhook: { allowed: ['MERCHANT', 'OPERATOR'], args: () => ({ id: UNKNOWN_ID }) },
  enrolMerchant: {
    // Whom a chain takes in is agreed with whoever runs the installation.
    allowed: ['MERCHANT', 'OPERATOR'],
    args: ({ merchant }) => ({ input: { merchantId: merchant.id, programmeCode: 'auchan-relais' } }),
  },
  erasePerson: { allowed: ['OPERATOR'], args: () => ({ contact: 'nobody@example.org' }) },
  eraseRecipient: { allowed: SENDERS, args: ({ parcel }) => ({ trackingNumber: parcel.trackingNumber }) },
  extendRetention: {
    allowed: [...SENDERS, 'CLERK', 'CUSTOMER'],
    args: ({ parcel }) => ({ trackingNumber: parcel.trackingNumber, idempotencyKey: newKey() }),
  },
  cancelAssignment: { allowed: [...SENDERS, 'CARRIER'], args: () => ({ id: UNKNOWN_ID }) },
  commitAssignment: { allowed: SENDERS, args: () => ({ id: UNKNOWN_ID }) },
  planAssignment: {
    allowed: [...SENDERS, 'CARRIER'],
    args: () => ({
      input: { forecast: true, parcels: [{ near: { coordinates: LILLE }, measures: { weightGrams: 450 }, count: 3 }] },
    }),
    alsoArgs: () => [{ input: { parcels: [{ near: { postcode: { code: '59000' } }, priority: 1 }] } }],
  },
  inviteOperator: {
    allowed: OPERATORS,
    args: (_, who) => ({
      input: {
        email: 'colleague@example.org',
        name: 'Camille',
        ...(who === 'CHAIN_OPERATOR' && { chainCode: 'AUCHAN' }),
      },
    }),
  },
  removeOperator: { allowed: OPERATORS, args: () => ({ id: UNKNOWN_ID }) },
  moveParcels: {
    allowed: OPERATORS,
    args: ({ parcel }) => ({
      inputs: [{ idempotencyKey: newKey(), trackingNumber: parcel.trackingNumber, pickupPointCode: 'AU-LILLE' }],
    }),
  },
  settleExceptions: {
    allowed: OPERATORS,
    args: ({ parcel }) => ({ trackingNumbers: [parcel.trackingNumber] }),
  },
  openOwnShop: {
    allowed: ['MERCHANT', 'OPERATOR'],
    args: ({ merchant }) => ({ input: { merchantId: merchant.id, ...LILLE, hours: 'Mo-Sa 09:00-19:00' } }),
  },
  pairDevice: { allowed: ['ANONYMOUS', 'CLERK'], args: () => ({ code: 'AAAAA-AAAAA' }) },
  proveEmail: { allowed: ['ANONYMOUS', ...SENDERS], args: () => ({ token: `${UNKNOWN_ID}.AAAA` }) },
  rebookParcel: {
    allowed: [...SENDERS, 'CUSTOMER'],
    args: ({ parcel }) => ({
      input: { idempotencyKey: newKey(), trackingNumber: parcel.trackingNumber, pickupPointCode: 'AU-ROUBAIX' },
    }),
  },
  recordHandovers: {
    allowed: [...SENDERS, ...HANDLERS, 'CUSTOMER', 'FORMER'],
    args: ({ parcel }) => ({
      inputs: [{ idempotencyKey: newKey(), kind: 'HUB_ARRIVAL', trackingNumber: parcel.trackingNumber }],
    }),
  },
  refuseMerchant: { allowed: ['OPERATOR'], args: () => ({ id: UNKNOWN_ID, reason: 'not a shop' }) },
  registerMerchant: {
    allowed: ['ANONYMOUS', ...OPERATORS],
    args: () => ({ input: { siret: newSiret(), ...TOY_SHOP } }),
  },
  releasePointFields: { allowed: OPERATORS, args: () => ({ code: 'AU-SPARE', fields: ['name'] }) },
  reopenPoint: { allowed: OPERATORS, args: () => ({ code: 'AU-SPARE' }) },
  replacePickupCode: { allowed: OPERATORS, args: ({ parcel }) => ({ trackingNumber: parcel.trackingNumber }) },
  replayWebhookDeliveries: { allowed: SENDERS, args: () => ({ input: { webhookId: UNKNOWN_ID, which: 'ALL' } }) },
  resendEmailProof: { allowed: SENDERS, args: ({ merchant }) => ({ merchantId: merchant.id }) },
  requestSignInLink: {
    allowed: EVERYONE,
    args: () => ({ email: TOY_SHOP.email, language: 'fr' }),
    alsoArgs: () => [{ email: 'nobody@example.org' }],
  },
  revokeToken: { allowed: SENDERS, args: () => ({ id: UNKNOWN_ID }) },
  rotateWebhookSecret: { allowed: ['MERCHANT', 'OPERATOR'], args: () => ({ id: UNKNOWN_ID, overlapHours: 1 }) },
  saveDwellForecast: {
    allowed: ['OPERATOR'],
    args: () => ({
      networkCode: 'MONDIAL_RELAY',
      forecast: { collectedShares: [0.61, 0.9, 0.99], confidence: 0.99, leadDays: 1 },
      from: '2099-01-01T00:00:00Z',
    }),
  },
  saveNetworkRetention: {
    allowed: ['OPERATOR'],
    args: () => ({
      networkCode: 'MONDIAL_RELAY',
      retention: { days: 14, reminderDays: [7], extensionDays: 7, extensions: 1 },
      from: '2099-01-01T00:00:00Z',
    }),
  },
  saveProgramme: { allowed: ['OPERATOR'], args: () => ({ definition: SPARE_PROGRAMME }) },
  suspendPoint: { allowed: OPERATORS, args: () => ({ code: 'AU-SPARE', reason: 'works' }) },
  updateMerchant: {
    allowed: ['MERCHANT', 'OPERATOR'],
    args: ({ merchant }) => ({ input: { merchantId: merchant.id } }),
  },
  updateWebhook: { allowed: ['MERCHANT', 'OPERATOR'], args: () => ({ input: { id: UNKNOWN_ID, enabled: true } }) },
  updatePoint: { allowed: OPERATORS, args: () => ({ code: 'AU-SPARE', input: { capacityParcels: 60 } }) },
};

export const OPERATIONS: Record<'Query' | 'Mutation', Record<string, Operation>> = {
  Query: QUERIES,
  Mutation: MUTATIONS,
};
