import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { checkProgramme, dayIn, type Programme, type When } from '#libs/eligibility';
import { CodedError } from '#libs/refusals';
import { Clock } from '../platform/clock.js';
import { rows } from '../platform/database/database.js';
import { check } from '../platform/input.js';
import { badDefinition } from './bad-definition.js';
import { noteProgrammeRetention } from './retention-rule.queries.js';

/** Every search reads all programmes, so that their number and their size have to stay small. */
const MOST_PROGRAMMES = 500;
const MOST_DEFINITION_LETTERS = 200_000;

/** Programmes as dated data: read whole, checked before they are written. */
@Injectable()
export class ProgrammesService {
  constructor(private readonly clock: Clock) {}

  /** All programmes, by code in byte order, those that are over or still to come included. */
  async all(db: EntityManager): Promise<readonly Programme[]> {
    const found = await rows<{ definition: Programme }>(db, 'SELECT definition FROM programme ORDER BY code');
    return found.map(({ definition }) => definition);
  }

  /** The programmes that run on a day, or at an instant that each takes as a day of its own time zone. */
  async at(db: EntityManager, when: When): Promise<readonly Programme[]> {
    return (await this.all(db)).filter((programme) => {
      const day = typeof when === 'string' ? when : dayIn(programme.timeZone, when);
      return programme.validFrom <= day && (programme.validTo === null || day <= programme.validTo);
    });
  }

  async byCode(db: EntityManager, code: string): Promise<Programme | null> {
    const [found] = await rows<{ definition: Programme }>(db, 'SELECT definition FROM programme WHERE code = $1', [
      code,
    ]);
    return found?.definition ?? null;
  }

  /** The programmes whose points are a chain's: what an operator of that chain may look into. */
  async ofChain(db: EntityManager, chainCode: string): Promise<readonly Programme[]> {
    return (await this.all(db)).filter(({ pointRule }) => pointRule.some(({ chains }) => chains?.includes(chainCode)));
  }

  /**
   * Writes a programme, in place of the one with the same code if there is one.
   *
   * @param definition - JSON as libs/eligibility's `checkProgramme` takes it.
   * @throws CodedError BAD_INPUT naming every field that is wrong; nothing is written then.
   */
  async upsert(tx: EntityManager, definition: unknown): Promise<{ programme: Programme; changed: boolean }> {
    const checked = checkProgramme(definition);
    if (!checked.ok) throw badDefinition('definition', checked.errors);
    const { programme } = checked;
    const text = JSON.stringify(programme);
    check(
      text.length <= MOST_DEFINITION_LETTERS,
      'definition',
      `At most ${MOST_DEFINITION_LETTERS} characters of JSON; this has ${text.length}.`,
    );
    await this.requireRoom(tx, programme.code);
    const changed = await rows(
      tx,
      `INSERT INTO programme (code, definition) VALUES ($1, $2::jsonb)
       ON CONFLICT (code) DO UPDATE SET definition = EXCLUDED.definition, updated_at = now()
         WHERE programme.definition <> EXCLUDED.definition
       RETURNING code`,
      [programme.code, text],
    );
    if (changed.length > 0) await noteProgrammeRetention(tx, programme.code, programme.retention, this.clock.now());
    return { programme, changed: changed.length > 0 };
  }

  private async requireRoom(tx: EntityManager, code: string): Promise<void> {
    const [others] = await rows<{ count: number }>(
      tx,
      'SELECT count(*)::integer AS count FROM programme WHERE code <> $1',
      [code],
    );
    if ((others?.count ?? 0) < MOST_PROGRAMMES) return;
    throw new CodedError('TOO_MANY_ITEMS', { most: MOST_PROGRAMMES }, { field: 'definition' });
  }
}
