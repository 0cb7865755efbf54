import { inputOf, type Scan } from './scan.js';

/** Scans as a file for the operator: what the service would have got, without the customers' codes. */
export function saveToFile(scans: readonly Scan[], pointCode: string): void {
  const inputs = scans.map((scan) => ({ ...inputOf(scan), pickupCode: undefined }));
  const sentAt = new Date().toISOString();
  const text = JSON.stringify({ inputs, sentAt }, null, 1);
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `relais-${pointCode}-${sentAt.slice(0, 10)}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
