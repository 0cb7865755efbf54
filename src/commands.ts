import { tokenCommands } from './access/token.commands.js';
import { assignmentCommands } from './assignment/assignment.commands.js';
import { backupCommands } from './backup/backup.commands.js';
import { demoCommands } from './demo/demo.commands.js';
import { epcisCommands } from './exports/epcis.commands.js';
import { ledgerCommands } from './ledger/ledger.commands.js';
import { placesCommands } from './places/places.commands.js';
import type { Command } from './platform/command.js';
import { migrateCommands } from './platform/database/migrate.commands.js';
import { doctorCommands } from './platform/doctor.commands.js';
import { documentsCommands } from './platform/graphql/documents.commands.js';
import { pointsCommands } from './points/points.commands.js';
import { privacyCommands } from './privacy/privacy.commands.js';
import { routingCommands } from './routing/routing.commands.js';
import { operatorCommands } from './sign-in/operator.commands.js';

/** Every command of `relais` that works on the database, from the features that they belong to. */
export const commands: readonly Command[] = [
  ...doctorCommands,
  ...migrateCommands,
  ...backupCommands,
  ...demoCommands,
  ...pointsCommands,
  ...placesCommands,
  ...routingCommands,
  ...operatorCommands,
  ...tokenCommands,
  ...epcisCommands,
  ...ledgerCommands,
  ...privacyCommands,
  ...assignmentCommands,
  ...documentsCommands,
];
