import { announced, scan } from './parcels.js';
import type { Relais } from './relais.js';

export interface Programme {
  code: string;
  chain: string;
  feeCents?: number;
  retention?: Record<string, unknown> | null;
  customerReturnDays?: number;
}

/** Opens a programme that every merchant is in, at the points of one chain, or changes it. */
export async function openProgramme(
  relais: Relais,
  { code, chain, feeCents = 0, retention = null, ...more }: Programme,
) {
  await relais.data('mutation ($definition: JSON!) { saveProgramme(definition: $definition) { code } }', {
    token: await relais.token('OPERATOR'),
    variables: {
      definition: {
        code,
        names: { fr: code, en: code },
        operator: chain,
        validFrom: '2026-01-01',
        timeZone: 'Europe/Paris',
        enrolment: 'AUTOMATIC',
        feeCents,
        currency: 'EUR',
        merchantRule: {},
        pointRule: [{ chains: [chain] }],
        covers: ['PICKUP'],
        collection: ['POINT'],
        approval: 'OPERATOR',
        bookingDays: 7,
        retention,
        ...more,
      },
    },
  });
}

/** A parcel that was brought by its merchant to the very point where it is collected. */
export async function waiting(relais: Relais, token: string, clerk: string, pointCode: string, more = {}) {
  const parcel = await announced(relais, token, pointCode, more);
  const { state } = await scan(relais, clerk, { kind: 'DROP_OFF', trackingNumber: parcel.trackingNumber });
  if (state !== 'AVAILABLE') throw new Error(`it is ${state}`);
  return parcel;
}

/** Until when a point keeps a parcel, as its merchant sees it. */
export async function deadlineAt(relais: Relais, token: string, trackingNumber: string): Promise<string | null> {
  const { parcel } = await relais.data('query ($id: ID!) { parcel(id: $id) { deadline } }', {
    token,
    variables: { id: trackingNumber },
  });
  return parcel.deadline;
}
