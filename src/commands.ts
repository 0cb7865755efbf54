import type { Command } from './platform/command.js';

/** Every command of `relais` that works on the database, from the features that they belong to. */
export const commands: readonly Command[] = [];
