import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { GraphqlError, Relais } from './relais.js';

export interface Answer {
  status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- a story reads whatever it asked for.
  body: any;
  /** Of the first error, where there is one. */
  error: GraphqlError['extensions'] | undefined;
  setCookie: string[];
  location: string | null;
}

/** A browser on one of Relais' own pages: it keeps cookies, and names the face that it shows. */
export class Visitor {
  private readonly cookies = new Map<string, string>();

  constructor(
    private readonly relais: Pick<Relais, 'url'>,
    private readonly face: 'console' | 'counter' = 'console',
    /** What the browser says of the page beside it. */
    private readonly says: Record<string, string> = { 'sec-fetch-site': 'same-origin' },
  ) {}

  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(`${this.relais.url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        'x-relais-session': this.face,
        ...this.says,
        ...(this.cookies.size > 0 ? { cookie: [...this.cookies].map((pair) => pair.join('=')).join('; ') } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const setCookie = response.headers.getSetCookie();
    for (const line of setCookie) this.keep(line);
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    const read = isJson && text !== '' ? JSON.parse(text) : text;
    return {
      status: response.status,
      body: read,
      error: read?.errors?.[0]?.extensions,
      setCookie,
      location: response.headers.get('location'),
    };
  }

  ask(query: string, variables: Record<string, unknown> = {}, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('POST', '/graphql', { query, variables }, headers);
  }

  /** The same browser with a page of somebody else's open, or another face. */
  saying(says: Record<string, string>, face: 'console' | 'counter' = this.face): Visitor {
    const other = new Visitor(this.relais, face, says);
    for (const [name, value] of this.cookies) other.cookies.set(name, value);
    return other;
  }

  private keep(line: string): void {
    const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/s);
    if (value === '') this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

const LINK = /^http:\/\/\S+\/sign-in#(\S+)$/gm;

/** The messages in the mail folder to an address, oldest first. */
export function mailTo({ config }: Pick<Relais, 'config'>, address: string): string[] {
  const folder = join(config.dataDir, 'mail');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .filter((text) => text.startsWith(`To: ${address}\n`));
}

/** The secrets of the links in a message. */
export function linksIn(message: string | undefined): string[] {
  return [...(message ?? '').matchAll(LINK)].map(([, token]) => token as string);
}

/** Asks for a link and waits for the message, which comes after the answer. */
export async function requestLink(relais: Relais, email: string, to = email, language = 'fr'): Promise<string> {
  const count = () => mailTo(relais, to).length;
  const before = count();
  const asking =
    'mutation ($email: String!, $language: String) { requestSignInLink(email: $email, language: $language) }';
  await relais.data(asking, { variables: { email, language } });
  for (let turn = 0; turn < 500 && count() === before; turn += 1) await pause(10);
  return mailTo(relais, to).at(-1) as string;
}
