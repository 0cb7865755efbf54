import { ask, Trouble } from '../lib/ask.js';
import { type Found, type Match, PLACE, SEARCH, type Search } from './queries.js';
import type { Speech, TroubleCode } from './words.js';

/** Further than anybody goes for a parcel, and off their way; the rest of the network only explains. */
const MOST_METRES = 60_000;
const MOST_METRES_OFF_WAY = 10_000;
const FIRST = 8;
const MORE = 24;
const POSITION_MS = 10_000;
const KEEPS_LIST: ReadonlySet<string> = new Set(['NO_NETWORK', 'NO_ANSWER', 'RATE_LIMITED', 'EMPTY_MOMENT']);
const PLAIN = ['BAD_INPUT', 'NO_NETWORK', 'NO_ANSWER', 'RATE_LIMITED'] as const;

/** What the shop says with attributes or properties. */
export interface Settings {
  publishableKey: string;
  speech: Speech;
  isDialog: boolean;
  /** Whether it has a button of its own that opens the dialog. */
  hasOpener: boolean;
  /** Whether reasons are told as the merchant needs them, and not the customer. */
  isDetailed: boolean;
  /** Whether priced points are offered too. */
  isAnyPrice: boolean;
  parcel: Search['parcel'];
  chains: string[] | null;
}

export interface Said {
  code: TroubleCode;
  /** The text that was not understood, and the field that it stands in. */
  place: string;
  field: 'place' | 'to';
  suggestions: string[];
}

type Origin =
  | { kind: 'PLACE' }
  | { kind: 'WAY'; from: Spot; to: Spot }
  | { kind: 'POSITION'; lat: number; lon: number };
interface Spot {
  label: string;
  lat: number;
  lon: number;
}

/** What was found, from where, and how. */
export interface Outcome extends Found {
  origin: Origin;
  search: Search;
  mostMetres: number;
}

class SaidError extends Error {
  constructor(readonly what: Said) {
    super(what.code);
  }
}

/** The state of one picker: what is asked, what was answered, what went wrong. It says when it changes. */
export class Finder {
  settings: Settings;
  place = '';
  to = '';
  isAlong = false;
  hours: 'ANY' | 'NOW' | 'AT' = 'ANY';
  /** As an input of type datetime-local has it. */
  moment = '';
  isBusy = false;
  outcome: Outcome | null = null;
  trouble: Said | null = null;
  /** What has happened to the choice, and to which point. */
  choice: { state: 'CHECKING' | 'CHOSEN' | 'GONE'; match: Match; reason: string } | null = null;

  private asked = 0;
  private again: () => Promise<void> = () => this.search();

  constructor(
    private readonly service: string,
    settings: Settings,
    private readonly heard: {
      change: () => void;
      chosen: (match: Match) => void;
      error: (code: string, message: string) => void;
    },
  ) {
    this.settings = settings;
  }

  /** Searches what the form says. */
  search(first = FIRST): Promise<void> {
    return this.run(async () => (this.isAlong ? this.wayOrigin() : { kind: 'PLACE' }), first);
  }

  searchFor(place: string, field: 'place' | 'to' = 'place'): Promise<void> {
    this[field] = place;
    return this.search();
  }

  searchPosition(): Promise<void> {
    this.isAlong = false;
    this.place = '';
    return this.run(async () => {
      const { latitude, longitude } = (await position()).coords;
      // Nobody needs to know it to less than a hundred metres.
      return { kind: 'POSITION', lat: round(latitude), lon: round(longitude) };
    });
  }

  more(): Promise<void> {
    const { outcome } = this;
    return outcome === null ? Promise.resolve() : this.run(async () => outcome.origin, MORE);
  }

  retry(): Promise<void> {
    return this.again();
  }

  /**
   * Whether a point still takes the parcel: it is looked for once more where it stands.
   * Where it is no longer possible the list is fetched anew.
   */
  async choose(match: Match): Promise<void> {
    const { outcome } = this;
    if (outcome === null || this.choice?.state === 'CHECKING') return;
    this.choice = { state: 'CHECKING', match, reason: '' };
    this.heard.change();
    const { code, lat, lon } = match.point;
    try {
      const near = { coordinates: { lat, lon } };
      const found = await this.ask({ ...outcome.search, near, openAt: this.openAt(), first: 5, explain: true });
      const same = found.matches.find(({ point }) => point.code === code);
      if (same) {
        const chosen = { ...same, distanceMetres: match.distanceMetres };
        this.choice = { state: 'CHOSEN', match: chosen, reason: '' };
        this.trouble = null;
        this.heard.change();
        return this.heard.chosen(chosen);
      }
      const left = found.nearestExcluded.find(({ point }) => point.code === code);
      await this.run(async () => outcome.origin, outcome.search.first ?? FIRST);
      this.choice = { state: 'GONE', match, reason: left?.reasons[0]?.code ?? '' };
    } catch (error) {
      this.choice = null;
      this.again = () => this.choose(match);
      this.complain(error);
    }
    this.heard.change();
  }

