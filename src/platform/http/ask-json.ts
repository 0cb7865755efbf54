import type { z } from 'zod';

/** A service of somebody else's that answered wrongly, or not. Its message names neither the address nor the answer. */
export class AskFault extends Error {}

export interface AskOptions<T extends z.ZodType> {
  schema: T;
  /** What the schema is of, as in "its answer is not the GeoJSON that was expected". */
  expected: string;
  timeoutMilliseconds: number;
  mostBytes: number;
}

/**
 * Asks another service for JSON.
 *
 * @throws AskFault, whatever went wrong.
 */
export async function askJson<T extends z.ZodType>(url: string, options: AskOptions<T>): Promise<z.infer<T>> {
  const { schema, expected, timeoutMilliseconds, mostBytes } = options;
  let text: string;
  try {
    // The signal holds until the last byte: a server that trickles is given up on too.
    const signal = AbortSignal.timeout(timeoutMilliseconds);
    const response = await fetch(url, { signal, headers: { accept: 'application/json' } });
    text = await textOf(response, mostBytes);
  } catch (error) {
    if (error instanceof AskFault) throw error;
    const { name, cause } = error as Error & { cause?: { code?: string } };
    const isLate = name === 'TimeoutError';
    const message = isLate ? `no whole answer within ${timeoutMilliseconds} ms` : (cause?.code ?? name);
    throw new AskFault(message, { cause: error });
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new AskFault(`its answer is not the ${expected} that was expected`, { cause: error });
  }
}

async function textOf(response: Response, mostBytes: number): Promise<string> {
  if (!response.ok) {
    await response.body?.cancel();
    throw new AskFault(`it answered with HTTP ${response.status}`);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new AskFault(`its answer is longer than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
