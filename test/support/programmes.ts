import { registered } from './merchants.js';
import type { Relais } from './relais.js';

/** A programme that anybody is in, and that costs 2.50 EUR a parcel. */
const LECLERC_EXPRESS = {
  code: 'leclerc-express',
  names: { fr: 'Leclerc Express', en: 'Leclerc Express' },
  operator: 'Leclerc',
  validFrom: '2026-01-01',
  timeZone: 'Europe/Paris',
  enrolment: 'AUTOMATIC',
  feeCents: 250,
  currency: 'EUR',
  merchantRule: {},
  pointRule: [{ chains: ['LECLERC'] }],
  covers: ['PICKUP'],
  collection: ['POINT'],
  approval: 'OPERATOR',
  bookingDays: 7,
};

/** Opens a programme with a fee, beside those that are seeded and free. */
export async function openLeclercExpress(relais: Relais): Promise<void> {
  await relais.data('mutation ($definition: JSON!) { saveProgramme(definition: $definition) { code } }', {
    token: await relais.token('OPERATOR'),
    variables: { definition: LECLERC_EXPRESS },
  });
}

/** A shop that is registered, approved and inside a programme. */
export async function enrolled(relais: Relais, shop: Record<string, unknown>, programmeCode: string) {
  const merchant = await registered(relais, shop);
  const { enrolMerchant } = await relais.data(
    `mutation ($input: EnrolMerchantInput!) {
      enrolMerchant(input: $input) { __typename ... on Refusal { code details } }
    }`,
    { token: merchant.token, variables: { input: { merchantId: merchant.id, programmeCode } } },
  );
  if (enrolMerchant.__typename !== 'Enrolment') throw new Error(JSON.stringify(enrolMerchant));
  return merchant;
}
