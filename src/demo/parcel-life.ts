import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Api, Unexpected } from './api.js';
import type { DemoTokens } from './demo-tokens.js';
import * as ask from './parcel-life.queries.js';
import type { Teller } from './teller.js';

/** Two novels in a padded box. */
const MEASURES = { weightGrams: 900, lengthMillimetres: 260, widthMillimetres: 180, heightMillimetres: 60 };
const RECIPIENT = { name: 'Camille Dubois', email: 'camille@example.org' };
const SHOWN = 4;

interface Stage {
  api: Api;
  tell: Teller;
  tokens: DemoTokens;
  /** Where the label is saved. */
  dataDir: string;
}

type Match = z.infer<typeof ask.SEARCH.shape>['pickupPoints']['matches'][number];
type Parcel = z.infer<typeof ask.parcelShape>;

/**
 * Plays one parcel's life against a running service, from a bookshop's search to the customer's hands.
 *
 * @throws Unexpected at the first answer that is not as it should be.
 */
export async function playParcelLife(stage: Stage): Promise<void> {
  const shop = stage.tokens.merchants.find(({ key }) => key === 'bookshop');
  if (shop === undefined) throw new Unexpected('tokens.json has no bookshop: make new ones with relais seed --tokens.');
  await introduce(stage, shop.token);
  await route(stage);
  const match = await search(stage, shop.token);
  const parcel = await book(stage, shop.token, match);
  await label(stage, shop.token, parcel);
  const phone = await pair(stage, parcel.pickupPoint.code);
  await move(stage, parcel, phone.secret);
  await collect(stage, parcel, phone.secret);
  await readLedger(stage, shop.token, parcel);
  await unpair(stage, phone.id);
}

async function introduce({ api, tell }: Stage, token: string): Promise<void> {
  tell.step('A bookshop in Lille', 'merchant');
  const { merchant } = await api.ask(ask.MERCHANT.shape, ask.MERCHANT.query, { token });
  tell.say(`${merchant.name}, ${merchant.postcode} ${merchant.city}; it sells ${merchant.sector.toLowerCase()}`);
  for (const { programmeCode, lastDay } of merchant.enrolments) {
    tell.say(`enrolled in ${programmeCode}${lastDay === null ? '' : ` until ${lastDay}`}`);
  }
}

async function search({ api, tell }: Stage, token: string): Promise<Match> {
  tell.step('The points near 59000 that cost it nothing', 'pickupPoints');
  const variables = { search: { near: { postcode: { code: '59000' } }, parcel: MEASURES, first: 10, explain: true } };
  const { pickupPoints } = await api.ask(ask.SEARCH.shape, ask.SEARCH.query, { token, variables });
  const { matches, nearestExcluded, excluded } = pickupPoints;
  for (const match of matches.slice(0, SHOWN)) tell.good(describe(match));
  // Its own counter is free too, but a parcel that travels has more to tell.
  const match = matches.find(({ point }) => point.kind === 'DRIVE');
  tell.say('why points that are as near, or nearer, are not on the list:');
  for (const { point, distanceMetres, reasons } of nearestExcluded) {
    const [first, ...others] = reasons.map(({ code, detail }) => `${code} ${detail}`);
    const more = others.length > 0 ? ` (and ${others.length} more)` : '';
    tell.refused(`${kilometres(distanceMetres)}  ${point.name} (${point.code}): ${first}${more}`);
  }
  tell.aside(`of the whole network: ${excluded.map(({ reason, count }) => `${count} × ${reason}`).join(', ')}`);
  if (match) return match;
  throw new Unexpected(
    'No drive is free for the bookshop. Its six months in drive-solidaire may be over: start with a new RELAIS_DATA_DIR.',
  );
}

/** A toy shop asks before it sends: where to hand a parcel for Lyon in, by when, and when it is there then. */
async function route({ api, tell, tokens }: Stage): Promise<void> {
  const token = tokens.merchants.find(({ key }) => key === 'toys')?.token;
  tell.step('A toy shop asks where to hand in a parcel for Lyon', 'dropOffPoints');
  const inLyon = { search: { near: { postcode: { code: '69003' } }, parcel: MEASURES, first: 1 } };
  const { pickupPoints } = await api.ask(ask.SEARCH.shape, ask.SEARCH.query, { token, variables: inLyon });
  const to = pickupPoints.matches[0]?.point;
  if (to === undefined) throw new Unexpected('No point in Lyon is free for the toy shop.');
  const near = { postcode: { code: '59000' } };
  const variables = { search: { near, pickupPointCode: to.code, parcel: MEASURES, first: 3 } };
  const { dropOffPoints } = await api.ask(ask.DROP_OFFS.shape, ask.DROP_OFFS.query, { token, variables });
  tell.say(`to ${to.name} (${to.code}):`);
  for (const { point, distanceMetres, journey } of dropOffPoints.matches) {
    const by = hour(journey.dropOffBy, point.timeZone);
    const there = hour(journey.availableAt, point.timeZone);
    tell.good(`${kilometres(distanceMetres)}  ${point.name}: handed in by ${by} it is there ${there}`);
  }
  const [nearest] = dropOffPoints.matches;
  if (nearest === undefined) throw new Unexpected('No point near Lille leads to Lyon.');
  for (const { lineName, from, to: stop, departsAt, arrivesAt } of nearest.journey.legs) {
    const times = `${hour(departsAt, nearest.point.timeZone)} → ${hour(arrivesAt, nearest.point.timeZone)}`;
    tell.aside(`${lineName}: ${from.name} → ${stop.name}, ${times}`);
  }
}

