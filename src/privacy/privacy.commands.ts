import { parseArgs } from 'node:util';
import type { Command } from '../platform/command.js';
import { ErasureService } from './erasure.service.js';

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
];
