import {
  type HoursContext,
  type OpeningHours,
  type OpenState,
  type OpenStateValue,
  openState,
  stateAt,
} from '#libs/opening-hours';
import { Interned } from './interned.js';

const MINUTE_MS = 60_000;

export interface Hours {
  hours: OpeningHours | null;
  context: HoursContext;
}

interface Remembered {
  minute: number;
  opening: OpenState;
}

/**
 * The opening hours of all points, each kind once.
 *
 * Hours begin and end on whole minutes, so that within one minute nothing changes: neither whether it is open, nor when
 * that changes, nor whether that is within the horizon. What was worked out last is remembered.
 */
export class KnownHours {
  private readonly kinds = new Interned<Hours>();
  private readonly states: { minute: number; state: OpenStateValue }[] = [];
  private readonly openings: Remembered[] = [];

  get count(): number {
    return this.kinds.count;
  }

  /** @param text - The hours as JSON, or null. */
  numberOf(text: string | null, context: HoursContext): number {
    return this.kinds.numberOf(`${context.timeZone} ${context.holidayRegion} ${text}`, () => ({
      hours: text === null ? null : (JSON.parse(text) as OpeningHours),
      context,
    }));
  }

  since(count: number): Hours[] {
    return this.kinds.values.slice(count);
  }

  append(kinds: readonly Hours[]): void {
    this.kinds.append(kinds);
  }

  at(number: number): Hours {
    return this.kinds.at(number);
  }

  stateAt(number: number, instantMs: number): OpenStateValue {
    const minute = Math.floor(instantMs / MINUTE_MS);
    const known = this.states[number];
    if (known?.minute === minute) return known.state;
    const { hours, context } = this.kinds.at(number);
    const state = stateAt(hours, context, instantMs);
    this.states[number] = { minute, state };
    return state;
  }

  openingAt(number: number, instantMs: number): OpenState {
    const minute = Math.floor(instantMs / MINUTE_MS);
    const known = this.openings[number];
    if (known !== undefined && this.holds(known, minute, instantMs)) return known.opening;
    const { hours, context } = this.kinds.at(number);
    const opening = openState(hours, context, instantMs);
    this.openings[number] = { minute, opening };
    return opening;
  }

  /** Until the next change, too, everything stays as it is. */
  private holds({ minute, opening: { nextChange } }: Remembered, wanted: number, instantMs: number): boolean {
    return minute === wanted || (nextChange !== null && minute < wanted && instantMs < nextChange);
  }
}
