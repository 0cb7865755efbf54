import type { ParcelState } from './state.js';

/**
 * Whether the parcel still needs the room booked for it at `bookedPointCode`: from creation until it leaves. On the
 * way back it needs it only while it lies at that very point. A missing parcel gives its room up: nobody knows that it
 * will need it, and if it is found, it takes room like any parcel that is there without a booking.
 */
export function needsBooking(state: ParcelState): boolean {
  switch (state.state) {
    case 'ANNOUNCED':
    case 'DROPPED_OFF':
    case 'IN_TRANSIT':
    case 'MISROUTED':
    case 'AVAILABLE':
      return state.bookedPointCode !== null;
    case 'RETURN_DUE':
      return state.bookedPointCode !== null && state.pointCode === state.bookedPointCode;
    case 'COLLECTED':
    case 'RETURNING':
    case 'RETURNED':
    case 'MISSING':
    case 'CANCELLED':
      return false;
  }
}

/** Where a parcel takes room: at the point booked for it, and at the point where it lies, which may be another. */
export interface Room {
  bookedPointCode: string | null;
  /** The point where it physically lies, booked there or not; a missing parcel lies nowhere. */
  heldAtPointCode: string | null;
}

/** The room a parcel takes in this state; the two points are the same one, and one unit, when it waits as booked. */
export function roomAfter(state: ParcelState): Room {
  return {
    bookedPointCode: needsBooking(state) ? state.bookedPointCode : null,
    heldAtPointCode: state.state === 'MISSING' ? null : state.pointCode,
  };
}
