import { Trouble } from '../lib/ask.js';
import { page } from '../lib/page-language.svelte.js';
import { WORDS } from './words.js';

/** Why something did not work, as a sentence that says what to do. */
export function sentenceOf(error: unknown): string {
  const words = WORDS[page.language];
  if (!(error instanceof Trouble)) return words.unexpected;
  if (error.code === 'NO_NETWORK') return words.noNetwork;
  if (error.code === 'NO_ANSWER') return words.noAnswer;
  if (error.code === 'UNAUTHENTICATED') return words.ended;
  return error.message;
}

/** Something that is asked for: what came, why nothing came, and whether it is still being waited for. */
export class Answer<Value> {
  value = $state.raw<Value | null>(null);
  trouble = $state<string | null>(null);
  /** The input that the service did not like, by its path: input.siret. */
  field = $state<string | null>(null);
  isBusy = $state(false);
  private turn = 0;

  /** What was asked for before is forgotten when its answer comes late. @returns Whether it worked. */
  async load(asking: () => Promise<Value>): Promise<boolean> {
    this.turn += 1;
    const turn = this.turn;
    this.isBusy = true;
    this.trouble = null;
    this.field = null;
    try {
      const value = await asking();
      if (turn !== this.turn) return false;
      this.value = value;
      return true;
    } catch (error) {
      if (turn !== this.turn) return false;
      this.trouble = sentenceOf(error);
      this.field = error instanceof Trouble ? error.field : null;
      return false;
    } finally {
      if (turn === this.turn) this.isBusy = false;
    }
  }

  forget(): void {
    this.turn += 1;
    this.value = null;
    this.trouble = null;
    this.isBusy = false;
  }
}

/** A union's good half. @throws Trouble with the code of the refusal. */
export function granted<Good extends { __typename: string }>(
  result: Good | { __typename: 'Refusal'; code: string; message: string },
): Exclude<Good, { __typename: 'Refusal' }> {
  if (result.__typename === 'Refusal') {
    const { code, message } = result as { code: string; message: string };
    throw new Trouble(code, message);
  }
  return result as Exclude<Good, { __typename: 'Refusal' }>;
}

interface Part<Row> {
  edges: { node: Row }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/** A list that comes a part at a time. */
export class Pages<Row> extends Answer<{ rows: Row[]; hasNextPage: boolean; endCursor: string | null }> {
  constructor(private readonly ask: (after: string | null) => Promise<Part<Row>>) {
    super();
  }

  readonly begin = (): Promise<boolean> => this.loadPart([], null);
  readonly more = (): Promise<boolean> => this.loadPart(this.value?.rows ?? [], this.value?.endCursor ?? null);

  private loadPart(before: Row[], after: string | null): Promise<boolean> {
    return this.load(async () => {
      const { edges, pageInfo } = await this.ask(after);
      return { rows: [...before, ...edges.map(({ node }) => node)], ...pageInfo };
    });
  }
}
