import { createUnionType, Field, Float, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { RecipientInput } from '../parcels/parcels.inputs.js';
import { enumOf } from '../platform/graphql/enum.js';
import { PageInfo } from '../platform/graphql/page.js';
import { Refusal } from '../platform/graphql/refusal.type.js';
import { DateTime } from '../platform/graphql/scalars.js';
import { CostName, NearInput, ParcelMeasuresInput } from '../search/search.inputs.js';
import { FAR_METRES } from './batch.js';
import { PLAN_STATES, type PlanState, ROW_OUTCOMES, type RowOutcome } from './plans.queries.js';

const PlanStateName = enumOf(
  'PlanState',
  PLAN_STATES,
  'WAITING, PLANNING and COMMITTING pass by themselves; PLANNED can be looked at, and committed.',
);
const RowOutcomeName = enumOf(
  'PlanOutcome',
  ROW_OUTCOMES,
  `PLACED: has a point in the plan. NO_ROOM: all that take it are full. NO_POINT: none takes it. CREATED: is a parcel now,
as planned. MOVED: is a parcel now, at another point than planned. KNOWN: was one before. BAD_ROW: could not be read.`,
);

@InputType({ description: 'One parcel of a plan.' })
export class PlannedParcelInput {
  @Field(() => String, {
    nullable: true,
    description: 'Becomes the idempotencyKey of the parcel. Needed to commit the plan.',
  })
  reference?: string | null;

  @Field(() => NearInput, { description: 'Coordinates, a postcode or a commune: where it is wanted.' })
  near: NearInput;

  @Field(() => ID, { nullable: true })
  merchantId?: string | null;

  @Field(() => ParcelMeasuresInput, { nullable: true })
  measures?: ParcelMeasuresInput | null;

  @Field(() => Int, { defaultValue: 0, description: '0 to 9; 0 comes first where there is not room for all.' })
  priority: number;

  @Field(() => Int, { defaultValue: 1, description: 'Of a forecast: for how many parcels it stands.' })
  count: number;

  @Field(() => String, {
    nullable: true,
    description: 'What those of one customer have in common; if nothing is said, the recipient’s e-mail or phone.',
  })
  customer?: string | null;

  @Field(() => RecipientInput, { nullable: true, description: 'Needed to commit the plan.' })
  recipient?: RecipientInput | null;
}

@InputType()
export class PlanAssignmentInput {
  @Field(() => ID, { nullable: true, description: 'For operators, of parcels that name none; a merchant’s own.' })
  merchantId?: string | null;

  @Field(() => [PlannedParcelInput], { description: '1 to 1 000; more by POST /plans.' })
  parcels: PlannedParcelInput[];

  @Field(() => Boolean, { defaultValue: false, description: 'Of expected parcels, which are never made.' })
  forecast: boolean;

  @Field(() => CostName, { defaultValue: 'FREE_ONLY' })
  cost: 'FREE_ONLY' | 'ANY';

  @Field(() => Int, { defaultValue: 1000, description: 'How many metres a customer would rather go than pay a euro.' })
  metresPerEuro: number;

  @Field(() => DateTime, { nullable: true, description: 'When points had better be open.' })
  openAt?: Date | null;

  @Field(() => Int, {
    defaultValue: 2000,
    description: 'How many metres farther a point counts that is not open then.',
  })
  closedMetres: number;

  @Field(() => Int, {
    defaultValue: 0,
    description: 'How many metres farther one customer’s parcels may go in all, to spare them one more point.',
  })
  splitMetres: number;
}

@ObjectType({ description: 'One way of placing a batch, in figures.' })
export class PlanFigures {
  @Field(() => Int)
  placed: number;

  @Field(() => Float, { nullable: true })
  meanMetres: number | null;

  @Field(() => Float, { nullable: true, description: `The share sent farther than ${FAR_METRES / 1000} km, 0 to 1.` })
  farShare: number | null;
}

@ObjectType({ description: 'A point that more parcels want than it has room for.' })
export class PlanOverflow {
  @Field(() => ID)
  pointCode: string;

  @Field(() => Int, { description: 'Parcels of which it is the nearest point that takes them.' })
  wanted: number;

  @Field(() => Int)
  room: number;

  @Field(() => Float, { description: 'What one more place there would save, in metres.' })
  savedByOneMorePlaceMetres: number;
}

@ObjectType({ description: 'How often customers have to go to one more point for all of their parcels.' })
export class PlanSplits {
  @Field(() => Int)
  splits: number;

  @Field(() => Int, { description: 'At the least distance, whoever the parcels are for.' })
  splitsBefore: number;

  @Field(() => Float, { description: 'By how much it may be above the best plan there is, as a share of that.' })
  gap: number;
}

@ObjectType()
export class PlanRowShown {
  @Field(() => Int, { description: 'Its place in the batch, from 0.' })
  row: number;

  @Field(() => String, { nullable: true })
  reference: string | null;

  @Field(() => RowOutcomeName, { nullable: true })
  outcome: RowOutcome | null;

  @Field(() => String, { nullable: true, description: 'What is wrong with it, or why it was moved.' })
  detail: string | null;

  @Field(() => ID, { nullable: true })
  pointCode: string | null;

  @Field(() => Int, { nullable: true })
  distanceMetres: number | null;

  @Field(() => ID, { nullable: true })
  trackingNumber: string | null;
}

@ObjectType()
export class PlanRowEdge {
  @Field(() => String)
  cursor: string;

  @Field(() => PlanRowShown)
  node: PlanRowShown;
}

@ObjectType()
export class PlanRowConnection {
  @Field(() => [PlanRowEdge])
  edges: PlanRowEdge[];

  @Field(() => PageInfo)
  pageInfo: PageInfo;
}

@ObjectType({ description: 'Which point each parcel of a batch should go to, such that all go the least distance.' })
export class AssignmentPlan {
  @Field(() => ID)
  id: string;

  @Field(() => PlanStateName)
  state: PlanState;

  @Field(() => Boolean)
  forecast: boolean;

  @Field(() => String, { nullable: true, description: 'How far it is while it is worked out.' })
  progress: string | null;

  @Field(() => String, { nullable: true, description: 'Why it failed.' })
  failure: string | null;

  @Field(() => Int)
  rowCount: number;

  @Field(() => Int)
  parcelCount: number;

  @Field(() => DateTime, { description: 'It is kept for a day.' })
  createdAt: Date;

  @Field(() => DateTime, { nullable: true })
  plannedAt: Date | null;

  @Field(() => DateTime, { nullable: true })
  committedAt: Date | null;

  @Field(() => PlanFigures, { nullable: true, description: 'The plan itself, once it is worked out.' })
  planned: PlanFigures | null;

  @Field(() => PlanFigures, { nullable: true, description: 'What giving each its nearest place left would come to.' })
  nearestFirst: PlanFigures | null;

  @Field(() => Int, { nullable: true, description: 'Parcels that no point takes.' })
  withoutPoint: number | null;

  @Field(() => Int, { nullable: true, description: 'Parcels for which all points that take them are full.' })
  withoutRoom: number | null;

  @Field(() => PlanSplits, { nullable: true, description: 'Where splitMetres are given.' })
  splits: PlanSplits | null;

  @Field(() => [PlanOverflow], { description: 'Points that overflow first; at most a hundred.' })
  overflows: PlanOverflow[];
}

export const CommitAssignmentResult = createUnionType({
  name: 'CommitAssignmentResult',
  types: () => [AssignmentPlan, Refusal] as const,
});
export const CancelAssignmentResult = createUnionType({
  name: 'CancelAssignmentResult',
  types: () => [AssignmentPlan, Refusal] as const,
});
