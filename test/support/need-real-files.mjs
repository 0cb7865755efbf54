import { existsSync } from 'node:fs';

const folder = process.env.RELAIS_TEST_DATA;
if (!folder || !existsSync(folder)) {
  throw new Error(
    `npm run test:real reads real files: set RELAIS_TEST_DATA to their folder (now: ${folder ?? 'not set'}).`,
  );
}
