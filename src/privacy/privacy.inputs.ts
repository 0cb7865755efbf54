import { createUnionType, Field, ID, ObjectType } from '@nestjs/graphql';
import { Parcel } from '../parcels/parcels.inputs.js';
import { Refusal } from '../platform/graphql/refusal.type.js';

export const EraseRecipientResult = createUnionType({
  name: 'EraseRecipientResult',
  types: () => [Parcel, Refusal] as const,
});

@ObjectType({ description: 'Where a person was erased, by parcel.' })
export class ErasedPerson {
  @Field(() => [ID])
  erased: string[];

  @Field(() => [ID], { description: 'Parcels under way, which somebody has to hand over: ask again after their end.' })
  underWay: string[];
}
