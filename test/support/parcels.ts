import type { Relais } from './relais.js';

export const CREATE = `mutation ($input: CreateParcelInput!) {
  createParcel(input: $input) {
    __typename
    ... on Parcel {
      id trackingNumber state programmeCode feeCents currency customerLink bookingLapsesAt
      pickupPoint { code } custodian { kind id } recipient { name email }
    }
    ... on Refusal { code message details }
  }
}`;

let lastKey = 0;

/** What a merchant sends to announce a book of 450 g for Jeanne. */
export function newParcel(pickupPointCode: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  lastKey += 1;
  return {
    idempotencyKey: `order-${lastKey}`,
    recipient: { name: 'Jeanne Delattre', email: 'jeanne@example.org' },
    measures: { weightGrams: 450, lengthMillimetres: 220, widthMillimetres: 150, heightMillimetres: 30 },
    pickupPointCode,
    ...more,
  };
}

/** Announces a parcel, which has to succeed. */
export async function announced(relais: Relais, token: string, pickupPointCode: string, more = {}) {
  const { createParcel } = await relais.data(CREATE, { token, variables: { input: newParcel(pickupPointCode, more) } });
  if (createParcel.__typename !== 'Parcel') throw new Error(JSON.stringify(createParcel));
  return createParcel;
}

export const SCAN = `mutation ($inputs: [HandoverInput!]!, $sentAt: DateTime) {
  recordHandovers(inputs: $inputs, sentAt: $sentAt) {
    idempotencyKey recorded duplicate refusal { code details } state custodian { kind id } instruction
    discrepancies { code instruction }
  }
}`;

let lastScan = 0;

/** One scan with a key of its own, by whoever holds the token. */
export async function scan(relais: Relais, token: string, input: Record<string, unknown>) {
  lastScan += 1;
  // No two things happen to a parcel at one instant.
  relais.clock.advance({ minutes: 1 });
  const inputs = [{ idempotencyKey: `scan-${lastScan}`, ...input }];
  const { recordHandovers } = await relais.data(SCAN, { token, variables: { inputs } });
  return recordHandovers[0];
}

/** What the customer sees through their link. */
export async function track(relais: Relais, parcel: { trackingNumber: string; customerLink: string }) {
  const token = parcel.customerLink.split('#')[1];
  const { track: tracked } = await relais.data(
    `query ($trackingNumber: ID!, $token: String) {
      track(trackingNumber: $trackingNumber, token: $token) {
        state stateText deadline pickupCode pickupQr pickupPoint { code } history { kind pointCode }
      }
    }`,
    { variables: { trackingNumber: parcel.trackingNumber, token } },
  );
  return tracked;
}
