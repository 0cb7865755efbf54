import { createUnionType, Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { NAF_NOMENCLATURES, type NafNomenclature, SECTORS, type Sector } from '#libs/identifiers';
import { IssuedToken } from '../access/access.inputs.js';
import { enumOf } from '../platform/graphql/enum.js';
import { type Edge, PageInfo } from '../platform/graphql/page.js';
import { Refusal } from '../platform/graphql/refusal.type.js';
import { DateTime } from '../platform/graphql/scalars.js';
import { Enrolment } from './enrolment.inputs.js';

export const MERCHANT_STATES = ['PENDING', 'APPROVED', 'REFUSED'] as const;
export type MerchantState = (typeof MERCHANT_STATES)[number];

const nomenclatures = enumOf('NafNomenclature', NAF_NOMENCLATURES, 'Which of INSEE’s lists a NAF code is of.');
const sectors = enumOf('Sector', SECTORS, 'What a merchant sells.');
const states = enumOf('MerchantState', MERCHANT_STATES, 'Whether an operator knows the merchant to be who it says.');

@ObjectType()
export class Merchant {
  @Field(() => ID)
  id: string;

  @Field(() => String)
  siret: string;

  @Field(() => String)
  name: string;

  @Field(() => String)
  email: string;

  @Field(() => DateTime, { nullable: true, description: 'When somebody who reads mail at this address said so.' })
  emailProvedAt: Date | null;

  @Field(() => String)
  nafCode: string;

  @Field(() => nomenclatures)
  nafNomenclature: NafNomenclature;

  @Field(() => sectors, { description: 'Derived from the NAF code.' })
  sector: Sector;

  @Field(() => [String], { description: 'Networks with which the merchant has an account, MONDIAL_RELAY.' })
  carrierAccounts: string[];

  @Field(() => states)
  state: MerchantState;

  @Field(() => String)
  street: string;

  @Field(() => String)
  postcode: string;

  @Field(() => String)
  city: string;

  @Field(() => String)
  country: string;

  @Field(() => DateTime)
  createdAt: Date;

  @Field(() => [Enrolment], {
    description: 'From the first to the last; to a chain’s operator, in that chain’s programmes.',
  })
  enrolments: Enrolment[];
}

@ObjectType()
export class MerchantEdge implements Edge<Merchant> {
  @Field(() => String)
  cursor: string;

  @Field(() => Merchant)
  node: Merchant;
}

@ObjectType()
export class MerchantConnection {
  @Field(() => [MerchantEdge])
  edges: MerchantEdge[];

  @Field(() => PageInfo)
  pageInfo: PageInfo;
}

@InputType()
export class MerchantsFilter {
  @Field(() => states, { nullable: true })
  state?: MerchantState | null;
}

@InputType()
export class RegisterMerchantInput {
  @Field(() => String, { description: 'Fourteen digits; spaces are taken out.' })
  siret: string;

  @Field(() => String, { description: 'As on the shop’s sign, at most 120 characters.' })
  name: string;

  @Field(() => String)
  email: string;

  @Field(() => String, { description: 'As in 47.61Z.' })
  nafCode: string;

  @Field(() => nomenclatures)
  nafNomenclature: NafNomenclature;

  @Field(() => [String], { defaultValue: [], description: 'Codes of networks, MONDIAL_RELAY; at most 20.' })
  carrierAccounts: string[];

  @Field(() => String, { defaultValue: '' })
  street: string;

  @Field(() => String)
  postcode: string;

  @Field(() => String)
  city: string;

  @Field(() => String, { defaultValue: 'FR', description: 'Two or three letters, FR or FRA.' })
  country: string;
}

@InputType({ description: 'What is left out, or null, stays as it is.' })
export class UpdateMerchantInput {
  @Field(() => ID, { nullable: true, description: 'For operators; a merchant’s own otherwise.' })
  merchantId?: string | null;

  @Field(() => String, { nullable: true, description: 'A new address has to be proved again.' })
  email?: string | null;

  @Field(() => [String], { nullable: true, description: 'The whole list.' })
  carrierAccounts?: string[] | null;

  @Field(() => String, { nullable: true })
  street?: string | null;

  @Field(() => String, { nullable: true })
  postcode?: string | null;

  @Field(() => String, { nullable: true })
  city?: string | null;

  @Field(() => String, { nullable: true })
  country?: string | null;

  @Field(() => String, { nullable: true, description: 'For operators alone.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'For operators alone, together with its nomenclature.' })
  nafCode?: string | null;

  @Field(() => nomenclatures, { nullable: true })
  nafNomenclature?: NafNomenclature | null;
}

@ObjectType()
export class RegisteredMerchant {
  @Field(() => Merchant)
  merchant: Merchant;

  @Field(() => IssuedToken, { description: 'The merchant’s first token. It is shown this once.' })
  token: IssuedToken;
}

@ObjectType()
export class EmailProof {
  @Field(() => ID)
  merchantId: string;

  @Field(() => DateTime)
  provedAt: Date;
}

export const RegisterMerchantResult = createUnionType({
  name: 'RegisterMerchantResult',
  types: () => [RegisteredMerchant, Refusal] as const,
});
