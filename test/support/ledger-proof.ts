import { type Custodian, fold, needsPoint, type ParcelFacts, type ParcelState, roomAfter } from '#libs/custody';
import { firstBrokenLink, type Link } from '#libs/ledger';
import { ENTRY_COLUMNS, type EntryRow, entryFromRow } from '../../src/parcels/ledger.js';
import { sha256 } from '../../src/platform/secrets.js';

/** Whatever answers SQL: a data source, a client, or a service in another process. */
export interface Database {
  query(sql: string, values?: unknown[]): Promise<unknown>;
}

interface ParcelRow {
  id: string;
  tracking_number: string;
  merchant_id: string;
  state: string;
  custodian_kind: Custodian['kind'];
  custodian_id: string;
  held_at: string | null;
  booked_at: string;
  shelf: string | null;
  discrepancies: { code: string; entryKey: string }[];
  sequence: number;
  ledger_head: Buffer | null;
  possession_since: Date;
  needs_point: boolean;
  own_shops: string[];
  room_at: string[];
  events: { sequence: number; kind: string }[];
}

type LinkRow = EntryRow & { previous_hash: Buffer; hash: Buffer };

/** A parcel as the database has it, with its whole ledger. */
export interface Proven {
  trackingNumber: string;
  facts: ParcelFacts;
  links: Link[];
  state: ParcelState;
  row: ParcelRow;
}

/** Parcels with their ledgers, read in two statements and past the service's own code. */
export async function readProven(db: Database, trackingNumbers: readonly string[] | null): Promise<Proven[]> {
  const parcels = (await db.query(
    `SELECT c.id, c.tracking_number, c.merchant_id, c.state, c.custodian_kind, c.custodian_id, held.code AS held_at,
            booked.code AS booked_at, c.shelf, c.discrepancies, c.sequence, c.ledger_head, c.possession_since, c.needs_point,
            ARRAY(SELECT s.code FROM point s WHERE s.owner_merchant_id = c.merchant_id) AS own_shops,
            ARRAY(SELECT p.code FROM booking b JOIN point p ON p.id = b.point_id
                   WHERE b.parcel_id = c.id AND b.released_at IS NULL) AS room_at,
            (SELECT COALESCE(jsonb_agg(jsonb_build_object('sequence', e.sequence, 'kind', e.data->>'kind')
                                       ORDER BY e.sequence), '[]')
               FROM outbox_event e WHERE e.parcel_id = c.id) AS events
       FROM parcel c
       LEFT JOIN point held ON held.id = c.custodian_point_id
       JOIN point booked ON booked.id = c.pickup_point_id
      WHERE $1::text[] IS NULL OR c.tracking_number = ANY($1)`,
    [trackingNumbers],
  )) as ParcelRow[];
  const entries = (await db.query(
    `SELECT ${ENTRY_COLUMNS}, previous_hash, hash FROM ledger_entry WHERE parcel_id = ANY($1) ORDER BY parcel_id, sequence`,
    [parcels.map(({ id }) => id)],
  )) as LinkRow[];
  const links = new Map<string, Link[]>(parcels.map(({ id }) => [id, []]));
  for (const entry of entries) links.get(entry.parcel_id)?.push(linkOf(entry));
  return parcels.map((row) => {
    const facts = factsOf(row);
    const own = links.get(row.id) ?? [];
    const state = fold(
      facts,
      own.map(({ entry }) => entry),
    );
    return { trackingNumber: row.tracking_number, facts, links: own, state, row };
  });
}

function factsOf(row: ParcelRow): ParcelFacts {
  return {
    parcelId: row.id,
    merchantId: row.merchant_id,
    bookedPointCode: row.booked_at,
    ownShopPointCodes: row.own_shops,
  };
}

function linkOf(row: LinkRow): Link {
  return { entry: entryFromRow(row), previousHash: row.previous_hash.toString('hex'), hash: row.hash.toString('hex') };
}

const hash = (text: string) => sha256(text).toString('hex');

/** Everything about a parcel that does not hold, one sentence each. */
export function complaintsAbout({ trackingNumber, facts, links, state, row }: Proven): string[] {
  const head = { sequence: row.sequence, hash: row.ledger_head?.toString('hex') ?? '' };
  const broken = firstBrokenLink(facts.parcelId, links, hash, head);
  const kinds = links.map(({ entry: { sequence, kind } }) => ({ sequence, kind }));
  const { bookedPointCode } = roomAfter(state);
  const compared: [string, unknown, unknown][] = [
    ['chain', broken, null],
    ['announcements', kinds.filter(({ kind }) => kind === 'ANNOUNCEMENT').length, 1],
    ['state', row.state, state.state],
    ['custodian', [row.custodian_kind, row.custodian_id], [state.custodian.kind, state.custodian.id]],
    ['place', row.held_at, state.state === 'MISSING' ? null : state.pointCode],
    ['booked point', row.booked_at, state.bookedPointCode],
    ['shelf', row.shelf, state.shelf],
    ['possession', row.possession_since.getTime(), state.possessionSince],
    ['wait for a point', row.needs_point, needsPoint(state)],
    ['discrepancies', told(row.discrepancies), told(state.discrepancies)],
    ['room kept', row.room_at, bookedPointCode === null ? [] : [bookedPointCode]],
    ['events', row.events.map(({ sequence, kind }) => ({ sequence, kind })), kinds],
    ['holder of the place', isHeldRightly(row), true],
  ];
  return compared.flatMap(([what, found, expected]) =>
    JSON.stringify(found) === JSON.stringify(expected)
      ? []
      : [`${trackingNumber}: ${what} is ${JSON.stringify(found)} and not ${JSON.stringify(expected)}`],
  );
}

/** A side that is missing depends on the time and on who scans, which the fold here does not know. */
function told(discrepancies: readonly { code: string; entryKey: string }[]): string[] {
  return discrepancies.filter(({ code }) => code !== 'MISSING_SIDE').map(({ code, entryKey }) => `${code} ${entryKey}`);
}

/** Who holds it, and where it lies, cannot be two parties: only a merchant's own shop is a place of the merchant. */
function isHeldRightly(row: ParcelRow): boolean {
  const isMissing = row.state === 'MISSING';
  switch (row.custodian_kind) {
    case 'POINT':
      return row.held_at === row.custodian_id || (isMissing && row.held_at === null);
    case 'MERCHANT':
      return row.custodian_id === row.merchant_id && (row.held_at === null || row.own_shops.includes(row.held_at));
    case 'CARRIER':
    case 'CUSTOMER':
      return row.custodian_id !== '' && row.held_at === null;
    default:
      return false;
  }
}

interface RoomRow {
  code: string;
  used: number;
  taken: string[];
}

/** Points whose use is not the number of parcels that are kept a place there or lie there, each counted once. */
export async function complaintsAboutRoom(db: Database, at: Date): Promise<string[]> {
  const points = (await db.query(
    `SELECT p.code, point_use(p.id, $1) AS used,
            ARRAY(SELECT b.parcel_id::text FROM booking b
                   WHERE b.point_id = p.id AND b.released_at IS NULL AND (b.lapses_at IS NULL OR b.lapses_at > $1)
                   UNION ALL
                  SELECT c.id::text FROM parcel c WHERE c.custodian_point_id = p.id) AS taken
       FROM point p`,
    [at],
  )) as RoomRow[];
  return points.flatMap(({ code, used, taken }) => {
    const count = new Set(taken).size;
    return used === count ? [] : [`${code} is used by ${used} and not by ${count}`];
  });
}
