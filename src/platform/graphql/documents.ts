import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { GraphQLSchema } from 'graphql';
import { z } from 'zod';
import { CodedError } from '#libs/refusals';
import type { Config } from '../config.js';
import type { Logger } from '../log.js';
import type { KnownDocuments } from './known-documents.js';
import { faultsOf } from './limits.js';

/** What a request says of the document that it wants. */
export interface AskedDocument {
  query?: unknown;
  documentId?: unknown;
  extensions?: unknown;
}

const manifest = z.record(z.string(), z.string());

/** The identifier of a document in GraphQL over HTTP: the SHA-256 of its text. */
export function documentIdOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** The documents that the service answers: any that is valid, or those of a list and no others. */
export class Documents {
  private byId: ReadonlyMap<string, string> | null = null;
  private texts: ReadonlySet<string> = new Set();

  /** The texts of the list by their identifiers; null where there is no list. */
  get list(): ReadonlyMap<string, string> | null {
    return this.byId;
  }

  /**
   * From now on, only these are answered.
   *
   * @param file - As `relais documents` writes it.
   * @throws CodedError CONFIG_INVALID when the file cannot be read, or an identifier is not that of its text.
   */
  restrictTo(file: string): void {
    const byId = new Map(Object.entries(readManifest(file)));
    const wrong = [...byId].find(([id, text]) => documentIdOf(text) !== id);
    if (wrong) throw invalid(`${wrong[0].slice(0, 80)} is not the SHA-256 of its text`);
    this.byId = byId;
    this.texts = new Set(byId.values());
  }

  /**
   * Puts the text of the document in the place of its identifier: `documentId`, or Apollo's `persistedQuery`. What is of
   * no form that could be answered is left for Apollo to refuse.
   *
   * @throws CodedError DOCUMENT_NOT_LISTED, or DOCUMENT_IDS_UNUSED where there is no list.
   */
  resolve(asked: AskedDocument): void {
    const { query, documentId } = asked;
    if (this.byId === null) {
      if (documentId !== undefined && documentId !== null) throw new CodedError('DOCUMENT_IDS_UNUSED');
      return;
    }
    const id = documentId ?? apolloIdOf(asked.extensions);
    if (id === undefined || id === null) {
      if (typeof query !== 'string' || query === '' || this.texts.has(query)) return;
      throw new CodedError('DOCUMENT_NOT_LISTED', { documentId: documentIdOf(query) });
    }
    const text = typeof id === 'string' ? this.byId.get(id) : undefined;
    const isOther = query !== undefined && query !== null && query !== text;
    if (text === undefined || isOther) {
      throw new CodedError('DOCUMENT_NOT_LISTED', { documentId: String(id).slice(0, 80) });
    }
    asked.query = text;
    delete asked.documentId;
    delete asked.extensions;
  }

  /** Makes those of the list known that are valid; Apollo says of the others what is wrong, to whoever asks for them. */
  learn(known: KnownDocuments, schema: GraphQLSchema, config: Config, log: Logger): void {
    for (const [id, text] of this.byId ?? []) {
      const [fault] = faultsOf(schema, text, config);
      if (fault === undefined) known.keep(schema, text);
      else log.warn({ document: id, fault }, 'a document of RELAIS_DOCUMENTS is not valid');
    }
  }
}

function apolloIdOf(extensions: unknown): string | undefined {
  const hash = (extensions as { persistedQuery?: { sha256Hash?: unknown } } | null | undefined)?.persistedQuery
    ?.sha256Hash;
  return hash === undefined ? undefined : `sha256:${String(hash)}`;
}

function readManifest(file: string): Record<string, string> {
  try {
    return manifest.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw invalid(
      typeof code === 'string' && code.startsWith('E')
        ? `the file cannot be read (${code})`
        : 'the file holds no list of documents',
    );
  }
}

function invalid(problem: string): CodedError {
  const told = `RELAIS_DOCUMENTS: ${problem}; write it with: relais documents FOLDER -o FILE`;
  return new CodedError('CONFIG_INVALID', { problems: [told] }, { message: `The environment is not valid. ${told}.` });
}
