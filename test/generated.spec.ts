import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedFiles } from './support/generated.js';

const ROOT = join(import.meta.dirname, '..');

describe('the files that are printed from the code', () => {
  it.each(['schema.graphql', '.env.example'])(
    '%s is what the code prints; if not, run: npm run generate',
    async (name) => {
      const path = join(ROOT, name);
      const committed = existsSync(path) ? readFileSync(path, 'utf8') : '';
      expect(committed).toBe((await generatedFiles())[name]);
    },
  );
});
