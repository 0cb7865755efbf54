// Runs our TypeScript without a build, for tests and tools that start the service or a part of it:
// node --import ./tools/typescript.mjs src/main.ts. The service itself always runs from dist/.
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
