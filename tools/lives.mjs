// node tools/lives.mjs begin|continue URL DATA_DIR: leaves parcels in the middle of their lives in a running demo service,
// each at another step; and goes on with them later, when another version, or another database, has taken its place.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

const [action, url, dataDir] = process.argv.slice(2);
const STATE_FILE = join(dataDir, 'lives.json');
const COPIES = 8;
const KINDS = ['DROP_OFF', 'CARRIER_PICKUP', 'STORE_RECEIPT', 'COLLECTION'];
const STATES = ['ANNOUNCED', 'DROPPED_OFF', 'IN_TRANSIT', 'AVAILABLE', 'COLLECTED'];
const MEASURES = { weightGrams: 900, lengthMillimetres: 260, widthMillimetres: 180, heightMillimetres: 60 };

const tokens = JSON.parse(readFileSync(join(dataDir, 'tokens.json'), 'utf8'));
const shop = tokens.merchants.find(({ key }) => key === 'bookshop').token;

async function ask(query, { token, variables } = {}) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

function must(what, found, expected) {
  if (!isDeepStrictEqual(found, expected)) {
    throw new Error(`${what}: ${JSON.stringify(expected)} was expected, this is ${JSON.stringify(found)}`);
  }
}

async function findPoint() {
  const { pickupPoints } = await ask(
    `query ($search: PickupPointSearchInput!) { pickupPoints(search: $search) { matches { point { code kind } freePlaces } } }`,
    { token: shop, variables: { search: { near: { postcode: { code: '59000' } }, parcel: MEASURES, first: 20 } } },
  );
  const match = pickupPoints.matches.find(
    ({ point, freePlaces }) => point.kind === 'DRIVE' && (freePlaces ?? 1000) > 2 * COPIES * STATES.length,
  );
  if (!match) throw new Error(`no drive with room is free for the bookshop: ${JSON.stringify(pickupPoints)}`);
  return match.point.code;
}

async function pairPhone(pointCode) {
  const { createPairingCode } = await ask(
    'mutation ($pointCode: ID!) { createPairingCode(pointCode: $pointCode, label: "lives") { code } }',
    { token: tokens.operator.token, variables: { pointCode } },
  );
  const { pairDevice } = await ask(
    'mutation ($code: String!) { pairDevice(code: $code) { ... on PairedDevice { token { secret } } } }',
    { variables: { code: createPairingCode.code } },
  );
  return pairDevice.token.secret;
}

async function announce(key, pickupPointCode) {
  const input = {
    idempotencyKey: key,
    recipient: { name: 'Camille Dubois', email: 'camille@example.org' },
    measures: MEASURES,
    pickupPointCode,
    dropOffPointCode: tokens.clerk.pointCode,
  };
  const { createParcel } = await ask(
    `mutation ($input: CreateParcelInput!) {
      createParcel(input: $input) { ... on Parcel { trackingNumber customerLink } ... on Refusal { code message } }
    }`,
    { token: shop, variables: { input } },
  );
  if (createParcel.code) throw new Error(`${createParcel.code}: ${createParcel.message}`);
  return { key, ...createParcel };
}

async function scan(life, step, phone) {
  const kind = KINDS[step];
  const input = { kind, trackingNumber: life.trackingNumber, idempotencyKey: `${life.key}-${kind}` };
  if (kind === 'CARRIER_PICKUP') input.pointCode = tokens.clerk.pointCode;
  if (kind === 'COLLECTION') input.pickupCode = await pickupCodeOf(life);
  const token = [tokens.clerk.token, tokens.carrier.token, phone, phone][step];
  const { recordHandovers } = await ask(
    `mutation ($inputs: [HandoverInput!]!) {
      recordHandovers(inputs: $inputs) { recorded duplicate state refusal { code message } }
    }`,
    { token, variables: { inputs: [input] } },
  );
  return recordHandovers[0];
}

async function pickupCodeOf({ trackingNumber, customerLink }) {
  const variables = { trackingNumber, token: new URL(customerLink).hash.slice(1) };
  const query =
    'query ($trackingNumber: ID!, $token: String) { track(trackingNumber: $trackingNumber, token: $token) { pickupCode } }';
  return (await ask(query, { variables })).track.pickupCode;
}

async function look({ trackingNumber }) {
  const query = `query ($id: ID!) {
    parcel(id: $id) {
      state custodian { kind id } pickupPoint { code } recipient { name email } feeCents programmeCode
      ledger { sequence kind happenedAt actorRole pointCode }
    }
  }`;
  return (await ask(query, { token: shop, variables: { id: trackingNumber } })).parcel;
}

async function advance(life, from, to, phone) {
  for (let step = from; step < to; step += 1) {
    const { recorded, duplicate, state } = await scan(life, step, phone);
    must(
      `${KINDS[step]} of ${life.key}`,
      { recorded, duplicate, state },
      { recorded: true, duplicate: false, state: STATES[step + 1] },
    );
  }
}

async function begin() {
  const pointCode = await findPoint();
  const phone = await pairPhone(pointCode);
  const lives = [];
  const run = `lives-${Date.now().toString(36)}`;
  for (let steps = 0; steps < STATES.length; steps += 1) {
    for (let copy = 0; copy < COPIES; copy += 1) {
      const life = await announce(`${run}-${steps}-${copy}`, pointCode);
      await advance(life, 0, steps, phone);
      lives.push({ ...life, steps, seen: await look(life) });
    }
  }
  writeFileSync(STATE_FILE, JSON.stringify({ pointCode, phone, lives }), { mode: 0o600 });
  console.log(`${lives.length} parcels were left at ${STATES.length} steps of their lives`);
}

async function goOn() {
  const { pointCode, phone, lives } = JSON.parse(readFileSync(STATE_FILE, 'utf8'));
  for (const life of lives) {
    must(`parcel ${life.key}`, await look(life), life.seen);
    must(
      `announcement of ${life.key}, sent again`,
      (await announce(life.key, pointCode)).trackingNumber,
      life.trackingNumber,
    );
    for (let step = 0; step < Math.min(life.steps, KINDS.length - 1); step += 1) {
      const { recorded, duplicate, state } = await scan(life, step, phone);
      const told = { recorded: true, duplicate: true, state: STATES[life.steps] };
      must(`${KINDS[step]} of ${life.key}, sent again`, { recorded, duplicate, state }, told);
    }
    await advance(life, life.steps, KINDS.length, phone);
    const { state, ledger } = await look(life);
    must(`the end of ${life.key}`, [state, ledger.map(({ kind }) => kind)], ['COLLECTED', ['ANNOUNCEMENT', ...KINDS]]);
  }
  console.log(`${lives.length} parcels were found as they had been left, and went on to their ends`);
}

await { begin, continue: goOn }[action]();
