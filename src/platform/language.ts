import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import type { Request } from 'express';
import type { Language } from '#libs/refusals';
import type { RequestContext } from './caller.js';

/** The language that Accept-Language asks for, of the two that are spoken here; English where it asks for neither. */
export function languageOf(request: Request): Language {
  return request.acceptsLanguages('en', 'fr') === 'fr' ? 'fr' : 'en';
}

/** The language in which a GraphQL request is answered. */
export const CurrentLanguage = createParamDecorator(
  (_: unknown, context: ExecutionContext): Language =>
    languageOf(GqlExecutionContext.create(context).getContext<RequestContext>().req),
);
