import { CodedError } from '#libs/refusals';
import type { Caller } from '../platform/caller.js';

export type OperatorCaller = Caller & { role: 'OPERATOR' };

/**
 * Refuses an operator of one chain the points of another.
 *
 * @throws CodedError FORBIDDEN.
 */
export function requireChain({ chainCode }: OperatorCaller, pointChain: string | null): void {
  if (chainCode === null || chainCode === pointChain) return;
  const message = `You are an operator of ${chainCode} only.`;
  throw new CodedError('FORBIDDEN', { chain: pointChain }, { message });
}
