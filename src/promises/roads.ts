import { z } from 'zod';
import { distanceMetres } from '#libs/geo';
import type { Durations } from '#libs/routing';
import type { Logger } from '../platform/log.js';
import { ownDrive } from '../routing/journeys.js';

export interface Place {
  lat: number;
  lon: number;
}

/** Seconds from each place to each other, and from whom they are. */
export interface Driving {
  durations: Durations;
  by: 'ROADS' | 'GREAT_CIRCLE';
}

const TIMEOUT_MILLISECONDS = 5000;
/** What an OSRM server that nobody has configured otherwise answers at once: a table of 100 by 100. */
const MOST_PAIRS = 10_000;
const MOST_BYTES = 4 * 1024 * 1024;

const ANSWER = z.object({
  code: z.literal('Ok'),
  durations: z.array(z.array(z.number().min(0).nullable())),
});

/** How long a van drives between places. */
export class Roads {
  constructor(
    /** A server of OSRM's table service, or null for great circles alone. */
    private readonly url: string | null,
    private readonly log: Pick<Logger, 'warn'>,
    private readonly timeoutMilliseconds = TIMEOUT_MILLISECONDS,
  ) {}

  /** By road where an engine is set and answers; a tour has to be driven whether it does or not. */
  async between(places: readonly Place[]): Promise<Driving> {
    const straight = places.map((from) => places.map((to) => ownDrive(distanceMetres(from, to), 'VAN').driveSeconds));
    if (this.url === null || places.length < 2) return { durations: straight, by: 'GREAT_CIRCLE' };
    try {
      const table = await this.table(this.url, places);
      // What no road leads to, an island for instance, is reached somehow.
      const durations = table.map((row, from) => row.map((seconds, to) => seconds ?? (straight[from]?.[to] as number)));
      return { durations, by: 'ROADS' };
    } catch (error) {
      this.log.warn({ cause: causeOf(error) }, 'the road engine of RELAIS_OSRM_URL failed; great circles stand in');
      return { durations: straight, by: 'GREAT_CIRCLE' };
    }
  }

  /** `GET /table/v1/driving/{lon},{lat};…?sources=…`, some rows at a time. */
  private async table(url: string, places: readonly Place[]): Promise<(number | null)[][]> {
    const at = places.map(({ lat, lon }) => `${lon.toFixed(6)},${lat.toFixed(6)}`).join(';');
    const rowsAtOnce = Math.max(1, Math.floor(MOST_PAIRS / places.length));
    const signal = AbortSignal.timeout(this.timeoutMilliseconds);
    const table: (number | null)[][] = [];
    while (table.length < places.length) {
      const sources = [...places.keys()].slice(table.length, table.length + rowsAtOnce);
      const response = await fetch(`${url}/table/v1/driving/${at}?sources=${sources.join(';')}`, { signal });
      const { durations } = ANSWER.parse(JSON.parse(await textOf(response)));
      const isWhole = durations.length === sources.length && durations.every((row) => row.length === places.length);
      if (!isWhole) throw new RoadsFault('its table has another size');
      table.push(...durations);
    }
    return table;
  }
}

class RoadsFault extends Error {}

async function textOf(response: Response): Promise<string> {
  if (!response.ok) {
    await response.body?.cancel();
    throw new RoadsFault(`it answered with HTTP ${response.status}`);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new RoadsFault(`its answer is longer than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Never its text, in which the address, and with it where parcels go, may stand. */
function causeOf(error: unknown): string {
  if (error instanceof RoadsFault) return error.message;
  if (error instanceof z.ZodError || error instanceof SyntaxError) return 'its answer is no table of OSRM';
  const { code } = ((error as Error).cause ?? {}) as { code?: string };
  return code ?? (error as Error).name;
}
