import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { arrayText, prepared } from '../platform/database/rows.js';
import { Remembered } from '../platform/remembered.js';
import type { Item } from './scan-items.js';

/** Codes of points that are remembered to be there. */
const MOST_KNOWN_POINTS = 20_000;

/** Which codes name a point. A point is never deleted, so that a code that was right stays so, and none was wrong before. */
@Injectable()
export class KnownPoints {
  private readonly known = new Remembered<true>(MOST_KNOWN_POINTS);

  /** The codes of scans that name no point. */
  async unknownAmong(tx: EntityManager, items: readonly Item[]): Promise<ReadonlySet<string>> {
    const codes = new Set<string>();
    for (const { input, error } of items) {
      const code = error === null ? (input.pointCode?.trim() ?? '') : '';
      if (code !== '' && this.known.get(code) === undefined) codes.add(code);
    }
    if (codes.size === 0) return codes;
    const found = await this.known.learnAll(async () => {
      const points = await prepared<{ code: string }>(
        tx,
        'points_known',
        'SELECT code FROM point WHERE code = ANY($1::text[])',
        [arrayText([...codes])],
      );
      return new Map(points.map(({ code }) => [code, true]));
    });
    for (const code of found.keys()) codes.delete(code);
    return codes;
  }
}
