import type { MessagePort } from 'node:worker_threads';
import type { GeoIndex } from '#libs/geo';
import type { IndexControl } from './index-control.js';
import type { Hours, KnownHours } from './known-hours.js';
import type { AddedClasses, OfferClasses } from './offer-classes.js';
import type { EntriesMemory, PointEntries } from './point-entries.js';
import type { Tallies, TalliesMemory } from './tallies.js';

/** What readers in other threads have to take over: where all lies now, and what was added to the small tables. */
export interface Publication {
  /** Counts the publications. */
  number: number;
  geo: ArrayBufferLike;
  entries: EntriesMemory;
  tallies: TalliesMemory;
  classes: AddedClasses;
  hours: Hours[];
}

interface Published {
  geo: GeoIndex;
  entries: PointEntries;
  tallies: Tallies;
  classes: OfferClasses;
  hours: KnownHours;
}

/**
 * Lets other threads read an index while it is written. Its large arrays are shared, and are written between two steps of
 * the version. Where they lie, and the small tables, are sent: always before the version says that all is written, so that
 * whoever sees the number of a publication finds it at its port.
 */
export class Publisher {
  private readonly ports: MessagePort[] = [];
  private sent = { shapes: 0, limits: 0, classes: 0, hours: 0 };
  private memory: object[] = [];

  constructor(
    readonly control: IndexControl,
    private readonly published: Published,
  ) {}

  /** Begins to tell a reader, and first all that there is. Not from within `write`. */
  tell(port: MessagePort): void {
    this.ports.push(port);
    port.postMessage(this.publication({ shapes: 0, limits: 0, classes: 0, hours: 0 }));
  }

  /** Changes something. It must not wait for anything. */
  write<Result>(change: () => Result): Result {
    this.control.begin();
    try {
      return change();
    } finally {
      this.publish();
      this.control.end();
    }
  }

  private publish(): void {
    const { geo, entries, tallies, classes, hours } = this.published;
    const memory = [geo.buffer, entries.memory, tallies.memory];
    const isNew =
      memory.some((each, at) => each !== this.memory[at]) ||
      this.sent.classes !== classes.classes.count ||
      this.sent.hours !== hours.count;
    if (!isNew) return;
    const number = this.control.published + 1;
    const publication = { ...this.publication(this.sent), number };
    for (const port of this.ports) port.postMessage(publication);
    this.memory = memory;
    this.sent = {
      shapes: classes.shapes.count,
      limits: classes.limits.count,
      classes: classes.classes.count,
      hours: hours.count,
    };
    this.control.published = number;
  }

  private publication(since: typeof this.sent): Publication {
    const { geo, entries, tallies, classes, hours } = this.published;
    return {
      number: this.control.published,
      geo: geo.buffer,
      entries: entries.memory,
      tallies: tallies.memory,
      classes: classes.since(since),
      hours: hours.since(since.hours),
    };
  }
}
