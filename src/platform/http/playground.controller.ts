import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import { Controller, Get, Header, Inject } from '@nestjs/common';
import { CodedError } from '#libs/refusals';
import { Allow, EVERYONE } from '../caller.js';
import { CONFIG, type Config } from '../config.js';
import { Documents } from '../graphql/documents.js';

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
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly documents: Documents,
  ) {}

  @Get('playground')
  @Allow(...EVERYONE)
  @Header('content-type', 'text/html; charset=utf-8')
  page(): string {
    if (this.config.mode === 'production') throw new CodedError('NOT_FOUND', { path: '/playground' });
    if (this.documents.list !== null) return listPage(this.documents.list);
    return renderGraphiQL({ endpoint: '/graphql', title: 'Relais GraphiQL', defaultQuery: FIRST_QUERY });
  }
}

/** In place of GraphiQL, which could ask nothing where only listed documents are answered: what the list holds. */
function listPage(list: ReadonlyMap<string, string>): string {
  const entries = [...list].map(([id, text]) => `<h2><code>${id}</code></h2>\n<pre>${escaped(text)}</pre>`);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Relais: the documents of the list</title>
<h1>${list.size} GraphQL documents are answered here</h1>
<p>RELAIS_DOCUMENTS is set, so that there is nothing to try out: send one of these by its <code>documentId</code>, or as
<code>query</code> letter for letter. To try others, start the service without RELAIS_DOCUMENTS.</p>
${entries.join('\n')}
</html>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
