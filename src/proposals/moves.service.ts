import { Injectable } from '@nestjs/common';
import { CodedError, type Language } from '#libs/refusals';
import { ActService } from '../parcels/act.service.js';
import { checkKey } from '../parcels/check-parcel.js';
import type { Caller } from '../platform/caller.js';
import { Refusal } from '../platform/graphql/refusal.type.js';
import { checkPlain, checkText } from '../platform/input.js';
import type { MoveOutcome, MoveParcelInput } from './proposals.inputs.js';

export const MOST_MOVES = 500;

/** Moves parcels to other points, as proposed or otherwise, at no more than they cost already. */
@Injectable()
export class MovesService {
  constructor(private readonly acts: ActService) {}

  /** Each in a transaction of its own, in the order in which they were sent: one that is refused spoils no other. */
  async move(caller: Caller, inputs: readonly MoveParcelInput[], language: Language): Promise<MoveOutcome[]> {
    const outcomes: MoveOutcome[] = [];
    for (const input of inputs) outcomes.push(await this.moveOne(caller, input, language));
    return outcomes;
  }

  private async moveOne(caller: Caller, input: MoveParcelInput, language: Language): Promise<MoveOutcome> {
    try {
      const trackingNumber = await this.acts.rebook(caller, checkMove(input));
      return { trackingNumber, moved: true, refusal: null };
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      // What is not even text, or without an end, was never a number of a parcel and is not said back.
      return { trackingNumber: said(input), moved: false, refusal: Refusal.from(error, language) };
    }
  }
}

function checkMove(input: MoveParcelInput) {
  checkPlain(input, '');
  return {
    idempotencyKey: checkKey(input.idempotencyKey ?? '', 'idempotencyKey'),
    trackingNumber: checkText(input.trackingNumber ?? '', 'trackingNumber', { most: 100 }),
    pickupPointCode: checkText(input.pickupPointCode ?? '', 'pickupPointCode', { most: 100 }),
    cost: 'FREE_ONLY' as const,
  };
}

function said({ trackingNumber }: MoveParcelInput): string | null {
  return trackingNumber && /^[^\p{Cc}\p{Cs}]{1,100}$/u.test(trackingNumber) ? trackingNumber : null;
}
