import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { CodedError } from '#libs/refusals';
import { SignInLinks } from '../access/sign-in-links.js';
import { Mailer } from '../notifications/mailer.js';
import type { Caller } from '../platform/caller.js';
import { Clock } from '../platform/clock.js';
import { rows } from '../platform/database/database.js';
import { checkEmail, checkText } from '../platform/input.js';
import type { Logger } from '../platform/log.js';
import { LOG } from '../platform/platform.module.js';
import type { InviteOperatorInput, Operator } from './operators.inputs.js';
import { invitationMessage } from './sign-in.messages.js';

type OperatorCaller = Caller & { role: 'OPERATOR' };

const COLUMNS = 'o.id, o.email, o.name, o.chain_code AS "chainCode", o.created_at AS "createdAt"';
/** An invitation comes unasked, and waits until its reader is at work. */
const INVITATION_HOURS = 24;
const MOST_LISTED = 500;

/** The people who operate: an operator of the whole installation keeps all of them, one of a chain that chain's. */
@Injectable()
export class OperatorsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly links: SignInLinks,
    private readonly mailer: Mailer,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  /**
   * Adds a person, or renames one who is there. Nobody is told.
   *
   * @throws CodedError BAD_INPUT, NOT_FOUND for no such chain; FORBIDDEN for what the caller does not operate.
   */
  async add(caller: OperatorCaller, input: InviteOperatorInput): Promise<{ operator: Operator; isNew: boolean }> {
    const email = checkEmail(input.email, 'input.email');
    const name = checkText(input.name, 'input.name', { most: 100 });
    const chainCode = input.chainCode ?? caller.chainCode;
    if (caller.chainCode !== null && chainCode !== caller.chainCode) {
      throw new CodedError('FORBIDDEN', { chainCode: caller.chainCode }, { field: 'input.chainCode' });
    }
    const db = this.dataSource.manager;
    if (chainCode !== null && (await rows(db, 'SELECT 1 FROM chain WHERE code = $1', [chainCode])).length === 0) {
      throw new CodedError('NOT_FOUND', { chainCode: chainCode.slice(0, 100) }, { field: 'input.chainCode' });
    }
    const [saved] = await rows<Operator & { isNew: boolean }>(
      db,
      `INSERT INTO operator AS o (id, email, name, chain_code, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (lower(email COLLATE "C"), coalesce(chain_code, '')) DO UPDATE SET name = excluded.name
       RETURNING ${COLUMNS}, o.id = $1 AS "isNew"`,
      [uuid(), email, name, chainCode, this.clock.now(), caller.id],
    );
    const { isNew, ...operator } = saved as Operator & { isNew: boolean };
    return { operator, isNew };
  }

  /** Adds a person and sends a link to sign in; to one who is there already, another link. @throws CodedError as `add` does. */
  async invite(caller: OperatorCaller, input: InviteOperatorInput): Promise<Operator> {
    const { operator } = await this.add(caller, input);
    try {
      const account = { role: 'OPERATOR', id: operator.id, email: operator.email } as const;
      const link = await this.links.make(this.dataSource.manager, account, INVITATION_HOURS * 60);
      await this.mailer.send(invitationMessage(operator, link, INVITATION_HOURS));
    } catch (error) {
      // They are an operator all the same, and can ask for a link. The error's text may name the address.
      this.log.error({ operatorId: operator.id, code: (error as { code?: string }).code }, 'invitation not sent');
    }
    return operator;
  }

  list(caller: OperatorCaller): Promise<Operator[]> {
    return rows<Operator>(
      this.dataSource.manager,
      `SELECT ${COLUMNS} FROM operator o WHERE $1::text IS NULL OR o.chain_code = $1
        ORDER BY o.chain_code NULLS FIRST, o.name, o.id LIMIT ${MOST_LISTED}`,
      [caller.chainCode],
    );
  }

  /**
   * Takes a person off, ends their sessions and the links that were sent to them. Tokens that they have made stay, since
   * programs work with them: `relais token list` names them.
   *
   * @throws CodedError NOT_FOUND, too for an operator of what the caller does not operate.
   */
  async remove(caller: OperatorCaller, id: string): Promise<true> {
    await this.dataSource.transaction(async (tx) => {
      const [found] = await rows<{ id: string }>(
        tx,
        'SELECT id FROM operator WHERE id::text = $1 AND ($2::text IS NULL OR chain_code = $2) FOR UPDATE',
        [id, caller.chainCode],
      );
      if (found === undefined) throw new CodedError('NOT_FOUND', { id: id.slice(0, 100) }, { field: 'id' });
      await tx.query('UPDATE access_token SET revoked_at = $2 WHERE operator_id = $1 AND revoked_at IS NULL', [
        found.id,
        this.clock.now(),
      ]);
      await tx.query('DELETE FROM operator WHERE id = $1', [found.id]);
    });
    return true;
  }
}
