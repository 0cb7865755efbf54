import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { DateTime } from '../platform/graphql/scalars.js';
import { TOKEN_PREFIXES, type TokenRole } from './token-roles.js';

const roles = Object.fromEntries(Object.keys(TOKEN_PREFIXES).map((role) => [role, role]));
registerEnumType(roles, { name: 'TokenRole', description: 'What a token lets its holder be.' });

@InputType()
export class CreateTokenInput {
  @Field(() => roles)
  role: TokenRole;

  @Field(() => String, { description: 'What people will know the token by, at most 100 characters.' })
  label: string;

  @Field(() => ID, { nullable: true, description: 'For operators; a merchant’s own otherwise.' })
  merchantId?: string | null;

  @Field(() => ID, { nullable: true })
  pointCode?: string | null;

  @Field(() => ID, { nullable: true })
  networkCode?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'For an operator of one chain; without it, of the whole installation.',
  })
  chainCode?: string | null;

  @Field(() => [String], {
    nullable: true,
    description: 'For a publishable key: the pages it works on, https://shop.example.',
  })
  origins?: string[] | null;

  @Field(() => Int, { defaultValue: 365, description: 'From 1 to 1 830 days.' })
  expiresInDays: number;
}

@ObjectType({ description: 'A token, shown this once: only its hash is stored.' })
export class IssuedToken {
  @Field(() => ID)
  id: string;

  @Field(() => String)
  secret: string;

  @Field(() => DateTime)
  expiresAt: Date;
}

@ObjectType({ description: 'A one-time code that a clerk types into a phone.' })
export class PairingCode {
  @Field(() => String)
  code: string;

  @Field(() => DateTime)
  expiresAt: Date;
}

@ObjectType()
export class PairedDevice {
  @Field(() => ID)
  pointCode: string;

  @Field(() => IssuedToken)
  token: IssuedToken;

  @Field(() => String, {
    description: 'The Ed25519 public key (PEM) with which the phone checks customers’ QR codes offline.',
  })
  qrPublicKey: string;
}

@ObjectType({ description: 'A browser that is signed in. `revokeToken` ends it.' })
export class Session {
  @Field(() => ID)
  id: string;

  @Field(() => String, { description: 'The kind of browser that it was begun with.' })
  label: string;

  @Field(() => DateTime)
  createdAt: Date;

  @Field(() => DateTime)
  expiresAt: Date;

  @Field(() => Boolean, { description: 'Whether it is the one that asks.' })
  isCurrent: boolean;
}

@ObjectType({ description: 'A key that is in force, without its secret.' })
export class TokenShown {
  @Field(() => ID)
  id: string;

  @Field(() => roles)
  role: TokenRole;

  @Field(() => String)
  label: string;

  @Field(() => [String], { description: 'The pages that a publishable key works on.' })
  origins: string[];

  @Field(() => DateTime)
  createdAt: Date;

  @Field(() => DateTime)
  expiresAt: Date;
}

@ObjectType()
export class AuditLine {
  @Field(() => ID)
  id: string;

  @Field(() => DateTime)
  at: Date;

  @Field(() => ID)
  actorId: string;

  @Field(() => String)
  operation: string;

  @Field(() => String)
  target: string;
}
