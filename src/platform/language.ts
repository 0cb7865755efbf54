import type { IncomingMessage } from 'node:http';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import express from 'express';
import type { Language } from '#libs/refusals';
import type { RequestContext } from './caller.js';

/** Values of the header that were read before: there are few, and reading one takes as long as a search of the index. */
const known = new Map<string, Language>();
const MOST_KNOWN = 1000;

/** The language that Accept-Language asks for, of the two that are spoken here; English where it asks for neither. */
export function languageOf(request: IncomingMessage): Language {
  const header = request.headers['accept-language'] ?? '';
  const before = known.get(header);
  if (before !== undefined) return before;
  // Express's way of reading the header, which needs nothing else of Express.
  const language = Reflect.apply(express.request.acceptsLanguages, request, ['en', 'fr']) === 'fr' ? 'fr' : 'en';
  if (known.size < MOST_KNOWN && header.length <= 100) known.set(header, language);
  return language;
}

/** The language in which a GraphQL request is answered. */
export const CurrentLanguage = createParamDecorator(
  (_: unknown, context: ExecutionContext): Language =>
    languageOf(GqlExecutionContext.create(context).getContext<RequestContext>().req),
);
