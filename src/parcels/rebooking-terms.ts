import type { State } from '#libs/custody';
import { CodedError } from '#libs/refusals';
import type { Caller } from '../platform/caller.js';
import type { Price } from '../search/pricing.js';

/** The states in which a customer may still choose another point: somebody will carry the parcel there anyway. */
const ON_ITS_WAY: readonly State[] = ['ANNOUNCED', 'DROPPED_OFF', 'IN_TRANSIT', 'MISROUTED'];

/**
 * What a parcel may cost at another point: no more than now.
 *
 * A customer decides about somebody else's money. One that waits for them already has to be carried once more, so that
 * they may send it elsewhere only where that is free.
 *
 * @throws CodedError STATE_DOES_NOT_ALLOW.
 */
export function rebookingPrice(caller: Caller, state: State, price: Price): Price {
  if (caller.role !== 'CUSTOMER' || ON_ITS_WAY.includes(state)) return price;
  if (state === 'AVAILABLE' && price.feeCents === 0) return price;
  throw new CodedError('STATE_DOES_NOT_ALLOW', { state, feeCents: price.feeCents });
}
