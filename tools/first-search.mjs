// node tools/first-search.mjs URL DATA_DIR SECONDS: waits until a service answers a search with points, and prints
// how long that took. With the service started just before, this is a user's first minute.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [url, dataDir, most] = process.argv.slice(2);
const started = performance.now();
const seconds = () => (performance.now() - started) / 1000;

const QUERY = `{
  pickupPoints(search: { near: { postcode: { code: "59000" } }, cost: ANY, first: 5 }) {
    matches { distanceMetres point { code } }
  }
}`;

async function search() {
  const tokens = JSON.parse(readFileSync(join(dataDir, 'tokens.json'), 'utf8'));
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${tokens.merchants[0].token}` },
    body: JSON.stringify({ query: QUERY }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(JSON.stringify(errors));
  if (data.pickupPoints.matches.length === 0) throw new Error('the search found no point');
  return data.pickupPoints.matches;
}

let last;
while (seconds() < Number(most)) {
  try {
    const matches = await search();
    console.log(
      `first search after ${seconds().toFixed(1)} s: ${matches.length} points, ${matches[0].point.code} nearest`,
    );
    process.exit(0);
  } catch (error) {
    last = error;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
console.error(`No search was answered within ${most} s: ${last?.message}`);
process.exit(1);
