import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CodedError } from '#libs/refusals';
import type { Command } from '../platform/command.js';
import { ErasureService } from './erasure.service.js';
import { PersonsService } from './persons.service.js';

export const privacyCommands: readonly Command[] = [
  {
    name: 'erase-due',
    usage: '',
    summary: 'Erases the recipients whose parcels ended RELAIS_ERASE_AFTER_DAYS ago, or were abandoned.',
    run: async (app, args, io) => {
      parseArgs({ args, options: {} });
      const count = await app.get(ErasureService).eraseDue();
      io.print(count === 0 ? 'Nobody was due.' : `Erased the recipients of ${count} parcels.`);
      return 0;
    },
  },
  {
    name: 'person',
    usage: 'CONTACT [-o FILE | --erase]',
    summary: 'What is held about one person, by e-mail address or telephone number; or erases it.',
    run: async (app, args, io) => {
      const { values, positionals } = parseArgs({
        args,
        allowPositionals: true,
        options: { output: { type: 'string', short: 'o' }, erase: { type: 'boolean', default: false } },
      });
      const [contact, ...others] = positionals;
      if (contact === undefined || others.length > 0) {
        throw new CodedError('BAD_INPUT', {}, { field: 'CONTACT', message: 'Give one: relais person CONTACT.' });
      }
      const persons = app.get(PersonsService);
      if (values.erase) {
        const { erased, underWay } = await persons.erase(contact);
        io.print(`Erased the recipient of ${erased.length} parcels.`);
        if (underWay.length > 0) io.print(`Still under way, to be erased after their end: ${underWay.join(', ')}.`);
        return 0;
      }
      const text = JSON.stringify(await persons.export(contact), null, 2);
      if (values.output === undefined) io.print(text);
      else writeFileSync(resolve(io.cwd, values.output), `${text}\n`, { mode: 0o600 });
      return 0;
    },
  },
];
