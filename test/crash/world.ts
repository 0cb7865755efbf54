import { newSiret, REGISTER, TOY_SHOP } from '../support/merchants.js';
import type { Child } from './child.js';

/** Where parcels go. They take whatever comes, since room is not what is looked at here. */
export const POINTS = ['NORTH', 'EAST', 'SOUTH'] as const;
const NETWORK = 'MONDIAL_RELAY';

/** Who sends scans and parcels. Their tokens live on in the database that is killed. */
export interface World {
  operator: string;
  merchant: string;
  carrier: string;
  clerks: Record<string, string>;
}

/** One GraphQL request. @throws Error where it was not answered, or not by data alone. */
export async function ask<T>(
  url: string,
  token: string | null,
  query: string,
  variables: Record<string, unknown>,
): Promise<T> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  const { data, errors } = JSON.parse(text) as { data?: T; errors?: { extensions?: { code?: string } }[] };
  if (errors === undefined && data) return data;
  throw new Error(`${response.status} ${errors?.[0]?.extensions?.code ?? ''} ${text.slice(0, 300)}`);
}

export async function prepare(child: Child, webhookUrl: string): Promise<World> {
  const url = await child.url();
  await child.seed();
  await child.query(`INSERT INTO chain (code, name) VALUES ('AUCHAN', 'AUCHAN') ON CONFLICT DO NOTHING`);
  await child.query('INSERT INTO network (code, name) VALUES ($1, $1) ON CONFLICT DO NOTHING', [NETWORK]);
  const clerks: Record<string, string> = {};
  for (const code of POINTS) {
    const [{ id }] = (await child.query(
      `INSERT INTO point (code, name, chain_code, kind, services, street, postcode, city, country, lat, lon, time_zone,
                          state, source, source_ref)
       VALUES ($1, $1, 'AUCHAN', 'COUNTER', '{PICKUP,DROP_OFF}', '1 rue du Marché', '59000', 'Lille', 'FR', 50.63, 3.07,
               'Europe/Paris', 'OPEN', 'crash', $1) RETURNING id`,
      [code],
    )) as [{ id: string }];
    await child.query('INSERT INTO point_network (point_id, network_code) VALUES ($1, $2)', [id, NETWORK]);
    clerks[code] = await child.token('CLERK', { pointId: id });
  }
  const operator = await child.token('OPERATOR');
  const carrier = await child.token('CARRIER', { networkCode: NETWORK });
  const { registerMerchant } = await ask<{
    registerMerchant: { merchant: { id: string }; token: { secret: string } };
  }>(url, null, REGISTER, { input: { siret: newSiret(), ...TOY_SHOP } });
  const { id } = registerMerchant.merchant;
  await ask(url, operator, 'mutation ($id: ID!) { approveMerchant(id: $id) { state } }', { id });
  const webhook = 'mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { __typename } }';
  await ask(url, operator, webhook, { input: { url: webhookUrl } });
  return { operator, carrier, clerks, merchant: registerMerchant.token.secret };
}
