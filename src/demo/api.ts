import { z } from 'zod';

/** An answer that the demo did not expect; its message says what was expected. */
export class Unexpected extends Error {
  override readonly name = 'Unexpected';
}

const ANSWER_MILLISECONDS = 15_000;

const answerShape = z.object({
  data: z.unknown().optional(),
  errors: z.array(z.object({ message: z.string() })).optional(),
});

/** A running Relais, spoken to over HTTP as its users do. */
export class Api {
  constructor(readonly url: string) {}

  async isThere(): Promise<boolean> {
    try {
      return (await this.fetch('/health/ready', {})).ok;
    } catch {
      return false;
    }
  }

  /**
   * One operation of the API.
   *
   * @param shape - What the answer's data has to look like.
   * @throws Unexpected for an error, and for an answer of another shape.
   */
  async ask<Shape extends z.ZodType>(
    shape: Shape,
    query: string,
    { token, variables }: { token?: string; variables?: Record<string, unknown> },
  ): Promise<z.infer<Shape>> {
    const response = await this.fetch('/graphql', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'accept-language': 'en',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query, variables }),
    });
    const answer = answerShape.safeParse(await response.json());
    if (!answer.success) throw new Unexpected(`${this.url}/graphql answers ${response.status}, and no GraphQL.`);
    const [error] = answer.data.errors ?? [];
    if (error) throw new Unexpected(error.message);
    const data = shape.safeParse(answer.data.data);
    if (!data.success) throw new Unexpected(`Another answer was expected: ${z.prettifyError(data.error)}`);
    return data.data;
  }

  /** @throws Unexpected where there is no such file. */
  async file(path: string, token: string): Promise<Buffer> {
    const response = await this.fetch(path, { headers: { authorization: `Bearer ${token}` } });
    if (!response.ok) throw new Unexpected(`GET ${path} answers ${response.status}.`);
    return Buffer.from(await response.arrayBuffer());
  }

  private fetch(path: string, request: RequestInit): Promise<Response> {
    return fetch(`${this.url}${path}`, { ...request, signal: AbortSignal.timeout(ANSWER_MILLISECONDS) });
  }
}
