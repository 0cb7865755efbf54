/** What a customer's QR is worth to a phone that has no network. */
export type QrCheck = { outcome: 'GENUINE'; trackingNumber: string } | { outcome: 'FALSE' | 'CANNOT_CHECK' };

const SHAPE = /^(RELAIS1\.([A-Z0-9]{6,40})\.\d{1,9})\.([\w-]{86})$/;

/**
 * Checks the signature with the key that the phone got when it was paired.
 *
 * @returns CANNOT_CHECK where the browser has no Ed25519 or the page came over plain HTTP: the service can then say.
 */
export async function checkQr(text: string, publicKeyPem: string): Promise<QrCheck> {
  const [, claim, trackingNumber, signature] = SHAPE.exec(text.trim()) ?? [];
  if (claim === undefined || trackingNumber === undefined || signature === undefined) return { outcome: 'FALSE' };
  try {
    const der = bytesOf(publicKeyPem.replaceAll(/-----[^-]+-----|\s/g, ''));
    const key = await crypto.subtle.importKey('spki', der, 'Ed25519', false, ['verify']);
    const sealed = bytesOf(signature.replaceAll('-', '+').replaceAll('_', '/'));
    const isGenuine = await crypto.subtle.verify('Ed25519', key, sealed, new TextEncoder().encode(claim));
    return isGenuine ? { outcome: 'GENUINE', trackingNumber } : { outcome: 'FALSE' };
  } catch {
    return { outcome: 'CANNOT_CHECK' };
  }
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
