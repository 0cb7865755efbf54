import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Custodian } from '#libs/custody';
import { type CodedError, type Language, messageOf } from '#libs/refusals';
import { ScanningParties } from '../access/scanning-parties.js';
import { type Ledger, lockLedgers } from '../parcels/ledger.js';
import { type Addition, appendEntries } from '../parcels/ledger-writes.js';
import type { Discrepancy } from '../parcels/parcels.inputs.js';
import { checkPoint, loadCheckedPoints } from '../parcels/point-checks.js';
import { holdsRoom } from '../parcels/room.js';
import type { Caller } from '../platform/caller.js';
import { Clock } from '../platform/clock.js';
import { again } from '../platform/database/again.js';
import { Secrets } from '../platform/secrets.js';
import type { HandoverInput, HandoverOutcome } from './handovers.inputs.js';
import { type JudgedScan, judgeScan } from './judge-scan.js';
import { KnownPoints } from './known-points.js';
import { refused, told } from './outcomes.js';
import { type Item, readItem } from './scan-items.js';
import { storeWrongCodes } from './wrong-codes.js';

/** After these the parcel is on its way to its point, so the point is checked again. */
const CHECKED_KINDS = new Set(['DROP_OFF', 'CARRIER_PICKUP']);

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
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly secrets: Secrets,
    private readonly scanningParties: ScanningParties,
    private readonly knownPoints: KnownPoints,
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

  private async recordAll(
    tx: EntityManager,
    items: readonly Item[],
    request: Request,
    scans: (party: Custodian) => boolean,
  ): Promise<HandoverOutcome[]> {
    const { caller, now, clockOffsetMs, language } = request;
    const ledgers = await lockLedgers(tx, [...new Set(items.flatMap(({ label }) => label ?? []))]);
    const unknownPoints = await this.knownPoints.unknownAmong(tx, items);
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
    await storeWrongCodes(
      tx,
      judged.flatMap(({ isWrongTry, ledger }) => (isWrongTry && ledger ? [ledger] : [])),
    );
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

function refusedItem({ input, error }: Item, language: Language): HandoverOutcome {
  return refused(input, error as CodedError, language);
}
