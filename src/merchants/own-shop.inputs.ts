import { createUnionType, Field, Float, ID, InputType, Int } from '@nestjs/graphql';
import { Refusal } from '../platform/graphql/refusal.type.js';
import { Point } from '../points/point.type.js';

@InputType()
export class OpenOwnShopInput {
  @Field(() => ID, { nullable: true, description: 'For operators; a merchant’s own otherwise.' })
  merchantId?: string | null;

  @Field(() => Float)
  lat: number;

  @Field(() => Float)
  lon: number;

  @Field(() => String, {
    nullable: true,
    description: 'OpenStreetMap’s opening_hours, Mo-Sa 10:00-19:00; Su,PH off. Left out: not known.',
  })
  hours?: string | null;

  @Field(() => Int, { nullable: true, description: 'Parcels that fit in. Left out: not known, and it limits nothing.' })
  capacityParcels?: number | null;
}

export const OpenOwnShopResult = createUnionType({
  name: 'OpenOwnShopResult',
  types: () => [Point, Refusal] as const,
});
