import type { Custodian, Entry, ParcelFacts, ParcelState } from '#libs/custody';
import { fold, rulesFor } from '#libs/custody';
import { offsetMsAt } from '#libs/opening-hours';
import { canonicalForm, eventId } from './canonical.js';
import { type CorrectionEffect, correctionEffects } from './corrections.js';
import type { EpcisEvent, ErrorDeclaration, EventContent } from './event.js';
import { Names } from './names.js';
import { type Step, stepsOf } from './steps.js';

export interface EpcisParcel {
  sscc: string;
  facts: ParcelFacts;
}

export interface EpcisSetting {
  /** The installation's address, in ASCII. Names and ids are made of it, so that they change with it. */
  baseUrl: string;
  /** In lower case. */
  sha256Hex(text: string): string;
  /** Null for a point that is not known. */
  timeZoneOf(pointCode: string): string | null;
}

/** How near to each other two scans are for one to be what the other should have been. */
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const MOST_OFFSET_MINUTES = 14 * 60;
/** What a clock that was never set may show lies before the first time zone. */
const FIRST_OFFSET_MS = Date.UTC(1900, 0, 1);

/**
 * A parcel's ledger as EPCIS events: of each entry those of `stepsOf`, under the entry's number.
 *
 * An event tells what its entry says and what had been recorded before it, and never what came later, so that its id
 * stays. It holds no free text (shelf, the sender's keys) and nobody's name or pseudonym but the merchant's. A party
 * that the entry does not name is left out rather than guessed. An instant at no known point has the offset of UTC.
 *
 * A correction is told as the events of the entry that it takes back, with their ids and an `errorDeclaration`: their
 * data was incorrect if they were said again (the same kind by the same sender within a day, or the correction itself
 * was corrected), and else they did not occur. A correction of a correction states the entry again, under its own number.
 *
 * @param entries - The whole ledger.
 * @param wanted - Whether the events of an entry are asked for; by default of all.
 */
export function eventsOf(
  parcel: EpcisParcel,
  entries: readonly Entry[],
  setting: EpcisSetting,
  wanted: (entry: Entry) => boolean = () => true,
): Map<number, EpcisEvent[]> {
  const ledger = new ParcelEvents(parcel, inOrder(entries), setting);
  return new Map(ledger.entries.filter(wanted).map((entry) => [entry.sequence, ledger.of(entry)]));
}

/** By number, each key once, and without kinds that a later version wrote. */
function inOrder(entries: readonly Entry[]): Entry[] {
  const keys = new Set<string>();
  return entries
    .filter((entry) => rulesFor(entry.kind as string) !== undefined)
    .sort((a, b) => a.sequence - b.sequence)
    .filter(({ idempotencyKey }) => !keys.has(idempotencyKey) && keys.add(idempotencyKey));
}

class ParcelEvents {
  private readonly names: Names;
  private readonly effects: ReadonlyMap<number, CorrectionEffect>;

  constructor(
    private readonly parcel: EpcisParcel,
    readonly entries: readonly Entry[],
    private readonly setting: EpcisSetting,
  ) {
    this.names = new Names(setting.baseUrl, parcel.sscc);
    this.effects = correctionEffects(entries);
  }

  of(entry: Entry): EpcisEvent[] {
    if (entry.kind !== 'CORRECTION') return this.told(entry, entry);
    const effect = this.effects.get(entry.sequence);
    if (effect === undefined) return [];
    if (!effect.takesBack) return this.told(effect.target, entry);
    const errorDeclaration = this.declaration(effect);
    return this.told(effect.target, this.lastTold(effect.target, entry)).map((event) => ({
      ...event,
      recordTime: instant(entry.recordedAt),
      errorDeclaration,
    }));
  }

  /** The events of an entry, told by it or by the correction that gave it back. */
  private told(entry: Entry, teller: Entry): EpcisEvent[] {
    let state: ParcelState | null = null;
    const before = () => (state ??= this.stateBefore(entry));
    return stepsOf(entry, before).map((step) => {
      const content = this.content(entry, step, before);
      content['relais:sequence'] = teller.sequence;
      const canonical = canonicalForm(content, { relais: this.names.namespace });
      return {
        ...content,
        eventID: eventId(canonical, (text) => this.setting.sha256Hex(text)),
        recordTime: instant(teller.recordedAt),
      };
    });
  }

