import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { documentFrame, type EpcisEvent, eventsOf } from '#libs/epcis';
import { CodedError } from '#libs/refusals';
import { type Caller, requireRole } from '../platform/caller.js';
import { Clock } from '../platform/clock.js';
import { baseUrl, CONFIG, type Config } from '../platform/config.js';
import {
  beginningAt,
  type EntryPlace,
  entriesAfter,
  ledgersOf,
  parcelIdOf,
  timeZonesOf,
} from './exported-ledgers.queries.js';
import type { Wanted } from './wanted.js';

/** Entries that are read at once; with the whole ledgers of their parcels they are all that is held in memory. */
const PAGE = 250;

/** Writes custody as EPCIS 2.0, of any length, a page at a time. */
@Injectable()
export class EpcisService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * A document, in parts that together are its text. Merchants get their own parcels, and operators of a chain those
   * booked for that chain; clerks and carriers have what they recorded in their own systems, and no claim to a list.
   *
   * Of a range, entries come in the order of recording. Each page is of its own moment: what is recorded while the
   * document is written comes with it, as far as it belongs to the range.
   *
   * @returns Once the first part is there, so that what can be refused is refused before a part is sent.
   * @throws CodedError NOT_FOUND for a parcel that is not there or is none of the caller's; FORBIDDEN.
   */
  async write(caller: Caller, wanted: Wanted): Promise<AsyncIterable<string>> {
    requireRole(caller, ['MERCHANT', 'OPERATOR']);
    const parts = this.document(
      'from' in wanted ? this.range(caller, wanted.from, wanted.to) : this.parcel(caller, wanted.trackingNumber),
    );
    const first = await parts.next();
    return (async function* () {
      if (!first.done) yield first.value;
      yield* parts;
    })();
  }

  private async *document(pages: AsyncIterable<EpcisEvent[]>): AsyncGenerator<string, void> {
    const { head, between, tail } = documentFrame(this.clock.now().getTime(), this.baseUrl());
    let before = head;
    for await (const events of pages) {
      if (events.length === 0) continue;
      yield before + events.map((event) => JSON.stringify(event)).join(between);
      before = between;
    }
    yield before === head ? head + tail : tail;
  }

  private async *parcel(caller: Caller, trackingNumber: string): AsyncGenerator<EpcisEvent[], void> {
    const parcelId = await parcelIdOf(this.dataSource.manager, caller, trackingNumber);
    if (parcelId === null) throw new CodedError('NOT_FOUND', { trackingNumber }, { field: 'trackingNumber' });
    const told = await this.eventsByEntry(new Map([[parcelId, null]]));
    yield [...(told.get(parcelId)?.values() ?? [])].flat();
  }

  private async *range(caller: Caller, from: Date, to: Date): AsyncGenerator<EpcisEvent[], void> {
    let after = beginningAt(from);
    for (;;) {
      const places = await entriesAfter(this.dataSource.manager, caller, after, to, PAGE);
      const last = places.at(-1);
      if (last === undefined) return;
      yield await this.eventsAt(places);
      if (places.length < PAGE) return;
      after = last;
    }
  }

  private async eventsAt(places: readonly EntryPlace[]): Promise<EpcisEvent[]> {
    const wanted = new Map<string, Set<number>>();
    for (const { parcelId, sequence } of places) {
      const sequences = wanted.get(parcelId);
      if (sequences) sequences.add(sequence);
      else wanted.set(parcelId, new Set([sequence]));
    }
    const told = await this.eventsByEntry(wanted);
    return places.flatMap(({ parcelId, sequence }) => told.get(parcelId)?.get(sequence) ?? []);
  }

  /** @param wanted - The numbers of the entries asked for, by their parcels' ids; null for all of a parcel's. */
  private async eventsByEntry(
    wanted: ReadonlyMap<string, ReadonlySet<number> | null>,
  ): Promise<ReadonlyMap<string, ReadonlyMap<number, EpcisEvent[]>>> {
    const db = this.dataSource.manager;
    const ledgers = await ledgersOf(db, [...wanted.keys()]);
    const timeZones = await timeZonesOf(db, ledgers.values());
    const setting = { baseUrl: this.baseUrl(), sha256Hex, timeZoneOf: (code: string) => timeZones.get(code) ?? null };
    const told = new Map<string, ReadonlyMap<number, EpcisEvent[]>>();
    for (const [parcelId, { parcel, entries }] of ledgers) {
      const sequences = wanted.get(parcelId) ?? null;
      const isWanted = ({ sequence }: { sequence: number }) => sequences === null || sequences.has(sequence);
      told.set(parcelId, eventsOf(parcel, entries, setting, isWanted));
    }
    return told;
  }

  /** As other programs write it, whatever characters the setting has. */
  private baseUrl(): string {
    return new URL(baseUrl(this.config)).href;
  }
}

function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
