import type { EntityManager } from 'typeorm';
import { readLabel } from '#libs/identifiers';
import { CodedError } from '#libs/refusals';
import { rows } from '../platform/database/rows.js';
import { checkScan } from './check-scan.js';
import type { HandoverInput } from './handovers.inputs.js';

/** One scan of a request: what it names, or why it cannot be judged. */
export interface Item {
  input: HandoverInput;
  label: string | null;
  error: CodedError | null;
}

/** Checks one scan's form. What is wrong with it is told in its place and not thrown. */
export function readItem(input: HandoverInput): Item {
  try {
    checkScan(input);
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return { input, label: null, error };
  }
  const label = readLabel(input.trackingNumber ?? '');
  return { input, label: label.ok ? label.value.value : null, error: null };
}

/** A point is never deleted, so that a code which names none was never right. */
export async function findUnknownPoints(tx: EntityManager, items: readonly Item[]): Promise<ReadonlySet<string>> {
  const codes = new Set(items.flatMap(({ input, error }) => (error === null ? (input.pointCode?.trim() ?? '') : '')));
  codes.delete('');
  if (codes.size === 0) return codes;
  const found = await rows<{ code: string }>(tx, 'SELECT code FROM point WHERE code = ANY($1)', [[...codes]]);
  for (const { code } of found) codes.delete(code);
  return codes;
}
