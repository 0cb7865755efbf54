import type { Caller } from './entitlement.js';
import type { HandoverInput } from './fingerprint.js';
import type { FoldOptions } from './fold.js';
import type { Judgement, ProposedHandover } from './judge.js';
import { judge } from './judge.js';
import type { ParcelState } from './state.js';
import type { Custodian, Entry, EntryKind, ParcelFacts } from './words.js';

export const HOUR_MS = 3_600_000;
const OPENING = Date.UTC(2020, 10, 9, 8);

/** An instant, in hours after the first morning of the schemes. */
export function hour(hours: number): number {
  return OPENING + hours * HOUR_MS;
}

/** A bookshop's parcel, booked at the Auchan counter in Englos and moved by Mondial Relay. */
export const parcel: ParcelFacts = {
  parcelId: 'parcel-1',
  merchantId: 'furet',
  bookedPointCode: 'ENGLOS',
  ownShopPointCodes: ['FURET'],
  carrierCode: 'MR',
};

export const atOwnShop: ParcelFacts = { ...parcel, bookedPointCode: 'FURET' };

export const merchant: Caller = { role: 'MERCHANT', merchantId: 'furet' };
export const carrier: Caller = { role: 'CARRIER', networkCode: 'MR' };
export const operator: Caller = { role: 'OPERATOR', operatorId: 'op-7' };
export const system: Caller = { role: 'SYSTEM' };
export const customer: Caller = { role: 'CUSTOMER', parcelId: 'parcel-1' };
export function clerk(pointCode: string): Caller {
  return { role: 'CLERK', pointCode };
}

/** Entries from lines of kind, hour and fields, in the order of recording; the key is the kind and its place. */
export function ledger(...lines: [kind: EntryKind, hours: number, fields?: Partial<Entry>][]): Entry[] {
  return lines.map(([kind, hours, fields], place) => ({
    sequence: place + 1,
    kind,
    idempotencyKey: `${kind}-${place + 1}`,
    happenedAt: hour(hours),
    recordedAt: hour(hours),
    clockFlagged: false,
    codeChecked: kind === 'COLLECTION' ? true : null,
    ...fields,
  }));
}

export function codes(state: Pick<ParcelState, 'discrepancies'>): string[] {
  return state.discrepancies.map(({ code }) => code);
}

/** A counter that judges what it is handed, and appends what it records, as a service would. */
export class Counter {
  entries: Entry[] = [];

  constructor(
    readonly facts: ParcelFacts = parcel,
    readonly options: FoldOptions = {},
  ) {}

  /** Proposes a handover at an hour; the key is its place in the ledger unless the input has one. */
  propose(caller: Caller, hours: number, input: HandoverInput, more: Partial<ProposedHandover> = {}): Judgement {
    const proposed: ProposedHandover = {
      input: { idempotencyKey: `key-${this.entries.length + 1}`, ...input },
      recordedAt: hour(hours),
      online: true,
      codeOutcome: 'RIGHT',
      ...more,
    };
    const judgement = judge(this.facts, this.entries, proposed, caller, this.options);
    if (judgement.outcome === 'RECORDED') this.entries.push(judgement.entry);
    return judgement;
  }

  /** Proposes, and gives the state after; a refusal fails the test. */
  record(caller: Caller, hours: number, input: HandoverInput, more: Partial<ProposedHandover> = {}): ParcelState {
    const judgement = this.propose(caller, hours, input, more);
    if (judgement.outcome === 'REFUSED') throw new Error(`refused: ${judgement.refusal}`);
    return judgement.state;
  }

  refusal(caller: Caller, hours: number, input: HandoverInput, more: Partial<ProposedHandover> = {}): string | null {
    const judgement = this.propose(caller, hours, input, more);
    return judgement.outcome === 'REFUSED' ? judgement.refusal : null;
  }
}

/** The parties that are set up to scan. */
export function amongst(...parties: Custodian[]): (party: Custodian) => boolean {
  return ({ kind, id }) => parties.some((party) => party.kind === kind && party.id === id);
}
