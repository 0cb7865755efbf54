import fc from 'fast-check';
import { Act, Again, Announce, Correct, type Model, Pass, Scans, type Stage } from './custody-commands.js';
import { type Input, MAY, OBSERVED, PHYSICAL, type Sender } from './custody-model.js';
import { complaintsAbout, complaintsAboutRoom, type Proven, readProven } from './ledger-proof.js';
import { announced, SCAN } from './parcels.js';

/** Everything that has to hold of the parcels of a run, and of the room at all points. */
export async function expectSound({ parcels }: Model, { relais }: Stage): Promise<void> {
  const numbers = parcels.map(({ trackingNumber }) => trackingNumber);
  const proven = await readProven(relais.dataSource, numbers);
  expect(proven.flatMap(complaintsAbout)).toEqual([]);
  expect(await complaintsAboutRoom(relais.dataSource, relais.clock.now())).toEqual([]);
  for (const parcel of parcels) {
    const { links = [] } = proven.find(({ trackingNumber }) => trackingNumber === parcel.trackingNumber) ?? {};
    // What nobody sent is the announcement, and what time alone has done.
    const sent = links.filter(({ entry }) => entry.kind !== 'ANNOUNCEMENT' && entry.sender.role !== 'SYSTEM');
    expect(sent.map(({ entry }) => [entry.idempotencyKey, entry.kind, entry.happenedAt])).toEqual(
      parcel.kept.map(({ input, happenedAtMs }) => [input.idempotencyKey, input.kind, happenedAtMs]),
    );
  }
}

const USUAL = ['DROP_OFF', 'CARRIER_PICKUP', 'CARRIER_TRANSFER', 'STORE_RECEIPT', 'COLLECTION', 'CUSTOMER_RETURN'];
const small = fc.nat({ max: 3 });
const item = fc.record({
  parcel: small,
  // The way there more often than the way back, at whose end nothing much can happen any more.
  kind: fc.constantFrom(...PHYSICAL, ...USUAL, ...USUAL, ...OBSERVED),
  point: fc.nat({ max: 2 }),
  minutesAgo: fc.oneof(fc.constant(null), fc.integer({ min: -30, max: 3000 }), fc.constant(60 * 24 * 40)),
  isTwice: fc.nat({ max: 7 }).map((chance) => chance === 0),
  side: fc.constantFrom('GIVER', 'RECEIVER', undefined),
});
const clock = fc.oneof(
  fc.constant({ offsetMinutes: 0, isTold: false }),
  fc.record({ offsetMinutes: fc.integer({ min: -600, max: 600 }), isTold: fc.boolean() }),
);
const sender = fc.record({ carrier: fc.boolean(), which: fc.nat({ max: 2 }) });

/** What may be done, the usual more often than the rest. */
export const steps: fc.Arbitrary<fc.AsyncCommand<Model, Stage>>[] = [
  fc.nat({ max: 1 }).map((point) => new Announce(point)),
  fc.tuple(sender, fc.array(item, { minLength: 1, maxLength: 1 }), clock).map((args) => new Scans(...args)),
  fc.tuple(sender, fc.array(item, { minLength: 1, maxLength: 1 }), clock).map((args) => new Scans(...args)),
  fc.tuple(sender, fc.array(item, { minLength: 2, maxLength: 12 }), clock).map((args) => new Scans(...args)),
  fc.tuple(small, fc.nat({ max: 20 }), fc.boolean()).map((args) => new Again(...args)),
  fc.tuple(small, fc.nat({ max: 20 }), fc.constantFrom('OWN', 'OPERATOR', 'OTHER')).map((args) => new Correct(...args)),
  fc
    .tuple(
      small,
      fc.constantFrom('REBOOKING', 'CANCELLATION', 'LOSS_REPORT', 'RECALL', 'CUSTOMER_REFUSAL', 'RETENTION_OVER'),
      fc.nat({ max: 5 }),
      fc.nat({ max: 2 }),
    )
    .map((args) => new Act(...args)),
  fc
    .tuple(fc.integer({ min: 1, max: 3000 }), fc.constantFrom(null, null, 'recheck', 'retention'))
    .map((args) => new Pass(...args)),
];

