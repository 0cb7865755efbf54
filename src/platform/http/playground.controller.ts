import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import { Controller, Get, Header, Inject } from '@nestjs/common';
import { CodedError } from '#libs/refusals';
import { Allow, EVERYONE } from '../caller.js';
import { CONFIG, type Config } from '../config.js';

const FIRST_QUERY = `# Les points gratuits les plus proches d'un code postal. Put a demo token under "Headers":
# { "authorization": "Bearer rl_me_…" }  (see tokens.json in the data folder)
query {
  pickupPoints(search: { near: { postcode: { code: "59000" } }, first: 5, explain: true }) {
    matches { distanceMetres feeCents freePlaces openState point { code name city } programme { code } }
    excluded { reason count }
  }
}
`;

/** GraphiQL in one page that we serve ourselves: it works with no network. Not in production. */
@Controller()
export class PlaygroundController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Get('playground')
  @Allow(...EVERYONE)
  @Header('content-type', 'text/html; charset=utf-8')
  page(): string {
    if (this.config.mode === 'production') throw new CodedError('NOT_FOUND', { path: '/playground' });
    return renderGraphiQL({ endpoint: '/graphql', title: 'Relais GraphiQL', defaultQuery: FIRST_QUERY });
  }
}
