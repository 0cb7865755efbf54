import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { checkRetention, type Retention } from '#libs/eligibility';
import { CodedError } from '#libs/refusals';
import { type Caller, requireWholeInstallation } from '../platform/caller.js';
import { Clock } from '../platform/clock.js';
import { rows } from '../platform/database/database.js';
import { check } from '../platform/input.js';
import { badDefinition } from './bad-definition.js';
import { type DatedRule, networkRules, saveNetworkRule } from './retention-rule.queries.js';

/** Rules are changed a few times a year. */
const MOST_RULES = 100;

/** How long a network's points keep parcels, where no programme says it. */
@Injectable()
export class NetworkRetentionService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * Writes a network's rule for parcels that arrive from an instant on. Those that have arrived keep theirs, so that the
   * instant may not lie in the past.
   *
   * @throws CodedError BAD_INPUT naming the field; NOT_FOUND; TOO_MANY_ITEMS.
   */
  async save(caller: Caller, networkCode: string, json: unknown, from: Date | null): Promise<DatedRule[]> {
    requireWholeInstallation(caller);
    const now = this.clock.now();
    const fromAt = from ?? now;
    check(fromAt >= now, 'from', 'Must not be in the past: what has arrived keeps the rule under which it came.');
    const rule = readRule(json);
    return this.dataSource.transaction(async (tx) => {
      const known = await rows(tx, 'SELECT 1 FROM network WHERE code = $1 FOR NO KEY UPDATE', [networkCode]);
      if (known.length === 0) throw new CodedError('NOT_FOUND', { networkCode }, { field: 'networkCode' });
      const before = await networkRules(tx, networkCode, MOST_RULES);
      if (before.length === MOST_RULES) throw new CodedError('TOO_MANY_ITEMS', { most: MOST_RULES }, { field: 'from' });
      await saveNetworkRule(tx, networkCode, { fromAt, rule });
      return networkRules(tx, networkCode, MOST_RULES);
    });
  }

  list(networkCode: string): Promise<DatedRule[]> {
    return networkRules(this.dataSource.manager, networkCode, MOST_RULES);
  }
}

function readRule(json: unknown): Retention | null {
  if (json === null || json === undefined) return null;
  const checked = checkRetention(json);
  if (!checked.ok) throw badDefinition('retention', checked.errors);
  return checked.retention;
}
