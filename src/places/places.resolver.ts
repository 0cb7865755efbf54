import { Args, Query, Resolver } from '@nestjs/graphql';
import { Allow, EVERYONE } from '../platform/caller.js';
import { check } from '../platform/input.js';
import { ResolvedPlace } from './places.inputs.js';
import { type PlaceQuery, PlacesService } from './places.service.js';

const FIELDS = { code: 'postcode', name: 'commune', country: 'country' };

@Resolver()
export class PlacesResolver {
  constructor(private readonly places: PlacesService) {}

  @Allow(...EVERYONE)
  @Query(() => ResolvedPlace, { description: 'Checks what a person typed: a postcode, or the name of a commune.' })
  resolvePlace(
    @Args('postcode', { type: () => String, nullable: true }) postcode: string | null,
    @Args('commune', { type: () => String, nullable: true }) commune: string | null,
    @Args('country', { type: () => String, defaultValue: 'FR' }) country: string,
  ): Promise<ResolvedPlace> {
    return this.places.resolve(queryOf(postcode, commune, country), FIELDS);
  }
}

function queryOf(code: string | null | undefined, name: string | null | undefined, country: string): PlaceQuery {
  const [hasCode, hasName] = [typeof code === 'string', typeof name === 'string'];
  check(hasCode !== hasName, hasCode ? 'commune' : 'postcode', 'Give either a postcode or a commune, one of the two.');
  return hasCode ? { postcode: { code: code as string, country } } : { commune: { name: name as string, country } };
}
