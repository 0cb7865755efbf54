import type fc from 'fast-check';
import { pickupCode } from '../../src/parcels/pickup-code.js';
import { Secrets } from '../../src/platform/secrets.js';
import { type Input, MAY, ParcelModel, type Sender } from './custody-model.js';
import { announced, SCAN } from './parcels.js';
import type { Relais } from './relais.js';

/** Who takes part, and where. */
export interface Stage {
  relais: Relais;
  merchant: Sender;
  operator: Sender;
  /** Of two points that parcels are booked at, and of one that none is. */
  clerks: readonly [Sender, Sender, Sender];
  carriers: readonly [Sender, Sender];
}

/** One run's parcels, and what the model says of them. */
export interface Model {
  parcels: ParcelModel[];
}

/** How much of what was looked at could have gone wrong: a model that never decides anything proves nothing. */
export const seen = { scans: 0, duplicates: 0, refusals: 0, holders: 0, finals: 0, acts: 0, corrections: 0 };

interface Outcome {
  recorded: boolean;
  duplicate: boolean;
  refusal: { code: string } | null;
  state: string | null;
  custodian: { kind: string; id: string } | null;
}

let serial = 0;
const newKey = () => {
  serial += 1;
  return `model-${serial}`;
};
const MINUTE_MS = 60_000;

abstract class Step implements fc.AsyncCommand<Model, Stage> {
  check(model: Readonly<Model>): boolean {
    return model.parcels.length > 0;
  }

  abstract run(model: Model, stage: Stage): Promise<void>;

  protected async send(stage: Stage, sender: Sender, inputs: Input[], sentAt?: string): Promise<Outcome[]> {
    const { recordHandovers } = await stage.relais.data(SCAN, { token: sender.token, variables: { inputs, sentAt } });
    return recordHandovers;
  }

  /** What every answer about a parcel has to agree with, and then the parcel itself. */
  protected learn(parcel: ParcelModel, sender: Sender, input: Input, outcome: Outcome, stage: Stage, sentAt?: string) {
    expect([outcome.refusal, outcome.recorded, outcome.duplicate]).toEqual([null, true, false]);
    const kept = parcel.keep(sender, input, sentAt, stage.relais.clock.now().getTime());
    const { holder } = parcel;
    if (holder !== null) {
      seen.holders += 1;
      expect(outcome.custodian).toMatchObject(holder.id === null ? { kind: holder.kind } : holder);
    }
    expect(parcel.follows(outcome.state as string, kept)).toBe(true);
    if (outcome.state === 'RETURNED' || outcome.state === 'CANCELLED') seen.finals += 1;
  }
}

export class Announce extends Step {
  constructor(private readonly point: number) {
    super();
  }

  override check(model: Readonly<Model>): boolean {
    return model.parcels.length < 4;
  }

  async run(model: Model, { relais, merchant, clerks }: Stage): Promise<void> {
    const parcel = await announced(relais, merchant.token, (clerks[this.point] as Sender).place);
    const customer: Sender = { role: 'CUSTOMER', place: parcel.id, token: parcel.customerLink.split('#')[1] };
    const { id: parcelId, trackingNumber } = parcel;
    const code = pickupCode(relais.service.app.get(Secrets), { parcelId, trackingNumber, codeVersion: 1 });
    model.parcels.push(new ParcelModel(trackingNumber, customer, code));
  }

  override toString = () => `Announce(${this.point})`;
}

export interface Item {
  parcel: number;
  kind: string;
  point: number;
  /** How long ago it happened, where the sender says so. */
  minutesAgo: number | null;
  /** Whether it is sent twice in one request. */
  isTwice: boolean;
  side: string | undefined;
}

/** One request of scans, single or many, at once or later, by a clock that may be wrong and may say so. */
export class Scans extends Step {
  constructor(
    private readonly by: { carrier: boolean; which: number },
    private readonly items: readonly Item[],
    private readonly clock: { offsetMinutes: number; isTold: boolean },
  ) {
    super();
  }

