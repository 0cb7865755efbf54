/** A row of `outbox_event`, as readers need it. */
export interface OutboxRow {
  parcel_id: string;
  sequence: number;
  type: string;
  at: Date;
  data: Record<string, unknown>;
}

/** The id of an event, the same wherever and however often it is told, so that a receiver can drop repeats. */
export function eventId({ parcel_id, sequence }: Pick<OutboxRow, 'parcel_id' | 'sequence'>): string {
  return `evt_${parcel_id.replaceAll('-', '')}_${sequence}`;
}

/** What is sent, byte for byte the same each time. */
export function eventBody(row: OutboxRow): string {
  return JSON.stringify({ id: eventId(row), type: row.type, timestamp: row.at.toISOString(), data: row.data });
}
