import type { IncomingMessage } from 'node:http';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import express from 'express';
import type { Language } from '#libs/refusals';
import type { RequestContext } from './caller.js';

/** The language that Accept-Language asks for, of the two that are spoken here; English where it asks for neither. */
export function languageOf(request: IncomingMessage): Language {
  // Express's way of reading the header, which needs nothing else of Express.
  return Reflect.apply(express.request.acceptsLanguages, request, ['en', 'fr']) === 'fr' ? 'fr' : 'en';
}

/** The language in which a GraphQL request is answered. */
export const CurrentLanguage = createParamDecorator(
  (_: unknown, context: ExecutionContext): Language =>
    languageOf(GqlExecutionContext.create(context).getContext<RequestContext>().req),
);
