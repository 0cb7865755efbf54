import { CREATE, newParcel, SCAN } from '../support/parcels.js';
import { ask, POINTS, type World } from './world.js';

export type Kind = 'CREATE' | 'SCAN' | 'BATCH';

export interface Scan {
  trackingNumber: string;
  idempotencyKey: string;
}

/** A request that was sent: what it asks for, so that it can be sent again, and what is known of its outcome. */
export interface Sent {
  kind: Kind;
  token: string;
  query: string;
  variables: Record<string, unknown>;
  /** Scans of a request for scans. */
  scans: Scan[];
  /** The key of a request for a parcel. */
  parcelKey: string | null;
  sentAtMs: number;
  /** Whether it was under way when something was killed. */
  isCaught: boolean;
}

interface Outcome {
  recorded: boolean;
  duplicate: boolean;
  refusal: { code: string } | null;
}

export interface Answer {
  trackingNumber: string | null;
  /** Why there is no parcel. */
  refusal?: string;
  outcomes: Outcome[];
}

const AT_ONCE = 8;
const MOST_IN_BATCH = 40;
/** Scans go to the newest parcels, so that no ledger becomes longer than one ever is. */
const NEWEST = 150;

let serial = 0;
const pick = <T>(items: readonly T[]): T => items[Math.floor(Math.random() * items.length)] as T;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Clerks, a carrier and a merchant who send what they can until the service is gone, and keep account of it. */
export class Load {
  readonly parcels: string[] = [];
  /** Scans that were answered as recorded, and have not been looked up since. */
  readonly acknowledged: Scan[] = [];
  /** Keys of parcels that were created, with the numbers they were given. */
  readonly created: { key: string; trackingNumber: string }[] = [];
  /** Requests whose answer never came, or was no answer. */
  readonly unsettled: Sent[] = [];
  readonly underWay = new Set<Sent>();
  readonly complaints: string[] = [];
  answered = 0;
  private isOn = false;
  private workers: Promise<void>[] = [];

  constructor(private readonly world: World) {}

  start(url: string): void {
    this.isOn = true;
    this.workers = Array.from({ length: AT_ONCE }, () => this.work(url));
  }

  /** Sends nothing new, and waits until whatever is under way is answered or has failed. */
  async stop(): Promise<void> {
    this.isOn = false;
    await Promise.all(this.workers);
  }

  /** Marks what is under way at the moment of a kill. */
  catchUnderWay(): Sent[] {
    const caught = [...this.underWay];
    for (const sent of caught) sent.isCaught = true;
    return caught;
  }

  /** Sends a request, new or once more. @throws Error where nothing is known of it afterwards. */
  async send(url: string, sent: Sent): Promise<Answer> {
    if (sent.kind === 'CREATE') {
      const { createParcel } = await ask<{ createParcel: { trackingNumber?: string; code?: string } }>(
        ...[url, sent.token, sent.query, sent.variables],
      );
      return { trackingNumber: createParcel.trackingNumber ?? null, refusal: createParcel.code, outcomes: [] };
    }
    const { recordHandovers } = await ask<{ recordHandovers: Outcome[] }>(
      ...[url, sent.token, sent.query, sent.variables],
    );
    return { trackingNumber: null, outcomes: recordHandovers };
  }

  /** Takes an answer into account. */
  settle(sent: Sent, { trackingNumber, refusal, outcomes }: Answer): void {
    if (sent.parcelKey !== null) {
      if (trackingNumber === null) this.complaints.push(`no parcel for ${sent.parcelKey}: ${refusal}`);
      else {
        this.parcels.push(trackingNumber);
        this.created.push({ key: sent.parcelKey, trackingNumber });
      }
    }
    for (const [place, scan] of sent.scans.entries()) {
      const outcome = outcomes[place];
      if (outcome?.recorded) this.acknowledged.push(scan);
      else this.complaints.push(`${scan.idempotencyKey} was refused: ${outcome?.refusal?.code}`);
    }
  }

  private async work(url: string): Promise<void> {
    while (this.isOn) {
      const sent = this.next();
      this.underWay.add(sent);
      try {
        const answer = await this.send(url, sent);
        this.answered += 1;
        this.settle(sent, answer);
      } catch {
        this.unsettled.push(sent);
        // A service that is gone, or whose database is: it would only be asked in vain.
        await pause(50);
        if (sent.isCaught || this.unsettled.length > 4 * AT_ONCE) return;
      } finally {
        this.underWay.delete(sent);
      }
    }
  }

  private next(): Sent {
    const chance = Math.random();
    if (this.parcels.length < 20 || chance < 0.25) return this.creation();
    return chance < 0.6
      ? this.scanning('SCAN', 1)
      : this.scanning('BATCH', 2 + Math.floor(Math.random() * MOST_IN_BATCH));
  }

  private creation(): Sent {
    serial += 1;
    const parcelKey = `parcel-${serial}`;
    const input = newParcel(pick(POINTS), { idempotencyKey: parcelKey, cost: 'ANY' });
    return { ...this.blank('CREATE'), token: this.world.merchant, query: CREATE, variables: { input }, parcelKey };
  }

  private scanning(kind: Kind, count: number): Sent {
    const { carrier, clerks } = this.world;
    const point = pick(POINTS);
    const isCarrier = Math.random() < 0.4;
    const newest = this.parcels.slice(-NEWEST);
    const inputs = Array.from({ length: count }, () => {
      serial += 1;
      const trackingNumber = pick(newest);
      const one = isCarrier ? carrierScan() : clerkScan();
      return { idempotencyKey: `scan-${serial}`, trackingNumber, ...one, ...past() };
    });
    const scans = inputs.map(({ trackingNumber, idempotencyKey }) => ({ trackingNumber, idempotencyKey }));
    const token = isCarrier ? carrier : (clerks[point] as string);
    return { ...this.blank(kind), token, query: SCAN, variables: { inputs }, scans };
  }

  private blank(kind: Kind): Sent {
    const sentAtMs = performance.now();
    return { kind, token: '', query: '', variables: {}, scans: [], parcelKey: null, sentAtMs, isCaught: false };
  }
}

/** What anybody may record of any parcel in their hands, so that none of it is ever refused. */
function clerkScan() {
  const kind = pick(['DROP_OFF', 'STORE_RECEIPT', 'SHELVED', 'CUSTOMER_RETURN', 'DAMAGE_NOTED', 'CARRIER_PICKUP']);
  return kind === 'SHELVED' ? { kind, shelf: pick(['A1', 'B2', 'C3']) } : { kind };
}

function carrierScan() {
  const kind = pick(['CARRIER_PICKUP', 'CARRIER_TRANSFER', 'HUB_ARRIVAL', 'STORE_REFUSAL', 'STORE_RECEIPT']);
  return kind === 'STORE_RECEIPT' || kind === 'CARRIER_PICKUP' ? { kind, pointCode: pick(POINTS) } : { kind };
}

/** A third happened earlier, with no network. */
function past() {
  if (Math.random() > 0.33) return {};
  return { occurredAt: new Date(Date.now() - Math.random() * 7_200_000).toISOString() };
}
