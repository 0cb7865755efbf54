import { z } from 'zod';
import { distanceMetres } from '#libs/geo';
import type { Durations } from '#libs/routing';
import { AskFault, askJson } from '../platform/http/ask-json.js';
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
      if (!(error instanceof AskFault)) throw error;
      this.log.warn({ cause: error.message }, 'the road engine of RELAIS_OSRM_URL failed; great circles stand in');
      return { durations: straight, by: 'GREAT_CIRCLE' };
    }
  }

  /** `GET /table/v1/driving/{lon},{lat};…?sources=…`, some rows at a time. */
  private async table(url: string, places: readonly Place[]): Promise<(number | null)[][]> {
    const at = places.map(({ lat, lon }) => `${lon.toFixed(6)},${lat.toFixed(6)}`).join(';');
    const rowsAtOnce = Math.max(1, Math.floor(MOST_PAIRS / places.length));
    const table: (number | null)[][] = [];
    while (table.length < places.length) {
      const sources = [...places.keys()].slice(table.length, table.length + rowsAtOnce);
      const { durations } = await askJson(`${url}/table/v1/driving/${at}?sources=${sources.join(';')}`, {
        schema: ANSWER,
        expected: 'table of OSRM',
        timeoutMilliseconds: this.timeoutMilliseconds,
        mostBytes: MOST_BYTES,
      });
      const isWhole = durations.length === sources.length && durations.every((row) => row.length === places.length);
      if (!isWhole) throw new AskFault('its table has another size');
      table.push(...durations);
    }
    return table;
  }
}
