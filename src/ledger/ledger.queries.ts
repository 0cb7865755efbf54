import type { DataSource, EntityManager } from 'typeorm';
import { type ChainEnd, type Link, NO_CHAIN, NO_LINK } from '#libs/ledger';
import { ENTRY_COLUMNS, type EntryRow, entryFromRow } from '../parcels/ledger.js';
import { rows } from '../platform/database/database.js';

/** Where reading goes on: after a parcel, or, where `end` is given, in the middle of its ledger. */
export interface LedgerCursor {
  parcelId: string;
  end: ChainEnd | null;
}

/** One parcel's ledger, or a part of it. */
export interface LedgerPart {
  parcelId: string;
  /** Null where entries name a parcel that is not there. */
  trackingNumber: string | null;
  /** What the links go on from. */
  before: ChainEnd;
  links: Link[];
  /** The first entry that holds more than its hash covers. */
  unhashed: number | null;
  /** Null while more entries follow. */
  rest: LedgerRest | null;
}

/** What else is stored of a parcel's ledger. */
interface LedgerRest {
  /** The last entry as the parcel's row names it. */
  head: ChainEnd;
  /** The last entry that a checkpoint has sealed, as the parcel's row says. */
  sealedSequence: number;
  seal: (ChainEnd & { checkpoint: number; place: number }) | null;
}

/** A seal of an entry that is not there, or is another. */
export interface BrokenSeal {
  parcelId: string;
  sequence: number;
  checkpoint: number;
}

export interface LedgerPage {
  parts: LedgerPart[];
  entries: number;
  brokenSeals: BrokenSeal[];
  next: LedgerCursor | null;
}

interface PageWanted {
  after: LedgerCursor | null;
  mostEntries: number;
  /** This parcel's ledger alone. */
  only?: string;
  /** No seal of a later checkpoint. */
  lastCheckpoint?: number;
}

interface ParcelRow {
  id: string;
  tracking_number: string;
  sequence: number;
  ledger_head: Buffer | null;
  sealed_sequence: number;
  seal: { checkpoint: number; place: number; sequence: number; hash: string } | null;
}

type LinkRow = EntryRow & { previous_hash: Buffer; hash: Buffer; is_covered: boolean };

/** Parcels have several entries each: more of them than a page has room for would be read again for the next. */
const ENTRIES_A_PARCEL = 4;
const MOST_BROKEN_SEALS = 1000;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const LAST_SEQUENCE = 2_147_483_647;
const MORE_THAN_ANY_CHECKPOINT = LAST_SEQUENCE;

/** The fields of a body; another would be no part of what is hashed. */
const BODY_FIELDS = [
  ...['from', 'to', 'pointCode', 'reason', 'shelf', 'correctsKey', 'bookedPointCode', 'deadline', 'codeChecked'],
  'actor',
];

/** Instants are hashed in milliseconds, and no field is hashed that an entry does not have. */
const IS_COVERED = `(body - $5::text[] = '{}' AND date_trunc('milliseconds', happened_at) = happened_at
  AND date_trunc('milliseconds', recorded_at) = recorded_at
  AND date_trunc('milliseconds', occurred_at) IS NOT DISTINCT FROM occurred_at) AS is_covered`;

/** A bounded part of all ledgers in the order of the parcels' ids, as they were at one moment. */
export function readLedgers(dataSource: DataSource, wanted: PageWanted): Promise<LedgerPage> {
  return dataSource.transaction('REPEATABLE READ', (tx) => readPage(tx, wanted));
}

async function readPage(tx: EntityManager, wanted: PageWanted): Promise<LedgerPage> {
  const { after, mostEntries, only } = wanted;
  const from = after?.parcelId ?? only ?? FIRST_ID;
  const isFromIncluded = after === null || after.end !== null;
  const parcels = await readParcels(tx, wanted, from, isFromIncluded);
  const areAllParcels = parcels.length < mostParcels(wanted);
  const to = only ?? (areAllParcels ? LAST_ID : (parcels.at(-1) as ParcelRow).id);
  const start = isFromIncluded ? (after?.end?.sequence ?? -LAST_SEQUENCE) : LAST_SEQUENCE;
  const links = await rows<LinkRow>(
    tx,
    `SELECT ${ENTRY_COLUMNS}, previous_hash, hash, ${IS_COVERED} FROM ledger_entry
      WHERE (parcel_id, sequence) > ($1, $2) AND parcel_id <= $3 ORDER BY parcel_id, sequence LIMIT $4`,
    [from, start, to, mostEntries, BODY_FIELDS],
  );
  const isCut = links.length === mostEntries;
  const last = links.at(-1);
  const cutAt = isCut && last ? last.parcel_id : null;
  const parts = partsOf(parcels, links, after, cutAt);
  const brokenSeals = await readBrokenSeals(tx, {
    from,
    isFromIncluded,
    to: cutAt ?? to,
    isToIncluded: cutAt === null,
  });
  const end = parts.at(-1);
  let next: LedgerCursor | null = null;
  if (isCut && last) next = { parcelId: last.parcel_id, end: chainEnd(last) };
  else if (!areAllParcels && only === undefined && end) next = { parcelId: to, end: null };
  return { parts, entries: links.length, brokenSeals, next };
}

