import { z } from 'zod';
import { foldCommune } from '#libs/places';
import { CodedError } from '#libs/refusals';
import { AskFault, askJson } from '../platform/http/ask-json.js';
import type { Logger } from '../platform/log.js';

/** What is looked for: a postcode, or a commune by name. */
export interface GeocoderQuery {
  country: string;
  postcode?: string;
  commune?: string;
}

export interface GeocodedPlace {
  commune: string;
  postcode: string | null;
  lat: number;
  lon: number;
  /** Whether the answer is something else than the whole commune, a street of it for instance. */
  approximate: boolean;
}

/** Somebody who knows places that the table does not hold. */
export abstract class Geocoder {
  /**
   * @returns null for a place that it does not know either.
   * @throws CodedError GEOCODER_UNAVAILABLE
   */
  abstract find(query: GeocoderQuery): Promise<GeocodedPlace | null>;
}

/** The default: places resolve offline, and what the table does not hold is unknown. */
export class NoGeocoder extends Geocoder {
  override async find(): Promise<null> {
    return null;
  }
}

const TIMEOUT_MILLISECONDS = 3000;
const MOST_BYTES = 256 * 1024;
const MOST_REMEMBERED = 2000;
// Anybody may ask for a place: no more than this at once is passed on to somebody else's service.
const MOST_AT_ONCE = 8;
// Below it, the French service's answers are other places with a few letters in common.
const LEAST_SCORE = 0.5;

const ANSWER = z.object({
  type: z.literal('FeatureCollection'),
  features: z
    .array(
      z.object({
        geometry: z.object({
          type: z.literal('Point'),
          coordinates: z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]).rest(z.number()),
        }),
        properties: z.object({
          score: z.number().optional(),
          type: z.string().optional(),
          city: z.string().max(200).optional(),
          name: z.string().max(200).optional(),
          postcode: z.string().max(20).optional(),
        }),
      }),
    )
    .max(50),
});

/**
 * The geocoding service of the French Géoplateforme, or one that answers like it (addok): `GET /search?q=…&limit=1`
 * gives GeoJSON. It knows France only. Answers are kept until the process ends, so that a name is asked for once.
 */
export class GeoplateformeGeocoder extends Geocoder {
  private readonly remembered = new Map<string, Promise<GeocodedPlace | null>>();
  private underWay = 0;
  private readonly timeoutMilliseconds: number;
  private readonly log: Pick<Logger, 'warn'>;

  constructor(
    private readonly url: string,
    { log, timeoutMilliseconds = TIMEOUT_MILLISECONDS }: { log: Pick<Logger, 'warn'>; timeoutMilliseconds?: number },
  ) {
    super();
    this.log = log;
    this.timeoutMilliseconds = timeoutMilliseconds;
  }

  override find(query: GeocoderQuery): Promise<GeocodedPlace | null> {
    const words = query.postcode ?? query.commune ?? '';
    if (query.country !== 'FR' || words === '') return Promise.resolve(null);
    const key = query.postcode ?? foldCommune(words);
    const known = this.remembered.get(key);
    if (known) return known;
    const asked = this.ask(words, query);
    this.remember(key, asked);
    return asked;
  }

  private remember(key: string, asked: Promise<GeocodedPlace | null>): void {
    const oldest = this.remembered.keys().next();
    if (this.remembered.size >= MOST_REMEMBERED && !oldest.done) this.remembered.delete(oldest.value);
    this.remembered.set(key, asked);
    // A failure is not an answer: the next one to ask tries again.
    asked.catch(() => this.remembered.delete(key));
  }

  private async ask(words: string, query: GeocoderQuery): Promise<GeocodedPlace | null> {
    if (this.underWay >= MOST_AT_ONCE) throw unavailable('too many questions at once');
    this.underWay += 1;
    try {
      const url = `${this.url}/search?${new URLSearchParams({ q: words, limit: '1' })}`;
      const answer = await askJson(url, {
        schema: ANSWER,
        expected: 'GeoJSON',
        timeoutMilliseconds: this.timeoutMilliseconds,
        mostBytes: MOST_BYTES,
      });
      return believable(answer, query);
    } catch (error) {
      if (!(error instanceof AskFault)) throw error;
      const cause = error.message;
      this.log.warn({ cause }, 'the geocoder failed');
      throw unavailable(cause, error);
    } finally {
      this.underWay -= 1;
    }
  }
}

/** The first answer if it can be what was asked for: geocoders would rather say something than nothing. */
function believable(answer: z.infer<typeof ANSWER>, query: GeocoderQuery): GeocodedPlace | null {
  const [feature] = answer.features;
  if (feature === undefined) return null;
  const { score = 1, type, city, name, postcode } = feature.properties;
  const commune = city ?? name;
  if (commune === undefined || score < LEAST_SCORE) return null;
  if (query.postcode !== undefined && postcode !== query.postcode) return null;
  const [lon, lat] = feature.geometry.coordinates;
  return { commune, postcode: postcode ?? null, lat, lon, approximate: type !== 'municipality' };
}

function unavailable(cause: string, error?: unknown): CodedError {
  return new CodedError(
    'GEOCODER_UNAVAILABLE',
    { cause },
    {
      cause: error,
      message: `This place is not in the table, and the geocoder that is set by RELAIS_GEOCODER_URL failed: ${cause}. Try again in a minute, or search by a postcode nearby or by coordinates.`,
    },
  );
}