/** One scan of a life that is told twice. */
interface Told {
  kind: string;
  isCarrier: boolean;
  which: number;
  point: number;
  minutesAgo: number;
}

/** Scans that happened with no network, all of them by clocks that are right, and another order in which they arrive. */
export const life = fc
  .array(
    fc.record({
      kind: fc.constantFrom(...PHYSICAL, ...USUAL, ...OBSERVED),
      isCarrier: fc.boolean(),
      which: fc.nat({ max: 2 }),
      point: fc.nat({ max: 2 }),
      // Few moments, so that some are the same.
      minutesAgo: fc.nat({ max: 60 }).map((hours) => 60 * hours),
    }),
    { minLength: 2, maxLength: 12 },
  )
  .chain((told) =>
    fc.record({ told: fc.constant(told), order: fc.shuffledSubarray([...told.keys()], { minLength: told.length }) }),
  );

function senderOf({ isCarrier, which }: Told, { clerks, carriers }: Stage): Sender {
  return (isCarrier ? carriers[which % 2] : clerks[which]) as Sender;
}

/** Sends a life in an order of arrival: whatever one sender has in a row goes in one request. */
async function send(
  told: readonly Told[],
  order: readonly number[],
  trackingNumber: string,
  stage: Stage,
): Promise<number> {
  const now = stage.relais.clock.now().getTime();
  let recorded = 0;
  const flush = async (token: string, inputs: Input[]) => {
    const { recordHandovers } = await stage.relais.data(SCAN, { token, variables: { inputs } });
    recorded += recordHandovers.filter((outcome: { recorded: boolean }) => outcome.recorded).length;
  };
  let waiting: { token: string; inputs: Input[] } = { token: '', inputs: [] };
  for (const place of order) {
    const one = told[place] as Told;
    const { token, role } = senderOf(one, stage);
    if (!MAY[one.kind]?.includes(role)) continue;
    if (token !== waiting.token && waiting.inputs.length > 0) await flush(waiting.token, waiting.inputs.splice(0));
    const input = {
      idempotencyKey: `told-${place}`,
      kind: one.kind,
      trackingNumber,
      occurredAt: new Date(now - one.minutesAgo * 60_000).toISOString(),
      ...(role === 'CARRIER' && { pointCode: (stage.clerks[one.point] as Sender).place }),
      ...(one.kind === 'SHELVED' && { shelf: `S${place}` }),
    };
    waiting = { token, inputs: [...(token === waiting.token ? waiting.inputs : []), input] };
  }
  if (waiting.inputs.length > 0) await flush(waiting.token, waiting.inputs);
  return recorded;
}

function outcomeOf({ row }: Proven) {
  const { state, custodian_kind, custodian_id, held_at, shelf, possession_since, room_at } = row;
  const holder = custodian_id === row.id ? 'the customer' : custodian_id;
  // A customer goes by the id of the parcel, which is another one in each of the two.
  const discrepancies = JSON.stringify(row.discrepancies).replaceAll(row.id, 'the customer');
  return { state, custodian_kind, holder, held_at, shelf, discrepancies, possession_since, room_at };
}

/** The same scans of two parcels, which arrive in two orders, leave both in one state. @returns How many were recorded. */
export async function expectOneState(
  { told, order }: { told: readonly Told[]; order: readonly number[] },
  stage: Stage,
) {
  const { relais, merchant, clerks } = stage;
  const one = await announced(relais, merchant.token, clerks[0].place);
  const other = await announced(relais, merchant.token, clerks[0].place);
  const count = await send(told, [...told.keys()], one.trackingNumber, stage);
  expect(await send(told, order, other.trackingNumber, stage)).toBe(count);
  const proven = await readProven(relais.dataSource, [one.trackingNumber, other.trackingNumber]);
  expect(proven.flatMap(complaintsAbout)).toEqual([]);
  const [first, second] = proven.map(outcomeOf);
  expect(second).toEqual(first);
  return count;
}