function hour(instant: string, timeZone: string): string {
  const form = { weekday: 'short', hour: '2-digit', minute: '2-digit', timeZone } as const;
  return new Intl.DateTimeFormat('en-GB', form).format(new Date(instant));
}

function describe({ point, distanceMetres, programme, feeCents, freePlaces }: Match): string {
  const room = freePlaces === null ? 'room unknown' : `${freePlaces} places free`;
  return `${kilometres(distanceMetres)}  ${point.name} (${point.code}): ${priceOf(feeCents)} by ${programme?.code}, ${room}`;
}

function priceOf(feeCents: number | null): string {
  return feeCents === 0 ? 'free' : `${((feeCents ?? 0) / 100).toFixed(2)} €`;
}

function kilometres(metres: number): string {
  return `${(metres / 1000).toFixed(1)} km`;
}

async function book({ api, tell, tokens }: Stage, token: string, { point, freePlaces }: Match): Promise<Parcel> {
  tell.step(`A place is booked at ${point.name}`, 'createParcel');
  const input = {
    idempotencyKey: `demo-${randomUUID()}`,
    recipient: RECIPIENT,
    measures: MEASURES,
    pickupPointCode: point.code,
    dropOffPointCode: tokens.clerk.pointCode,
  };
  const { createParcel } = await api.ask(ask.CREATE.shape, ask.CREATE.query, { token, variables: { input } });
  if ('message' in createParcel) throw new Unexpected(`${createParcel.code}: ${createParcel.message}`);
  tell.good(
    `parcel ${createParcel.trackingNumber} for ${createParcel.feeCents} cents by ${createParcel.programmeCode}`,
  );
  const again = await api.ask(ask.CREATE.shape, ask.CREATE.query, { token, variables: { input } });
  const isSame =
    'trackingNumber' in again.createParcel && again.createParcel.trackingNumber === createParcel.trackingNumber;
  if (!isSame) throw new Unexpected('The same request sent again made another parcel.');
  tell.aside(`sent again with the same key it is the same parcel; ${freePlaces ?? 'some'} places were free before`);
  return createParcel;
}

async function label({ api, tell, dataDir }: Stage, token: string, { trackingNumber }: Parcel): Promise<void> {
  tell.step('Its label', `GET /labels/${trackingNumber}.pdf`);
  const pdf = await api.file(`/labels/${trackingNumber}.pdf`, token);
  if (pdf.subarray(0, 5).toString() !== '%PDF-') throw new Unexpected('The label is no PDF.');
  const path = join(dataDir, 'demo-label.pdf');
  writeFileSync(path, pdf, { mode: 0o600 });
  tell.good(`${path} (${Math.ceil(pdf.length / 1024)} kB)`);
}

/** A clerk's phone for the pickup point, as a store gets one: a code from the operator, typed once. */
async function pair({ api, tell, tokens }: Stage, pointCode: string): Promise<{ id: string; secret: string }> {
  tell.step(`The desk at ${pointCode} pairs its phone`, 'createPairingCode, pairDevice');
  const variables = { pointCode, label: 'demo: phone at the desk' };
  const { createPairingCode } = await api.ask(ask.PAIRING_CODE.shape, ask.PAIRING_CODE.query, {
    token: tokens.operator.token,
    variables,
  });
  const { pairDevice } = await api.ask(ask.PAIR.shape, ask.PAIR.query, { variables: { code: createPairingCode.code } });
  if ('message' in pairDevice) throw new Unexpected(`${pairDevice.code}: ${pairDevice.message}`);
  tell.good(`the operator reads out ${createPairingCode.code}; the phone is now ${pairDevice.pointCode}'s`);
  return pairDevice.token;
}

/** The phone goes back into its drawer, so that one demo after another leaves no trail of valid tokens. */
async function unpair({ api, tell, tokens }: Stage, id: string): Promise<void> {
  tell.step('The phone is taken back', 'revokeToken');
  await api.ask(ask.REVOKE.shape, ask.REVOKE.query, { token: tokens.operator.token, variables: { id } });
  tell.good('its token ended at once');
}