  private async run(origin: () => Promise<Origin>, first = FIRST): Promise<void> {
    this.again = () => this.run(origin, first);
    this.asked += 1;
    const mine = this.asked;
    this.isBusy = true;
    this.trouble = null;
    this.choice = null;
    this.heard.change();
    try {
      const from = await this.originOf(origin);
      const search = this.searchOf(from, first);
      const found = await this.ask(search);
      // A slower answer to an older question does not replace a newer one.
      if (mine !== this.asked) return;
      this.outcome = { ...found, origin: from, search, mostMetres: search.maxDistanceMetres ?? MOST_METRES };
    } catch (error) {
      if (mine !== this.asked) return;
      // What was found before is still worth something where only the answer did not come.
      if (!KEEPS_LIST.has(this.complain(error))) this.outcome = null;
    }
    if (mine !== this.asked) return;
    this.isBusy = false;
    this.heard.change();
  }

  private async originOf(origin: () => Promise<Origin>): Promise<Origin> {
    if (this.settings.publishableKey === '') throw new SaidError(said('KEY_MISSING'));
    if (this.hours === 'AT' && this.moment === '') throw new SaidError(said('EMPTY_MOMENT'));
    const from = await origin();
    if (from.kind === 'PLACE' && this.place.trim() === '') throw new SaidError(said('EMPTY'));
    return from;
  }

  private async wayOrigin(): Promise<Origin> {
    const [from, to] = await Promise.all([this.spotOf('place'), this.spotOf('to')]);
    return { kind: 'WAY', from, to };
  }

  private async spotOf(field: 'place' | 'to'): Promise<Spot> {
    const text = this[field].trim();
    if (text === '') throw new SaidError(said('EMPTY', '', field));
    const { postcode, commune } = readPlace(text);
    try {
      return (await ask(PLACE, { postcode, commune }, this.asking())).resolvePlace;
    } catch (error) {
      throw error instanceof Trouble ? new SaidError(saidOf(error, text, field)) : error;
    }
  }

  private searchOf(origin: Origin, first: number): Search {
    const { isAnyPrice, parcel, chains } = this.settings;
    return {
      near: this.nearOf(origin),
      first,
      explain: true,
      maxDistanceMetres: origin.kind === 'WAY' ? MOST_METRES_OFF_WAY : MOST_METRES,
      cost: isAnyPrice ? 'ANY' : 'FREE_ONLY',
      parcel,
      chains,
      openAt: this.openAt(),
    };
  }

  private nearOf(origin: Origin): Search['near'] {
    if (origin.kind === 'POSITION') return { coordinates: { lat: origin.lat, lon: origin.lon } };
    if (origin.kind === 'WAY') {
      const vertices = [origin.from, origin.to].map(({ lat, lon }) => ({ lat, lon }));
      // Prototype.js and its like give every array a toJSON of theirs, which writes it as a text.
      Object.defineProperty(vertices, 'toJSON', { value: undefined });
      return { along: { vertices } };
    }
    const { postcode, commune } = readPlace(this.place.trim());
    return postcode === null ? { commune: { name: commune ?? '' } } : { postcode: { code: postcode } };
  }

  private openAt(): string | null {
    if (this.hours === 'ANY') return null;
    return (this.hours === 'NOW' ? new Date() : new Date(this.moment)).toISOString();
  }

  private asking() {
    const { publishableKey, speech } = this.settings;
    return { credential: { bearer: publishableKey }, service: this.service, language: speech.language };
  }

  private async ask(search: Search): Promise<Found> {
    return (await ask(SEARCH, { search }, this.asking())).pickupPoints;
  }

  private complain(error: unknown): TroubleCode {
    const known = error instanceof SaidError ? error.what : null;
    const trouble = known ?? saidOf(error, this.place.trim(), 'place');
    this.trouble = trouble;
    this.heard.error(error instanceof Trouble ? error.code : trouble.code, error instanceof Error ? error.message : '');
    return trouble.code;
  }
}

function said(code: TroubleCode, place = '', field: 'place' | 'to' = 'place', suggestions: string[] = []): Said {
  return { code, place, field, suggestions };
}

function saidOf(error: unknown, place: string, field: 'place' | 'to'): Said {
  if (!(error instanceof Trouble)) return said('OTHER');
  const { code, details } = error;
  if (code === 'UNKNOWN_PLACE') return said('UNKNOWN_PLACE', place, field, (details.suggestions ?? []) as string[]);
  if (code === 'FORBIDDEN' || code === 'UNAUTHENTICATED') return said('KEY_REFUSED');
  return said(PLAIN.find((each) => each === code) ?? 'OTHER', place, field);
}

/** What the service suggests begins with the postcode: `59000 Lille`. */
function readPlace(text: string): { postcode: string | null; commune: string | null } {
  const postcode = /^(\d{5})(?:\s|$)/.exec(text)?.[1] ?? null;
  return { postcode, commune: postcode === null ? text : null };
}

function position(): Promise<GeolocationPosition> {
  return new Promise((resolve, reject) => {
    // Without https there is none to ask.
    if (!('geolocation' in navigator)) return reject(new SaidError(said('POSITION_DENIED')));
    const fail = ({ code, PERMISSION_DENIED }: GeolocationPositionError) =>
      reject(new SaidError(said(code === PERMISSION_DENIED ? 'POSITION_DENIED' : 'POSITION_UNKNOWN')));
    navigator.geolocation.getCurrentPosition(resolve, fail, { timeout: POSITION_MS, maximumAge: 60_000 });
  });
}

const round = (degrees: number) => Math.round(degrees * 1000) / 1000;
