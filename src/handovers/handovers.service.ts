import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Custodian } from '#libs/custody';
import { readLabel } from '#libs/identifiers';
import { CodedError, type Language, messageOf } from '#libs/refusals';
import { ScanningParties } from '../access/scanning-parties.js';
import { type Ledger, lockLedgers } from '../parcels/ledger.js';
import { type Addition, appendEntries } from '../parcels/ledger-writes.js';
import type { Discrepancy } from '../parcels/parcels.inputs.js';
import { checkPoint, loadCheckedPoints } from '../parcels/point-checks.js';
import { holdsRoom } from '../parcels/room.js';
import type { Caller } from '../platform/caller.js';
import { Clock } from '../platform/clock.js';
import { again } from '../platform/database/again.js';
import { arrayText, prepared } from '../platform/database/rows.js';
import { Remembered } from '../platform/remembered.js';
import { Secrets } from '../platform/secrets.js';
import { checkScan } from './check-scan.js';
import type { HandoverInput, HandoverOutcome } from './handovers.inputs.js';
import { type JudgedScan, judgeScan } from './judge-scan.js';
import { refused, told } from './outcomes.js';

/** After these the parcel is on its way to its point, so the point is checked again. */
const CHECKED_KINDS = new Set(['DROP_OFF', 'CARRIER_PICKUP']);

/** Codes of points that are remembered to be there. */
const MOST_KNOWN_POINTS = 20_000;

/** One scan of a request: what it names, or why it cannot be judged. */
interface Item {
  input: HandoverInput;
  label: string | null;
  error: CodedError | null;
}

interface Request {
  caller: Caller;
  language: Language;
  now: Date;
  /** The device's clock minus ours in milliseconds, where the device said what it showed. */
  clockOffsetMs: number | null;
}

