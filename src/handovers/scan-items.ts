import { readLabel } from '#libs/identifiers';
import { CodedError } from '#libs/refusals';
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