interface Scan {
  kind: string;
  pointCode?: string;
  pickupCode?: string;
}

async function scan({ api }: Stage, token: string, trackingNumber: string, input: Scan) {
  const inputs = [{ ...input, trackingNumber, idempotencyKey: `demo-${randomUUID()}` }];
  const answer = await api.ask(ask.SCAN.shape, ask.SCAN.query, { token, variables: { inputs } });
  const [outcome] = answer.recordHandovers;
  if (outcome === undefined) throw new Unexpected('A scan was sent and no outcome came back.');
  return outcome;
}

async function move(stage: Stage, { trackingNumber, pickupPoint }: Parcel, phone: string): Promise<void> {
  const { tokens } = stage;
  const { pointCode } = tokens.clerk;
  await pass(stage, `The shop hands it in at ${pointCode}`, tokens.clerk.token, trackingNumber, {
    scan: { kind: 'DROP_OFF' },
    state: 'DROPPED_OFF',
  });
  await pass(stage, `${tokens.carrier.networkCode} picks it up there`, tokens.carrier.token, trackingNumber, {
    scan: { kind: 'CARRIER_PICKUP', pointCode },
    state: 'IN_TRANSIT',
  });
  await pass(stage, `The desk at ${pickupPoint.code} receives it`, phone, trackingNumber, {
    scan: { kind: 'STORE_RECEIPT' },
    state: 'AVAILABLE',
  });
}

async function pass(
  stage: Stage,
  title: string,
  token: string,
  trackingNumber: string,
  wanted: { scan: Scan; state: string },
): Promise<void> {
  const { tell } = stage;
  tell.step(title, `recordHandovers ${wanted.scan.kind}`);
  const { recorded, refusal, state, custodian, instruction, discrepancies } = await scan(
    stage,
    token,
    trackingNumber,
    wanted.scan,
  );
  if (!recorded || state !== wanted.state) {
    throw new Unexpected(`${wanted.state} was expected; this is ${refusal?.code ?? state}: ${refusal?.message ?? ''}`);
  }
  tell.good(`${state}, held by ${custodian?.kind} ${custodian?.id}`);
  for (const { code, instruction: text } of discrepancies) tell.refused(`${code}: ${text}`);
  if (instruction) tell.aside(instruction);
}

async function collect(stage: Stage, { trackingNumber, customerLink }: Parcel, phone: string): Promise<void> {
  const { api, tell } = stage;
  tell.step('The customer opens the link that they were sent', 'track');
  const token = new URL(customerLink ?? '').hash.slice(1);
  const { track } = await api.ask(ask.TRACK.shape, ask.TRACK.query, { variables: { trackingNumber, token } });
  const code = track.pickupCode;
  if (code === null) throw new Unexpected(`The parcel is ${track.state}, and there is no pickup code.`);
  tell.good(`${track.stateText}; the code to say at the desk is ${code}`);

  tell.step('Somebody says a wrong code', 'recordHandovers COLLECTION');
  const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
  const refused = await scan(stage, phone, trackingNumber, { kind: 'COLLECTION', pickupCode: wrong });
  if (refused.recorded || refused.refusal?.code !== 'CODE_WRONG')
    throw new Unexpected('A wrong code opened the parcel.');
  tell.refused(`${refused.refusal.code}: ${refused.refusal.message}`);

  await pass(stage, 'The customer says the right one', phone, trackingNumber, {
    scan: { kind: 'COLLECTION', pickupCode: code },
    state: 'COLLECTED',
  });
}

async function readLedger({ api, tell }: Stage, token: string, { trackingNumber }: Parcel): Promise<void> {
  tell.step('What the ledger keeps', 'parcel { ledger }');
  const variables = { id: trackingNumber };
  const { parcel } = await api.ask(ask.LEDGER.shape, ask.LEDGER.query, { token, variables });
  for (const { sequence, kind, happenedAt, actorRole, pointCode, to } of parcel.ledger) {
    const where = pointCode === null ? '' : ` at ${pointCode}`;
    const holder = to === null ? '' : ` → ${to.kind}`;
    tell.say(`${sequence}  ${happenedAt.slice(0, 19).replace('T', ' ')} UTC  ${kind}${where}${holder} (${actorRole})`);
  }
  const kinds = parcel.ledger.map(({ kind }) => kind).join(' ');
  const expected = 'ANNOUNCEMENT DROP_OFF CARRIER_PICKUP STORE_RECEIPT COLLECTION';
  if (kinds !== expected) throw new Unexpected(`The ledger should read ${expected}; it reads ${kinds}.`);
  tell.good('five entries, in the order in which they happened; the wrong code left none');
}