  async run(model: Model, stage: Stage): Promise<void> {
    const { relais, clerks, carriers } = stage;
    const sender = (this.by.carrier ? carriers[this.by.which % 2] : clerks[this.by.which]) as Sender;
    const now = relais.clock.now().getTime();
    const shown = now + this.clock.offsetMinutes * MINUTE_MS;
    const inputs = this.items.flatMap((item) => {
      const input = this.inputOf(item, sender, model, stage, shown);
      return item.isTwice ? [input, input] : [input];
    });
    const sentAt = this.clock.isTold ? new Date(shown).toISOString() : undefined;
    const outcomes = await this.send(stage, sender, inputs, sentAt);
    // Of several scans of one parcel each is answered after the ones before it.
    for (const [place, input] of inputs.entries()) {
      const parcel = model.parcels.find(({ trackingNumber }) => trackingNumber === input.trackingNumber) as ParcelModel;
      const outcome = outcomes[place] as Outcome;
      const isEntitled = MAY[input.kind]?.includes(sender.role) === true;
      if (!isEntitled) {
        seen.refusals += 1;
        expect(outcome.refusal?.code).toBe('NOT_ENTITLED');
      } else if (parcel.find(input.idempotencyKey)) {
        seen.duplicates += 1;
        expect([outcome.recorded, outcome.duplicate]).toEqual([true, true]);
      } else if (input.kind === 'COLLECTION' && input.occurredAt === undefined && input.pickupCode === undefined) {
        expect(outcome.refusal?.code).toMatch(/^CODE_/);
      } else {
        seen.scans += 1;
        this.learn(parcel, sender, input, outcome, stage, sentAt);
      }
    }
  }

  private inputOf(item: Item, sender: Sender, model: Model, { clerks }: Stage, shown: number): Input {
    const parcel = model.parcels[item.parcel % model.parcels.length] as ParcelModel;
    const { place } = clerks[item.point] as Sender;
    const isElsewhere = sender.role === 'CARRIER' && ['STORE_RECEIPT', 'CARRIER_PICKUP'].includes(item.kind);
    return {
      idempotencyKey: newKey(),
      kind: item.kind,
      trackingNumber: parcel.trackingNumber,
      ...(isElsewhere ? { pointCode: place } : {}),
      ...(item.kind === 'SHELVED' ? { shelf: `S${item.point}` } : {}),
      ...(item.kind === 'COLLECTION' && item.point > 0 ? { pickupCode: parcel.pickupCode } : {}),
      ...(item.kind === 'CARRIER_TRANSFER' && item.side ? { side: item.side } : {}),
      ...(item.minutesAgo === null ? {} : { occurredAt: new Date(shown - item.minutesAgo * MINUTE_MS).toISOString() }),
    };
  }

  override toString = () => `Scans(${JSON.stringify([this.by, this.clock, this.items])})`;
}

/** Sends something again that was acknowledged, as it was or with other content under its key. */
export class Again extends Step {
  constructor(
    private readonly parcel: number,
    private readonly which: number,
    private readonly isOther: boolean,
  ) {
    super();
  }

  async run(model: Model, stage: Stage): Promise<void> {
    const { kept } = model.parcels[this.parcel % model.parcels.length] as ParcelModel;
    const old = kept[this.which % Math.max(1, kept.length)];
    if (old === undefined || old.input.kind === 'REBOOKING' || old.input.kind === 'CANCELLATION') return;
    const input = this.isOther ? { ...old.input, shelf: 'OTHER' } : old.input;
    const [outcome] = await this.send(stage, old.sender, [input], old.sentAt);
    seen.duplicates += 1;
    if (this.isOther) expect(outcome?.refusal?.code).toBe('KEY_REUSED');
    else expect(outcome).toMatchObject({ recorded: true, duplicate: true });
  }

  override toString = () => `Again(${this.parcel}, ${this.which}, ${this.isOther})`;
}

/** Takes something back, by whoever recorded it, by an operator, or by somebody who may not. */
export class Correct extends Step {
  constructor(
    private readonly parcel: number,
    private readonly which: number,
    private readonly by: 'OWN' | 'OPERATOR' | 'OTHER',
  ) {
    super();
  }

