import type { EntryKind, Reason, Side } from '#libs/custody';

export interface Source {
  type: 'possessing_party';
  source: string;
}

export interface Destination {
  type: 'possessing_party';
  destination: string;
}

/** A declaration that the event with the same id is no longer to be believed. */
export interface ErrorDeclaration {
  declarationTime: string;
  reason: 'did_not_occur' | 'incorrect_data';
  correctiveEventIDs?: string[];
}

/**
 * What makes an event the one that it is, so that its id is worked out of it. The names are those of EPCIS 2.0 in
 * JSON-LD; those with a prefix are ours, since EPCIS has fewer words than the ledger.
 */
export interface EventContent {
  type: 'ObjectEvent';
  eventTime: string;
  eventTimeZoneOffset: string;
  epcList: string[];
  action: 'ADD' | 'OBSERVE' | 'DELETE';
  bizStep: string;
  disposition?: string;
  readPoint?: { id: string };
  bizLocation?: { id: string };
  sourceList?: Source[];
  destinationList?: Destination[];
  'relais:kind'?: EntryKind;
  /** The entry's number in its parcel's ledger: without it two equal scans would be one event, and corrected as one. */
  'relais:sequence'?: number;
  'relais:side'?: Side;
  'relais:reason'?: Reason;
}

export interface EpcisEvent extends EventContent {
  eventID: string;
  recordTime: string;
  errorDeclaration?: ErrorDeclaration;
}
