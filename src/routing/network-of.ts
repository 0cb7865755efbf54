import { CodedError } from '#libs/refusals';
import type { Caller } from '../platform/caller.js';
import type { CarrierNetwork } from './timetables.js';

/**
 * The network that is asked for: a carrier's own, or whichever an operator names.
 *
 * @throws CodedError FORBIDDEN for another carrier's; BAD_INPUT where it has no timetable, or is not named.
 */
export function networkOf(
  networks: readonly CarrierNetwork[],
  caller: Caller,
  wanted: string | null,
  field: string,
): CarrierNetwork {
  const own = caller.role === 'CARRIER' ? caller.networkCode : null;
  if (own !== null && wanted !== null && wanted !== own) throw new CodedError('FORBIDDEN', {}, { field });
  const code = own ?? wanted;
  const network = networks.find((each) => each.code === code);
  if (network !== undefined) return network;
  const known = networks.map((each) => each.code).join(', ') || 'none';
  throw new CodedError('BAD_INPUT', {}, { field, message: `No timetable is of ${code}. There are: ${known}.` });
}