const mostParcels = ({ mostEntries }: PageWanted) => Math.ceil(mostEntries / ENTRIES_A_PARCEL);

function readParcels(
  tx: EntityManager,
  wanted: PageWanted,
  from: string,
  isFromIncluded: boolean,
): Promise<ParcelRow[]> {
  const { only, lastCheckpoint = MORE_THAN_ANY_CHECKPOINT } = wanted;
  return rows<ParcelRow>(
    tx,
    `SELECT c.id, c.tracking_number, c.sequence, c.ledger_head, c.sealed_sequence,
            (SELECT jsonb_build_object('checkpoint', s.checkpoint, 'place', s.place, 'sequence', s.sequence,
                                       'hash', encode(s.hash, 'hex'))
               FROM ledger_seal s WHERE s.parcel_id = c.id AND s.checkpoint <= $3
              ORDER BY s.checkpoint DESC LIMIT 1) AS seal
       FROM parcel c WHERE c.id ${isFromIncluded ? '>=' : '>'} $1 AND c.id <= $2 ORDER BY c.id LIMIT $4`,
    [from, only ?? LAST_ID, lastCheckpoint, mostParcels(wanted)],
  );
}

function readBrokenSeals(
  tx: EntityManager,
  {
    from,
    isFromIncluded,
    to,
    isToIncluded,
  }: { from: string; isFromIncluded: boolean; to: string; isToIncluded: boolean },
): Promise<BrokenSeal[]> {
  return rows<BrokenSeal>(
    tx,
    `SELECT DISTINCT ON (s.parcel_id) s.parcel_id AS "parcelId", s.sequence, s.checkpoint
       FROM ledger_seal s LEFT JOIN ledger_entry e ON e.parcel_id = s.parcel_id AND e.sequence = s.sequence
      WHERE s.parcel_id ${isFromIncluded ? '>=' : '>'} $1 AND s.parcel_id ${isToIncluded ? '<=' : '<'} $2
        AND e.hash IS DISTINCT FROM s.hash
      ORDER BY s.parcel_id, s.sequence LIMIT $3`,
    [from, to, MOST_BROKEN_SEALS],
  );
}

/** Puts parcels and entries together, both in the order of ids; a ledger that is cut has the rest of itself to come. */
function partsOf(
  parcels: readonly ParcelRow[],
  links: readonly LinkRow[],
  after: LedgerCursor | null,
  cutAt: string | null,
): LedgerPart[] {
  const known = new Map(parcels.map((parcel) => [parcel.id, parcel]));
  const parts = new Map<string, LedgerPart>();
  const partOf = (parcelId: string): LedgerPart => {
    let part = parts.get(parcelId);
    if (part === undefined) {
      const parcel = known.get(parcelId);
      const before = after?.parcelId === parcelId ? (after.end ?? NO_CHAIN) : NO_CHAIN;
      const rest = parcelId === cutAt ? null : restOf(parcel);
      part = { parcelId, trackingNumber: parcel?.tracking_number ?? null, before, links: [], unhashed: null, rest };
      parts.set(parcelId, part);
    }
    return part;
  };
  for (const { id } of parcels) {
    if (cutAt === null || id <= cutAt) partOf(id);
  }
  for (const row of links) {
    const part = partOf(row.parcel_id);
    part.links.push({ entry: entryFromRow(row), previousHash: row.previous_hash.toString('hex'), hash: hashOf(row) });
    if (!row.is_covered) part.unhashed ??= row.sequence;
  }
  return [...parts.values()];
}

function restOf(parcel: ParcelRow | undefined): LedgerRest {
  return {
    head: { sequence: parcel?.sequence ?? 0, hash: parcel?.ledger_head?.toString('hex') ?? NO_LINK },
    sealedSequence: parcel?.sealed_sequence ?? 0,
    seal: parcel?.seal ?? null,
  };
}

const hashOf = (row: LinkRow) => row.hash.toString('hex');
const chainEnd = (row: LinkRow): ChainEnd => ({ sequence: row.sequence, hash: hashOf(row) });

/** A parcel's id by its tracking number, or by the id itself, which is all that is left of one that was removed. */
export async function parcelIdOf(db: EntityManager, text: string): Promise<string | null> {
  const [row] = await rows<{ id: string }>(
    db,
    `SELECT id FROM parcel WHERE tracking_number = $1 OR id::text = $1
     UNION SELECT parcel_id FROM ledger_seal WHERE parcel_id = $2::uuid LIMIT 1`,
    [text, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text) ? text : null],
  );
  return row?.id ?? null;
}
