// Writes the files that are printed from the code: npm run generate.
import { writeFileSync } from 'node:fs';
import { generatedFiles } from '../test/support/generated.ts';

for (const [name, text] of Object.entries(await generatedFiles())) {
  writeFileSync(new URL(`../${name}`, import.meta.url), text);
  console.log(name);
}
