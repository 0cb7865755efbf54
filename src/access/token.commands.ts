import { parseArgs } from 'node:util';
import { DataSource } from 'typeorm';
import { CodedError } from '#libs/refusals';
import { CONSOLE } from '../platform/caller.js';
import { Clock } from '../platform/clock.js';
import type { Command, CommandIo } from '../platform/command.js';
import { rows } from '../platform/database/database.js';
import type { CreateTokenInput } from './access.inputs.js';
import { checkTokenInput } from './access.resolver.js';
import { TOKEN_PREFIXES, type TokenRole } from './token-roles.js';
import { TokensService } from './tokens.service.js';

const DAYS = '365';
const MOST_LISTED = 500;

/** The option behind each field of the input, so that an error names what was typed. */
const OPTION_OF: Record<string, string> = {
  'input.role': '--role',
  'input.label': '--label',
  'input.merchantId': '--merchant',
  'input.pointCode': '--point',
  'input.networkCode': '--network',
  'input.chainCode': '--chain',
  'input.origins': '--origin',
  'input.expiresInDays': '--days',
};

interface TokenLine {
  id: string;
  role: TokenRole;
  kind: 'session' | 'token';
  label: string;
  subject: string;
  expires_on: string;
  standing: string;
}

/** What holds now: who may do what, for the machine's owner. Secrets are shown once, when a token is made. */
export const tokenCommands: readonly Command[] = [
  {
    name: 'token list',
    usage: '',
    summary: 'Lists the tokens, the newest first. Their secrets are stored nowhere.',
    run: async (app, args, io) => {
      parseArgs({ args, options: {} });
      const found = await listTokens(app.get(DataSource), app.get(Clock).now());
      for (const line of tableOf(found)) io.print(line);
      return 0;
    },
  },
  {
    name: 'token revoke',
    usage: 'ID',
    summary: 'Ends a token at once.',
    run: async (app, args, io) => {
      const [id, ...others] = parseArgs({ args, options: {}, allowPositionals: true }).positionals;
      if (id === undefined || others.length > 0) throw badOption('ID', 'Use: relais token revoke ID (see token list).');
      await app.get(TokensService).revoke(CONSOLE, id);
      io.print(`Revoked ${id}.`);
      return 0;
    },
  },
  {
    name: 'token',
    usage: `--role ${Object.keys(TOKEN_PREFIXES).join('|')} --label TEXT [--merchant ID] [--point CODE]
                  [--network CODE] [--chain CODE] [--origin URL]… [--days ${DAYS}]`,
    summary: 'Makes a token and prints it, which is the only time that it can be seen.',
    run: async (app, args, io) => {
      const input = readInput(args);
      const token = await create(app.get(TokensService), input);
      tell(io, token, input);
      return 0;
    },
  },
];

function readInput(args: string[]): CreateTokenInput {
  const { values } = parseArgs({
    args,
    options: {
      role: { type: 'string' },
      label: { type: 'string' },
      merchant: { type: 'string' },
      point: { type: 'string' },
      network: { type: 'string' },
      chain: { type: 'string' },
      origin: { type: 'string', multiple: true },
      days: { type: 'string', default: DAYS },
    },
  });
  const role = values.role?.toUpperCase();
  const roles = Object.keys(TOKEN_PREFIXES);
  if (role === undefined || !roles.includes(role)) {
    throw badOption('--role', `Give one of ${roles.join(', ')}.`);
  }
  if (!/^\d{1,5}$/.test(values.days)) throw badOption('--days', 'Give a whole number of days, from 1 to 1830.');
  return {
    role: role as TokenRole,
    label: values.label ?? '',
    merchantId: values.merchant ?? null,
    pointCode: values.point ?? null,
    networkCode: values.network ?? null,
    chainCode: values.chain ?? null,
    origins: values.origin ?? [],
    expiresInDays: Number(values.days),
  };
}

async function create(tokens: TokensService, input: CreateTokenInput) {
  try {
    return await tokens.create(CONSOLE, checkTokenInput(input));
  } catch (error) {
    if (!(error instanceof CodedError) || error.field === undefined) throw error;
    const { code, details, field, message } = error;
    const option = OPTION_OF[field] ?? field;
    throw new CodedError(code, details, {
      field: option,
      message: message.replace(field.replace('input.', ''), option),
    });
  }
}

function tell(
  io: CommandIo,
  { id, secret, expiresAt }: { id: string; secret: string; expiresAt: Date },
  input: CreateTokenInput,
): void {
  io.print(secret);
  io.print(`${input.role} "${input.label}", id ${id}, until ${dayOf(expiresAt)}. Keep it: it is not shown again.`);
}

function listTokens(dataSource: DataSource, now: Date): Promise<TokenLine[]> {
  return rows<TokenLine>(
    dataSource.manager,
    `SELECT t.id, t.role, t.label,
            coalesce(p.code, m.name, t.network_code, o.name, t.chain_code, '') AS subject,
            to_char(t.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS expires_on,
            CASE WHEN t.is_session THEN 'session' ELSE 'token' END AS kind,
            CASE WHEN t.revoked_at IS NOT NULL THEN 'revoked' WHEN t.expires_at <= $1 THEN 'expired' ELSE 'valid' END
              AS standing
       FROM access_token t
       LEFT JOIN point p ON p.id = t.point_id
       LEFT JOIN merchant m ON m.id = t.merchant_id
       LEFT JOIN operator o ON o.id = t.operator_id
      ORDER BY t.created_at DESC, t.id DESC LIMIT $2`,
    [now, MOST_LISTED],
  );
}

function tableOf(found: readonly TokenLine[]): string[] {
  if (found.length === 0) return ['There are no tokens. Make one with: relais token --role OPERATOR --label NAME'];
  const cells = found.map(({ id, role, kind, standing, expires_on, label, subject }) => [
    id,
    role,
    kind,
    standing,
    expires_on,
    label,
    subject,
  ]);
  const table = [['ID', 'ROLE', 'KIND', 'STANDING', 'UNTIL', 'LABEL', 'FOR'], ...cells];
  const widths = (table[0] as string[]).map((_, column) => Math.max(...table.map((row) => (row[column] ?? '').length)));
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return found.length < MOST_LISTED ? lines : [...lines, `(the newest ${MOST_LISTED})`];
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}

function badOption(option: string, message: string): CodedError {
  return new CodedError('BAD_INPUT', {}, { field: option, message });
}
