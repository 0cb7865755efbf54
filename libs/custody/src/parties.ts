import { rulesFor } from './table.js';
import type { Custodian, CustodianKind, Entry, ParcelFacts } from './words.js';
import { UNKNOWN_ID } from './words.js';

export function merchantOf(parcel: ParcelFacts): Custodian {
  return { kind: 'MERCHANT', id: parcel.merchantId };
}

export function customerOf(parcel: ParcelFacts): Custodian {
  return { kind: 'CUSTOMER', id: parcel.customerId ?? parcel.parcelId };
}

export function isOwnShop(parcel: ParcelFacts, pointCode: string | null | undefined): boolean {
  return typeof pointCode === 'string' && (parcel.ownShopPointCodes ?? []).includes(pointCode);
}

/** Who holds what lies at a point: in its own shop, the merchant itself. */
export function holderAt(parcel: ParcelFacts, pointCode: string): Custodian {
  return isOwnShop(parcel, pointCode) ? merchantOf(parcel) : { kind: 'POINT', id: pointCode };
}

/** Whether two custodians can be the same party: the merchant is its own shop, and an unknown carrier any carrier. */
export function sameParty(parcel: ParcelFacts, a: Custodian, b: Custodian): boolean {
  const [one, other] = [a, b].map((party) => (party.kind === 'POINT' ? holderAt(parcel, party.id) : party));
  if (one === undefined || other === undefined || one.kind !== other.kind) return false;
  return one.id === other.id || one.id === UNKNOWN_ID || other.id === UNKNOWN_ID;
}

/** The point where an entry took place, if it took place at one. */
export function pointOf(entry: Entry): string | null {
  if (entry.to?.kind === 'POINT') return entry.to.id;
  return entry.pointCode ?? null;
}

/** Who holds the parcel after a physical entry; what the entry does not say is completed from the parcel. */
export function receiverOf(parcel: ParcelFacts, entry: Entry, holder: Custodian): Custodian {
  if (entry.to) return { kind: entry.to.kind, id: entry.to.id };
  const kind: CustodianKind = rulesFor(entry.kind).to ?? holder.kind;
  switch (kind) {
    case 'MERCHANT':
      return merchantOf(parcel);
    case 'CUSTOMER':
      return customerOf(parcel);
    case 'POINT':
      return { kind, id: entry.pointCode ?? UNKNOWN_ID };
    case 'CARRIER': {
      // The giver's half of a transfer does not say who received.
      if (entry.kind === 'CARRIER_TRANSFER') return { kind, id: UNKNOWN_ID };
      return holder.kind === 'CARRIER' ? holder : { kind, id: parcel.carrierCode ?? UNKNOWN_ID };
    }
  }
}
