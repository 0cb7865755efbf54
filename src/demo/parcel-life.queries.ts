import { z } from 'zod';

// Each operation of the story with the answer that it is worth telling for: a query and the shape of its data.

const pointShape = z.object({ code: z.string(), name: z.string(), kind: z.string() });
const refusalShape = z.object({ code: z.string(), message: z.string() });
const custodianShape = z.object({ kind: z.string(), id: z.string() });

export const MERCHANT = {
  query: '{ merchant { name postcode city sector enrolments { programmeCode lastDay } } }',
  shape: z.object({
    merchant: z.object({
      name: z.string(),
      postcode: z.string(),
      city: z.string(),
      sector: z.string(),
      enrolments: z.array(z.object({ programmeCode: z.string(), lastDay: z.string().nullable() })),
    }),
  }),
};

export const SEARCH = {
  query: `query ($search: PickupPointSearchInput!) {
    pickupPoints(search: $search) {
      matches { point { code name kind } distanceMetres programme { code } feeCents freePlaces }
      excluded { reason count }
      nearestExcluded { point { code name kind } distanceMetres reasons { code detail } }
    }
  }`,
  shape: z.object({
    pickupPoints: z.object({
      matches: z.array(
        z.object({
          point: pointShape,
          distanceMetres: z.number(),
          programme: z.object({ code: z.string() }).nullable(),
          feeCents: z.number().nullable(),
          freePlaces: z.number().nullable(),
        }),
      ),
      excluded: z.array(z.object({ reason: z.string(), count: z.number() })),
      nearestExcluded: z.array(
        z.object({
          point: pointShape,
          distanceMetres: z.number(),
          reasons: z.array(z.object({ code: z.string(), detail: z.string() })),
        }),
      ),
    }),
  }),
};

export const DROP_OFFS = {
  query: `query ($search: DropOffPointSearchInput!) {
    dropOffPoints(search: $search) {
      matches {
        point { code name kind timeZone } distanceMetres
        journey { dropOffBy availableAt legs { lineName from { name } to { name } departsAt arrivesAt } }
      }
    }
  }`,
  shape: z.object({
    dropOffPoints: z.object({
      matches: z.array(
        z.object({
          point: z.object({ code: z.string(), name: z.string(), kind: z.string(), timeZone: z.string() }),
          distanceMetres: z.number(),
          journey: z.object({
            dropOffBy: z.string(),
            availableAt: z.string(),
            legs: z.array(
              z.object({
                lineName: z.string().nullable(),
                from: z.object({ name: z.string() }),
                to: z.object({ name: z.string() }),
                departsAt: z.string(),
                arrivesAt: z.string(),
              }),
            ),
          }),
        }),
      ),
    }),
  }),
};

export const parcelShape = z.object({
  trackingNumber: z.string(),
  feeCents: z.number(),
  programmeCode: z.string().nullable(),
  pickupPoint: pointShape,
  customerLink: z.string().nullable(),
});

export const CREATE = {
  query: `mutation ($input: CreateParcelInput!) {
    createParcel(input: $input) {
      ... on Parcel { trackingNumber feeCents programmeCode pickupPoint { code name kind } customerLink }
      ... on Refusal { code message }
    }
  }`,
  shape: z.object({ createParcel: z.union([parcelShape, refusalShape]) }),
};

export const PAIRING_CODE = {
  query:
    'mutation ($pointCode: ID!, $label: String!) { createPairingCode(pointCode: $pointCode, label: $label) { code } }',
  shape: z.object({ createPairingCode: z.object({ code: z.string() }) }),
};

export const PAIR = {
  query: `mutation ($code: String!) {
    pairDevice(code: $code) { ... on PairedDevice { pointCode token { id secret } } ... on Refusal { code message } }
  }`,
  shape: z.object({
    pairDevice: z.union([
      z.object({ pointCode: z.string(), token: z.object({ id: z.string(), secret: z.string() }) }),
      refusalShape,
    ]),
  }),
};

export const SCAN = {
  query: `mutation ($inputs: [HandoverInput!]!) {
    recordHandovers(inputs: $inputs) {
      recorded state instruction custodian { kind id } refusal { code message } discrepancies { code instruction }
    }
  }`,
  shape: z.object({
    recordHandovers: z.array(
      z.object({
        recorded: z.boolean(),
        state: z.string().nullable(),
        instruction: z.string().nullable(),
        custodian: custodianShape.nullable(),
        refusal: refusalShape.nullable(),
        discrepancies: z.array(z.object({ code: z.string(), instruction: z.string() })),
      }),
    ),
  }),
};

export const TRACK = {
  query: `query ($trackingNumber: ID!, $token: String) {
    track(trackingNumber: $trackingNumber, token: $token) { state stateText pickupCode }
  }`,
  shape: z.object({
    track: z.object({ state: z.string(), stateText: z.string(), pickupCode: z.string().nullable() }),
  }),
};

export const LEDGER = {
  query:
    'query ($id: ID!) { parcel(id: $id) { ledger { sequence kind happenedAt actorRole pointCode to { kind id } } } }',
  shape: z.object({
    parcel: z.object({
      ledger: z.array(
        z.object({
          sequence: z.number(),
          kind: z.string(),
          happenedAt: z.string(),
          actorRole: z.string(),
          pointCode: z.string().nullable(),
          to: custodianShape.nullable(),
        }),
      ),
    }),
  }),
};

export const REVOKE = {
  query: 'mutation ($id: ID!) { revokeToken(id: $id) }',
  shape: z.object({ revokeToken: z.literal(true) }),
};
