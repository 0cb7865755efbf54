import type { Express, NextFunction, Request, Response } from 'express';
import type { Caller } from '../caller.js';
import type { Logger } from '../log.js';

/** The folders of our routes; what follows them may name a parcel or a person and is not logged. */
const KNOWN = /^\/(graphql|labels|imports|health|metrics|playground|track)?(?=\/|$)/;

/** One line a request: what was asked for, by which pseudonym, and how it went. */
export function logRequests(app: Express, log: Logger): void {
  app.use((request: Request & { caller?: Caller }, response: Response, next: NextFunction) => {
    const startedAt = process.hrtime.bigint();
    response.once('finish', () => {
      const milliseconds = Number(process.hrtime.bigint() - startedAt) / 1e6;
      const line = {
        method: request.method,
        route: KNOWN.exec(request.originalUrl.split('?')[0] ?? '')?.[0] ?? 'other',
        status: response.statusCode,
        milliseconds: Math.round(milliseconds * 10) / 10,
        role: request.caller?.role ?? 'ANONYMOUS',
        caller: request.caller?.id ?? 'anonymous',
      };
      // Probes come every few seconds and say nothing while all is well.
      if (line.route === '/health' && line.status < 400) log.debug(line, 'request');
      else log.info(line, 'request');
    });
    next();
  });
}
