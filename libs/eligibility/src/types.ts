import type { NafNomenclature, Sector } from '#libs/identifiers';
import type { Day } from './days.js';

/** What a programme gives: a place in the chain's listing, collection at points, access to its marketplace. */
export const COVERS = ['LISTING', 'PICKUP', 'MARKETPLACE'] as const;
export type Cover = (typeof COVERS)[number];

/** Where the customer collects. */
export const COLLECTIONS = ['POINT', 'MERCHANT_SHOP', 'NAMED_ON_ORDER'] as const;
export type Collection = (typeof COLLECTIONS)[number];

/** What lifts a merchant's pending state for this programme: only an operator, or a proved e-mail too. */
export const APPROVALS = ['OPERATOR', 'EMAIL'] as const;
export type Approval = (typeof APPROVALS)[number];

/** AUTOMATIC takes in whoever meets the merchant rule, with no enrolment to make, and so without a grant. */
export const ENROLMENT_MODES = ['REQUIRED', 'AUTOMATIC'] as const;
export type EnrolmentMode = (typeof ENROLMENT_MODES)[number];

/** SHOP is a merchant's own. */
export const POINT_KINDS = ['COUNTER', 'DRIVE', 'LOCKER', 'SHOP'] as const;
export type PointKind = (typeof POINT_KINDS)[number];

/** NAF codes or prefixes (`47.2`) of one nomenclature; a rule that outlives 2026 names both. */
export type NafRule = { readonly nomenclature: NafNomenclature; readonly codes: readonly string[] };

/** Everything that is stated must hold; within a list any one is enough. An empty rule takes every merchant. */
export type MerchantRule = {
  readonly sectors?: readonly Sector[];
  readonly nafCodes?: readonly NafRule[];
  /** Networks with which the merchant has an account: `MONDIAL_RELAY`. */
  readonly carrierAccounts?: readonly string[];
  readonly merchantIds?: readonly string[];
};

/**
 * One way for a point to qualify. Everything that is stated must hold; any one chain, network or kind is enough, and
 * all services are needed. Another merchant's shop qualifies only where `kinds` names SHOP without `ownShop`.
 */
export type PointAlternative = {
  readonly chains?: readonly string[];
  readonly networks?: readonly string[];
  readonly services?: readonly string[];
  readonly kinds?: readonly PointKind[];
  /** The point must be the merchant's own shop. */
  readonly ownShop?: boolean;
};

/** Any one alternative is enough: "the merchant's own shop, or the chain's drives". `[{}]` is every point. */
export type PointRule = readonly PointAlternative[];

/** How long a parcel waits, in days on which the point is open. */
export type Retention = {
  readonly days: number;
  /** Days after arrival on which the customer is reminded. */
  readonly reminderDays: readonly number[];
  /** Days that one extension adds; 0 if there is none. */
  readonly extensionDays: number;
  /** How often the time may be extended; 0 if there is no extension. */
  readonly extensions: number;
};

/** A dated rule that makes points free, or priced, for some merchants. A new scheme is a new one of these. */
export type Programme = {
  readonly code: string;
  readonly names: { readonly fr: string; readonly en: string };
  readonly operator: string;
  readonly validFrom: Day;
  /** The last day, still inside; null if open. It ends grants that would run longer. */
  readonly validTo: Day | null;
  /** Whose days the dates above and the grants are in. */
  readonly timeZone: string;
  readonly enrolment: EnrolmentMode;
  /** Calendar months from enrolment; null if an enrolment lasts as long as the programme. */
  readonly grantMonths: number | null;
  /** Per parcel; 0 is free. */
  readonly feeCents: number;
  readonly currency: string;
  readonly merchantRule: MerchantRule;
  readonly pointRule: PointRule;
  readonly covers: readonly Cover[];
  readonly collection: readonly Collection[];
  readonly approval: Approval;
  /** Days after which a booking without a drop-off lapses. */
  readonly bookingDays: number;
  /** Days after the collection within which a customer may give a parcel back at a point; 0 if they may not. */
  readonly customerReturnDays: number;
  /** Null if the network's own rule applies. */
  readonly retention: Retention | null;
};

/** What the rules need to know of a merchant. */
export type Merchant = {
  readonly id: string;
  readonly siret: string | null;
  readonly nafCode: string | null;
  readonly nafNomenclature: NafNomenclature;
  readonly sector: Sector;
  readonly carrierAccounts: readonly string[];
  readonly state: 'PENDING' | 'APPROVED' | 'REFUSED';
  readonly emailProved: boolean;
};

/** One merchant inside one programme. The last day is still inside; null is open. */
export type Enrolment = { readonly programmeCode: string; readonly fromDay: Day; readonly lastDay: Day | null };

/** What the rules need to know of a point. */
export type PointFacts = {
  readonly code: string;
  /** Null for a merchant's own shop outside any chain. */
  readonly chain: string | null;
  readonly networks: readonly string[];
  readonly services: readonly string[];
  readonly kind: PointKind;
  readonly ownerMerchantId: string | null;
};
