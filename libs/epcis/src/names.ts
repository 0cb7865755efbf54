import type { Custodian } from '#libs/custody';
import { UNKNOWN_ID } from '#libs/custody';
import { digitalLink } from '#libs/identifiers';

/** The dispositions that CBV has no word for. */
export type OwnDisposition = 'awaiting_collection' | 'collected' | 'awaiting_return' | 'missing';

/**
 * The names of things in events. A parcel's is GS1's own Digital Link and not one under the installation's address: any
 * receiver knows it, it survives a change of address, and the event's id is worked out of that form anyway. Points,
 * merchants and carriers have no GS1 number here, so that theirs are names under the installation's address, which need
 * not answer. None has a segment that is a GS1 application identifier: it would be taken for a Digital Link.
 */
export class Names {
  /** The namespace of everything of ours. */
  readonly namespace: string;

  constructor(
    baseUrl: string,
    private readonly sscc: string,
  ) {
    this.namespace = namespaceOf(baseUrl);
  }

  parcel(): string {
    const link = digitalLink('SSCC', this.sscc);
    if (!link.ok) throw new RangeError(link.message);
    return link.value;
  }

  point(code: string): string {
    return `${this.namespace}point/${encodeURIComponent(code)}`;
  }

  disposition(own: OwnDisposition): string {
    return this.namespace + own;
  }

  /**
   * A custodian; null for one that nobody named. A customer is only ever the one whom this parcel is for: nothing joins
   * two parcels of one person, and nothing is told that the parcel's number does not tell.
   */
  party({ kind, id }: Custodian): string | null {
    if (kind === 'CUSTOMER') return `${this.namespace}customer-of/${this.sscc}`;
    if (id === UNKNOWN_ID) return null;
    if (kind === 'POINT') return this.point(id);
    return `${this.namespace}${kind === 'MERCHANT' ? 'merchant' : 'carrier'}/${encodeURIComponent(id)}`;
  }
}

export function namespaceOf(baseUrl: string): string {
  return `${baseUrl.replace(/\/+$/, '')}/epcis/`;
}
