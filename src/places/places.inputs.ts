import { Field, Float, ObjectType } from '@nestjs/graphql';

@ObjectType({ description: 'Another place that the same words may have meant.' })
export class PlaceAlternative {
  @Field(() => String, { description: 'Can be asked for as a commune, as it stands.' })
  label: string;

  @Field(() => String)
  commune: string;

  @Field(() => String, { nullable: true, description: 'As 59, 2A or 974.' })
  departement: string | null;

  @Field(() => String, { nullable: true })
  postcode: string | null;

  @Field(() => String)
  country: string;
}

@ObjectType({ description: 'What a postcode or the name of a commune was taken for.' })
export class ResolvedPlace {
  @Field(() => String, { description: 'For people: 59000 Lille, or Lille (59).' })
  label: string;

  @Field(() => String, { description: 'Two letters; FR for France overseas too.' })
  country: string;

  @Field(() => String, {
    nullable: true,
    description: 'The one that was asked for, or the first of the commune’s.',
  })
  postcode: string | null;

  @Field(() => String, { description: 'Of a postcode with several communes, the one with most people.' })
  commune: string;

  @Field(() => Float)
  lat: number;

  @Field(() => Float)
  lon: number;

  @Field(() => Boolean, {
    description: 'Whether the position was guessed from neighbouring communes; then it is some 6 to 30 km off.',
  })
  approximate: boolean;

  @Field(() => String, {
    description:
      'Where the position is from: GEONAMES, HAND, GEOCODER, FILE: and its name, or the kinship that it was guessed by (SAME_POSTCODE, SAME_INTERCOMMUNALITY, SAME_ARRONDISSEMENT, SAME_DEPARTEMENT, SUCCESSOR).',
  })
  source: string;

  @Field(() => [PlaceAlternative], { description: 'At most five others that may have been meant, largest first.' })
  alternatives: PlaceAlternative[];
}
