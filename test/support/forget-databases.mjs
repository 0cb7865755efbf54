import { runTypeScript } from './prepare-databases.mjs';

export default function forget() {
  const template = process.env.RELAIS_STORIES_TEMPLATE;
  if (template) runTypeScript('test/support/databases.ts', 'forget', template);
}