  async run(model: Model, stage: Stage): Promise<void> {
    const parcel = model.parcels[this.parcel % model.parcels.length] as ParcelModel;
    const target = parcel.kept[this.which % Math.max(1, parcel.kept.length)];
    if (target === undefined) return;
    const other = stage.clerks.find(({ place }) => place !== target.sender.place) as Sender;
    const sender = { OWN: target.sender, OPERATOR: stage.operator, OTHER: other }[this.by];
    const input = {
      idempotencyKey: newKey(),
      kind: 'CORRECTION',
      trackingNumber: parcel.trackingNumber,
      correctsKey: target.input.idempotencyKey,
    };
    const [outcome] = await this.send(stage, sender, [input]);
    const mayCorrect = this.by === 'OPERATOR' || (this.by === 'OWN' && sender.role !== 'CUSTOMER');
    if (!mayCorrect) return expect(outcome?.refusal?.code).toBe('NOT_ENTITLED');
    seen.corrections += 1;
    this.learn(parcel, sender, input, outcome as Outcome, stage);
  }

  override toString = () => `Correct(${this.parcel}, ${this.which}, ${this.by})`;
}

/** What somebody decides: it may be refused, and then nothing has changed. */
export class Act extends Step {
  constructor(
    private readonly parcel: number,
    private readonly kind: string,
    private readonly by: number,
    private readonly point: number,
  ) {
    super();
  }

  async run(model: Model, stage: Stage): Promise<void> {
    const parcel = model.parcels[this.parcel % model.parcels.length] as ParcelModel;
    const { merchant, operator, clerks, carriers } = stage;
    const sender = [merchant, operator, parcel.customer, clerks[0], clerks[1], carriers[0]][this.by] as Sender;
    const { trackingNumber } = parcel;
    const input = { idempotencyKey: newKey(), kind: this.kind, trackingNumber };
    if (this.kind === 'REBOOKING' || this.kind === 'CANCELLATION') return this.decide(stage, parcel, sender, input);
    const [outcome] = await this.send(stage, sender, [input]);
    if (outcome?.refusal) return expect(['NOT_ENTITLED', 'STATE_DOES_NOT_ALLOW']).toContain(outcome.refusal.code);
    seen.acts += 1;
    this.learn(parcel, sender, input, outcome as Outcome, stage);
  }

  private async decide({ relais, clerks }: Stage, parcel: ParcelModel, sender: Sender, input: Input): Promise<void> {
    const { trackingNumber, idempotencyKey } = input;
    const pickupPointCode = (clerks[this.point] as Sender).place;
    const fields = '{ __typename ... on Parcel { state } ... on Refusal { code } }';
    const isRebooking = input.kind === 'REBOOKING';
    const query = isRebooking
      ? `mutation ($input: RebookParcelInput!) { done: rebookParcel(input: $input) ${fields} }`
      : `mutation ($trackingNumber: ID!) { done: cancelParcel(trackingNumber: $trackingNumber) ${fields} }`;
    const variables = isRebooking ? { input: { idempotencyKey, trackingNumber, pickupPointCode } } : { trackingNumber };
    const { data, errors } = await relais.ask(query, { token: sender.token, variables });
    const state = data?.done?.state;
    if (state === undefined) return expect([...errors, data?.done].length).toBeGreaterThan(0);
    const key = isRebooking ? idempotencyKey : 'cancellation';
    if (parcel.find(key)) return;
    seen.acts += 1;
    const kept = parcel.keep(sender, { ...input, idempotencyKey: key }, undefined, relais.clock.now().getTime());
    expect(parcel.follows(state, kept)).toBe(true);
  }

  override toString = () => `Act(${this.parcel}, ${this.kind}, ${this.by}, ${this.point})`;
}

/** Time passes, and what it brings about is done. */
export class Pass extends Step {
  constructor(
    private readonly minutes: number,
    private readonly job: string | null,
  ) {
    super();
  }

  async run(_model: Model, { relais }: Stage): Promise<void> {
    relais.clock.advance({ minutes: this.minutes });
    if (this.job !== null) await relais.runJob(this.job);
  }

  override toString = () => `Pass(${this.minutes}, ${this.job})`;
}