  private content(entry: Entry, step: Step, before: () => ParcelState): EventContent {
    const { disposition } = step;
    const own = entry.to?.kind === 'POINT' ? entry.to.id : (entry.pointCode ?? null);
    const pointCode = own ?? (step.place === 'LYING' ? before().pointCode : null);
    const place = pointCode === null ? undefined : { id: this.names.point(pointCode) };
    return withoutAbsent({
      type: 'ObjectEvent',
      eventTime: instant(entry.happenedAt),
      eventTimeZoneOffset: offset(entry.happenedAt, pointCode === null ? null : this.setting.timeZoneOf(pointCode)),
      epcList: [this.names.parcel()],
      action: step.action ?? 'OBSERVE',
      bizStep: step.bizStep,
      disposition: typeof disposition === 'string' ? disposition : this.names.disposition(disposition.own),
      readPoint: place,
      bizLocation: step.place === 'FROM' ? undefined : place,
      ...(step.changesHands ? this.parties(entry) : {}),
      'relais:kind': entry.kind,
      'relais:side': entry.side ?? undefined,
      'relais:reason': entry.reason ?? undefined,
    });
  }

  private parties(entry: Entry): Pick<EventContent, 'sourceList' | 'destinationList'> {
    const { from, to } = rulesFor(entry.kind);
    const source = this.party(entry.from ?? this.byNature(from.length === 1 ? from[0] : null));
    const destination = this.party(entry.to ?? this.byNature(to));
    // A merchant that takes a parcel back in its own shop has held it all along.
    if (source === destination) return {};
    return {
      sourceList: source === null ? undefined : [{ type: 'possessing_party', source }],
      destinationList: destination === null ? undefined : [{ type: 'possessing_party', destination }],
    };
  }

  /** Of a merchant and a customer a parcel has only one. */
  private byNature(kind: Custodian['kind'] | null | undefined): Custodian | null {
    if (kind === 'MERCHANT') return { kind, id: this.parcel.facts.merchantId };
    return kind === 'CUSTOMER' ? { kind, id: '' } : null;
  }

  private party(custodian: Custodian | null): string | null {
    return custodian === null ? null : this.names.party(custodian);
  }

  private stateBefore(entry: Entry): ParcelState {
    const earlier = this.entries.filter(
      ({ sequence, kind, happenedAt }) =>
        sequence < entry.sequence &&
        (happenedAt <= entry.happenedAt || kind === 'CORRECTION' || kind === 'ANNOUNCEMENT'),
    );
    return fold(this.parcel.facts, earlier);
  }

  /** Who told an entry last, before `correction`. */
  private lastTold(target: Entry, correction: Entry): Entry {
    let teller = target;
    for (const effect of this.effects.values()) {
      if (effect.correction.sequence >= correction.sequence) break;
      if (effect.target === target && !effect.takesBack) teller = effect.correction;
    }
    return teller;
  }

  private declaration({ correction, target }: CorrectionEffect): ErrorDeclaration {
    const declarationTime = instant(correction.recordedAt);
    const again = this.saidAgain(correction, target);
    if (again.length === 0) return { declarationTime, reason: 'did_not_occur' };
    return { declarationTime, reason: 'incorrect_data', correctiveEventIDs: again.map(({ eventID }) => eventID) };
  }

  private saidAgain(correction: Entry, target: Entry): EpcisEvent[] {
    const effects = [...this.effects.values()];
    const givenBack = effects.find(
      (effect) => effect.target === target && effect.correction.sequence > correction.sequence,
    );
    if (givenBack !== undefined) return this.told(target, givenBack.correction);
    const takenBack = new Map(effects.map((effect) => [effect.target, effect.takesBack]));
    const again = this.entries.find(
      (entry) =>
        entry.sequence > target.sequence &&
        entry.kind === target.kind &&
        (entry.side ?? null) === (target.side ?? null) &&
        isSameActor(entry, target) &&
        Math.abs(entry.happenedAt - target.happenedAt) <= DAY_MS &&
        takenBack.get(entry) !== true,
    );
    return again === undefined
      ? []
      : this.told(again, this.lastTold(again, { ...again, sequence: Number.POSITIVE_INFINITY }));
  }
}

function isSameActor({ actor: a }: Entry, { actor: b }: Entry): boolean {
  return a?.role === b?.role && a?.id === b?.id;
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}

/** EPCIS has no seconds in an offset, and none of more than 14 hours. */
function offset(ms: number, timeZone: string | null): string {
  const isDated = ms >= FIRST_OFFSET_MS;
  const minutes = timeZone === null || !isDated ? 0 : Math.round(offsetMsAt(ms, timeZone) / MINUTE_MS);
  const size = Math.abs(minutes);
  if (size > MOST_OFFSET_MINUTES) return '+00:00';
  const two = (value: number) => String(value).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

function withoutAbsent(content: EventContent): EventContent {
  return Object.fromEntries(
    Object.entries(content).filter(([, value]) => value !== undefined),
  ) as unknown as EventContent;
}
