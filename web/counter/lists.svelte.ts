import { ask } from '../lib/ask.js';
import { document, type ResultOf } from '../lib/document.js';
import { asking, type Device } from './device.svelte.js';
import type { Store } from './store.js';

export const LISTS = ['HERE', 'DUE', 'OVERDUE', 'EXPECTED', 'TO_RETURN', 'TO_SEND_ON'] as const;
export type ListName = (typeof LISTS)[number];

const LIST = document(`query List($pointCode: ID!, $list: PointList!, $after: String) {
  parcelsAtPoint(pointCode: $pointCode, list: $list, first: 100, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    edges { node { trackingNumber stateText shelf recipientName since deadline pickupPointCode } }
  }
}`);
type Node = ResultOf<typeof LIST>['parcelsAtPoint']['edges'][number]['node'];

export interface Listed extends Omit<Node, 'recipientName'> {
  /** As little of a name as tells two customers apart: an initial and the last word. */
  who: string | null;
}
export interface KnownList {
  parcels: Listed[];
  totalCount: number;
}
interface Known {
  at: string;
  lists: Record<ListName, KnownList>;
}

/** More than a counter has shelves for; a depot's list is not for a phone. */
const MOST_PAGES = 10;

/** What lies at this counter and what is to come, as the service last told it. */
export class Lists {
  known = $state.raw<Known | null>(null);
  isAsking = $state(false);
  readonly expected = $derived(new Set(this.known?.lists.EXPECTED.parcels.map(({ trackingNumber }) => trackingNumber)));
  readonly isExpectedWhole = $derived(
    this.known !== null && this.known.lists.EXPECTED.parcels.length === this.known.lists.EXPECTED.totalCount,
  );

  constructor(
    private readonly store: Store,
    private readonly device: Device,
  ) {}

  async load(): Promise<void> {
    this.known = (await this.store.kept<Known>('lists')) ?? null;
  }

  async forget(): Promise<void> {
    this.known = null;
    await this.store.keep('lists', null);
  }

  /** Asks for all lists anew; without an answer the last ones stay, with their time. */
  async refresh(): Promise<void> {
    // In whose hands a revoked phone is nobody knows: names are not for them.
    if (this.device.standing === 'FORMER' && this.known !== null) return this.forget();
    const pointCode = this.device.pairing?.pointCode;
    if (this.isAsking || pointCode === undefined || this.device.standing !== 'PAIRED') return;
    this.isAsking = true;
    try {
      const asked: [ListName, KnownList][] = [];
      for (const list of LISTS) asked.push([list, await wholeList(pointCode, list)]);
      this.device.hear();
      this.known = { at: new Date().toISOString(), lists: Object.fromEntries(asked) as Known['lists'] };
      await this.store.keep('lists', this.known);
    } catch (error) {
      await this.device.learn(error);
    } finally {
      this.isAsking = false;
    }
  }

  find(trackingNumber: string): Listed | undefined {
    return this.all().find((parcel) => parcel.trackingNumber === trackingNumber);
  }

  /** Those whose number ends so. */
  ending(digits: string): Listed[] {
    const found = this.all().filter(({ trackingNumber }) => trackingNumber.endsWith(digits));
    return [...new Map(found.map((parcel) => [parcel.trackingNumber, parcel])).values()];
  }

  private all(): Listed[] {
    return this.known === null ? [] : [...this.known.lists.HERE.parcels, ...this.known.lists.EXPECTED.parcels];
  }
}

async function wholeList(pointCode: string, list: ListName): Promise<KnownList> {
  const parcels: Listed[] = [];
  let after: string | null = null;
  for (let page = 1; ; page += 1) {
    const { parcelsAtPoint: found } = (await ask(LIST, { pointCode, list, after }, asking())) as ResultOf<typeof LIST>;
    parcels.push(...found.edges.map(({ node }) => listed(node)));
    if (!found.pageInfo.hasNextPage || page === MOST_PAGES) return { parcels, totalCount: found.totalCount };
    after = found.pageInfo.endCursor ?? null;
  }
}

function listed({ recipientName, ...parcel }: Node): Listed {
  const words = recipientName?.trim().split(/\s+/) ?? [];
  const last = words.at(-1) ?? null;
  return { ...parcel, who: words.length > 1 ? `${[...(words[0] ?? '')][0]}. ${last}` : last };
}