/** Records what happened to parcels. A physical fact, sent by someone entitled, is never thrown away. */
@Injectable()
export class HandoversService {
  private readonly knownPoints = new Remembered<true>(MOST_KNOWN_POINTS);

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly secrets: Secrets,
    private readonly scanningParties: ScanningParties,
  ) {}

  /**
   * Records scans in the order in which they were sent, all in one transaction and a few statements. One that is refused
   * leaves the others as they are; if the database fails, none is recorded and all may be sent again.
   *
   * @param sentAt - What the sender's clock showed when it sent them: the offset of a wrong clock is taken out.
   */
  async record(
    caller: Caller,
    inputs: readonly HandoverInput[],
    sentAt: Date | null,
    language: Language,
  ): Promise<HandoverOutcome[]> {
    const now = this.clock.now();
    const clockOffsetMs = sentAt === null ? null : sentAt.getTime() - now.getTime();
    const request: Request = { caller, language, now, clockOffsetMs };
    const items = inputs.map(readItem);
    if (items.every(({ error }) => error !== null)) return items.map((item) => refusedItem(item, language));
    const scans = await this.scanningParties.current();
    return again(() => this.dataSource.transaction((tx) => this.recordAll(tx, items, request, scans)));
  }

  /** A point is never deleted, so that a code which names none was never right, and one that was right stays so. */
  private async findUnknownPoints(tx: EntityManager, items: readonly Item[]): Promise<ReadonlySet<string>> {
    const codes = new Set<string>();
    for (const { input, error } of items) {
      const code = error === null ? (input.pointCode?.trim() ?? '') : '';
      if (code !== '' && this.knownPoints.get(code) === undefined) codes.add(code);
    }
    if (codes.size === 0) return codes;
    const found = await this.knownPoints.learnAll(async () => {
      const points = await prepared<{ code: string }>(
        tx,
        'points_known',
        'SELECT code FROM point WHERE code = ANY($1::text[])',
        [arrayText([...codes])],
      );
      return new Map(points.map(({ code }) => [code, true]));
    });
    for (const code of found.keys()) codes.delete(code);
    return codes;
  }

  private async recordAll(
    tx: EntityManager,
    items: readonly Item[],
    request: Request,
    scans: (party: Custodian) => boolean,
  ): Promise<HandoverOutcome[]> {
    const { caller, now, clockOffsetMs, language } = request;
    const ledgers = await lockLedgers(tx, [...new Set(items.flatMap(({ label }) => label ?? []))]);
    const unknownPoints = await this.findUnknownPoints(tx, items);
    const judged = items.map((item): JudgedScan => {
      if (item.error !== null) return { outcome: 'REFUSED', error: item.error };
      return judgeScan(item.input, ledgers.get(item.label ?? '') ?? null, {
        caller,
        now,
        clockOffsetMs,
        secrets: this.secrets,
        unknownPoints,
        scans,
      });
    });
    const additions = judged.flatMap((scan): Addition[] =>
      scan.outcome === 'RECORDED' ? [{ ...scan, sender: caller, clockOffsetMs }] : [],
    );
    await appendEntries(tx, additions, now);
    await storeWrongCodes(tx, judged);
    const checks = await this.checkAgain(tx, judged, request);
    return judged.map((scan, place) => {
      const { input } = items[place] as Item;
      if (scan.outcome === 'REFUSED') return refused(input, scan.error, language);
      const duplicate = scan.outcome === 'DUPLICATE';
      const checked = duplicate ? [] : (checks.get(scan.ledger.parcelId) ?? []);
      return told(input, scan.ledger.trackingNumber, scan.state, language, {
        duplicate,
        checked: !duplicate && CHECKED_KINDS.has(scan.entry.kind) ? checked : [],
      });
    });
  }

  /** What the booked points say of parcels that are now on their way to them. */
  private async checkAgain(
    tx: EntityManager,
    judged: readonly JudgedScan[],
    { now, language }: Request,
  ): Promise<Map<string, Discrepancy[]>> {
    const onTheirWay = new Map<string, { ledger: Ledger; pointCode: string }>();
    for (const scan of judged) {
      if (scan.outcome !== 'RECORDED' || !CHECKED_KINDS.has(scan.entry.kind)) continue;
      const { heading, bookedPointCode: pointCode } = scan.state;
      if (heading === 'OUTBOUND' && pointCode !== null)
        onTheirWay.set(scan.ledger.parcelId, { ledger: scan.ledger, pointCode });
    }
    if (onTheirWay.size === 0) return new Map();
    const bound = [...onTheirWay.values()];
    const codesOf = (parcels: typeof bound) => [...new Set(parcels.map(({ pointCode }) => pointCode))];
    const lapsed = bound.filter(({ ledger }) => !holdsRoom(ledger, now));
    const points = await loadCheckedPoints(tx, codesOf(bound), codesOf(lapsed), now);
    const found = bound.map(({ ledger, pointCode }): [string, Discrepancy[]] => {
      const checks = checkPoint(points.get(pointCode) ?? null, ledger.measures, holdsRoom(ledger, now));
      const changes = checks
        .filter(
          ({ code, outcome }) => outcome === 'FAILED' || (outcome === 'UNMADE' && code !== 'HOURS' && code !== 'ROOM'),
        )
        .map(({ outcome, detail }) => {
          const code = outcome === 'FAILED' ? 'POINT_CHANGED' : 'CHECK_NOT_MADE';
          return { code, instruction: `${messageOf(code, language)} (${detail})` };
        });
      return [ledger.parcelId, changes];
    });
    return new Map(found);
  }
}

/** Checks one scan's form. What is wrong with it is told in its place and not thrown. */
function readItem(input: HandoverInput): Item {
  try {
    checkScan(input);
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return { input, label: null, error };
  }
  const label = readLabel(input.trackingNumber ?? '');
  return { input, label: label.ok ? label.value.value : null, error: null };
}

function refusedItem({ input, error }: Item, language: Language): HandoverOutcome {
  return refused(input, error as CodedError, language);
}

/** Wrong codes count whether the attempt was refused or had already happened. */
async function storeWrongCodes(tx: EntityManager, judged: readonly JudgedScan[]): Promise<void> {
  const tried = new Map<string, number>();
  for (const scan of judged) {
    if (scan.isWrongTry && scan.ledger) tried.set(scan.ledger.parcelId, scan.ledger.wrongCodes);
  }
  if (tried.size === 0) return;
  await tx.query(
    `UPDATE parcel c SET wrong_codes = u.wrong_codes FROM unnest($1::uuid[], $2::int[]) u (id, wrong_codes)
      WHERE c.id = u.id`,
    [[...tried.keys()], [...tried.values()]],
  );
}
