import { createUnionType } from '@nestjs/graphql';
import { Parcel } from '../parcels/parcels.inputs.js';
import { Refusal } from '../platform/graphql/refusal.type.js';

export const EraseRecipientResult = createUnionType({
  name: 'EraseRecipientResult',
  types: () => [Parcel, Refusal] as const,
});
