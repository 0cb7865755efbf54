import { parseArgs } from 'node:util';
import { CodedError } from '#libs/refusals';
import { Mailer } from '../notifications/mailer.js';
import { CONSOLE } from '../platform/caller.js';
import type { Command, CommandIo } from '../platform/command.js';
import { baseUrl, CONFIG, type Config } from '../platform/config.js';
import type { Operator } from './operators.inputs.js';
import { OperatorsService } from './operators.service.js';

/** The people who operate, for the machine's owner: how the first of them comes in. */
export const operatorCommands: readonly Command[] = [
  {
    name: 'operator add',
    usage: 'EMAIL [--name TEXT] [--chain CODE]',
    summary: 'Lets a person operate the installation, or one chain, and sends a link to sign in.',
    run: async (app, args, io) => {
      const { values, email } = readArgs(args);
      const input = { email, name: values.name ?? email, chainCode: values.chain ?? null };
      const { id } = await named(() => app.get(OperatorsService).invite(CONSOLE, input));
      const { folder } = app.get(Mailer);
      const where = folder === null ? 'was sent' : `is in ${folder}, since RELAIS_SMTP_URL is not set`;
      io.print(`Added ${email}, id ${id}. The message with a link ${where}.`);
      io.print(`For another link: ${baseUrl(app.get<Config>(CONFIG))}/sign-in`);
      return 0;
    },
  },
  {
    name: 'operator list',
    usage: '',
    summary: 'Lists the people who operate.',
    run: async (app, args, io) => {
      parseArgs({ args, options: {} });
      const people = await app.get(OperatorsService).list(CONSOLE);
      for (const person of people) tell(io, person);
      if (people.length === 0) io.print('Nobody yet. Add somebody with: relais operator add EMAIL');
      return 0;
    },
  },
  {
    name: 'operator remove',
    usage: 'EMAIL [--chain CODE]',
    summary: 'Takes a person off and ends their sessions; with --chain, from that chain alone.',
    run: async (app, args, io) => {
      const { values, email } = readArgs(args);
      const service = app.get(OperatorsService);
      const isMeant = (one: Operator) =>
        one.email.toLowerCase() === email.toLowerCase() && (values.chain ?? one.chainCode) === one.chainCode;
      const meant = (await service.list(CONSOLE)).filter(isMeant);
      if (meant.length === 0) throw badOption('EMAIL', `No operator has this address: see relais operator list.`);
      for (const { id, chainCode } of meant) {
        await service.remove(CONSOLE, id);
        io.print(`Removed ${email} from ${chainCode ?? 'the installation'}.`);
      }
      return 0;
    },
  },
];

function readArgs(args: string[]) {
  const options = { name: { type: 'string' }, chain: { type: 'string' } } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const [email, ...others] = positionals;
  if (email === undefined || others.length > 0) throw badOption('EMAIL', 'Give one e-mail address.');
  return { values, email };
}

/** Names what was typed where the service names its input's field. */
async function named<Result>(run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof CodedError) || error.field === undefined) throw error;
    const option = { 'input.email': 'EMAIL', 'input.name': '--name', 'input.chainCode': '--chain' }[error.field];
    throw new CodedError(error.code, error.details, { field: option ?? error.field, message: error.message });
  }
}

function tell(io: CommandIo, { id, email, name, chainCode }: Operator): void {
  io.print([id, chainCode ?? 'the installation', email, ...(name === email ? [] : [name])].join('  '));
}

function badOption(field: string, message: string): CodedError {
  return new CodedError('BAD_INPUT', {}, { field, message });
}
