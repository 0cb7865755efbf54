import { luhnCheckDigit } from '#libs/identifiers';
import type { Relais } from './relais.js';

let lastSiret = 0;

/** A SIRET that no other merchant of the story has. */
export function newSiret(): string {
  lastSiret += 1;
  const company = String(10_000_000 + lastSiret);
  const siren = `${company}${luhnCheckDigit(company)}`;
  return `${siren}0001${luhnCheckDigit(`${siren}0001`)}`;
}

export const BOOKSHOP = {
  name: 'Librairie du Vieux-Lille',
  email: 'bonjour@librairie.example',
  nafCode: '47.61Z',
  nafNomenclature: 'NAF_REV2',
  street: '12 rue Esquermoise',
  postcode: '59000',
  city: 'Lille',
  country: 'FR',
};
export const GROCER = { ...BOOKSHOP, name: 'Épicerie Wazemmes', email: 'epicerie@example.org', nafCode: '47.11B' };
export const TOY_SHOP = {
  ...BOOKSHOP,
  name: 'Le Petit Train',
  email: 'train@example.org',
  nafCode: '47.65Z',
  carrierAccounts: ['MONDIAL_RELAY'],
};

export const REGISTER = `mutation ($input: RegisterMerchantInput!) {
  registerMerchant(input: $input) {
    __typename
    ... on RegisteredMerchant {
      merchant { id siret sector state emailProvedAt carrierAccounts nafCode }
      token { secret expiresAt }
    }
    ... on Refusal { code details }
  }
}`;

export const ENROL = `mutation ($input: EnrolMerchantInput!) {
  enrolMerchant(input: $input) {
    __typename
    ... on Enrolment { id programmeCode fromDay lastDay }
    ... on Refusal { code message details }
  }
}`;

export const VERDICT = '{ programmes { programme { code } free reasons { code } } }';

export const APPROVE = 'mutation ($id: ID!) { approveMerchant(id: $id) { state } }';

export const OPEN_SHOP = `mutation ($input: OpenOwnShopInput!) {
  openOwnShop(input: $input) {
    __typename
    ... on Point { code name kind hours timeZone address { city } openState flags }
    ... on Refusal { code }
  }
}`;

/** Registers a shop as its owner would, and gives its id and first token; approved too, unless the story says not. */
export async function registered(
  relais: Relais,
  shop: Record<string, unknown> = BOOKSHOP,
  { approved = true }: { approved?: boolean } = {},
): Promise<{ id: string; token: string; siret: string }> {
  const input = { siret: newSiret(), ...shop };
  const { registerMerchant } = await relais.data(REGISTER, { variables: { input } });
  const { id, siret } = registerMerchant.merchant;
  if (approved) {
    const operator = await relais.token('OPERATOR');
    await relais.data('mutation ($id: ID!) { approveMerchant(id: $id) { state } }', {
      token: operator,
      variables: { id },
    });
  }
  return { id, siret, token: registerMerchant.token.secret };
}

/** Asks for a place in a programme, as the merchant who holds the token. */
export async function enrol(relais: Relais, token: string, input: Record<string, unknown>) {
  return (await relais.data(ENROL, { token, variables: { input } })).enrolMerchant;
}

/** Whether a programme makes points free for the merchant who holds the token. */
export async function isFree(relais: Relais, token: string, code: string): Promise<boolean> {
  const { programmes } = await relais.data(VERDICT, { token });
  return programmes.find(({ programme }: { programme: { code: string } }) => programme.code === code).free;
}
