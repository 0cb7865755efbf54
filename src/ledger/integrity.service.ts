import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type CheckpointsEnd, checkpointText, firstBrokenCheckpoint, firstBrokenLink, NO_LINK } from '#libs/ledger';
import {
  checkpointOfLostSeals,
  checkpointsAfter,
  checkpointsOf,
  type SignedCheckpoint,
  treeOf,
} from './checkpoint.queries.js';
import type { Finding, Reason } from './findings.js';
import { type BrokenSeal, type LedgerCursor, type LedgerPart, readLedgers } from './ledger.queries.js';
import type { PublicKeys } from './ledger-key.js';
import { hex } from './sha256.js';

/** Where a check goes on: first all checkpoints, then all ledgers. */
export type IntegrityCursor =
  | { part: 'CHECKPOINTS'; end: CheckpointsEnd }
  | { part: 'LEDGERS'; after: LedgerCursor | null };

/** What one bounded step of a check has looked at and found. */
export interface IntegrityPage {
  checkpoints: number;
  seals: number;
  entries: number;
  findings: Finding[];
  next: IntegrityCursor | null;
}

const MOST_CHECKPOINTS = 200;

export const START: IntegrityCursor = { part: 'CHECKPOINTS', end: { number: 0, hash: NO_LINK } };

/** Whether what is stored is what was recorded. Reads, and changes nothing. */
@Injectable()
export class IntegrityService {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * One step of a check of everything.
   *
   * @param most - How many entries, or seals of checkpoints, it looks at; one checkpoint is looked at whole.
   */
  async check(at: IntegrityCursor, keys: PublicKeys, most: number): Promise<IntegrityPage> {
    if (at.part === 'CHECKPOINTS') return this.checkCheckpoints(at.end, keys, most);
    return this.checkLedgers(at.after, most);
  }

  /** The steps of a check of one parcel: its ledger, and the chain of checkpoints as far as it speaks of it. */
  async *checkParcel(parcelId: string, keys: PublicKeys, most: number): AsyncGenerator<IntegrityPage> {
    const seen = await checkpointsOf(this.dataSource.manager, parcelId);
    for (let at: IntegrityCursor | null = START; at?.part === 'CHECKPOINTS'; ) {
      const page: IntegrityPage = await this.checkCheckpoints(at.end, keys, most, seen);
      at = page.next;
      yield page;
    }
    for (let after: LedgerCursor | null | undefined; after !== null; ) {
      const page: IntegrityPage = await this.checkLedgers(after ?? null, most, parcelId);
      after = page.next?.part === 'LEDGERS' ? page.next.after : null;
      yield page;
    }
  }

  private async checkCheckpoints(
    from: CheckpointsEnd,
    keys: PublicKeys,
    most: number,
    withSealsOf: Set<number> | null = null,
  ): Promise<IntegrityPage> {
    const { manager } = this.dataSource;
    const found = await checkpointsAfter(manager, from.number, MOST_CHECKPOINTS);
    const page: IntegrityPage = { checkpoints: 0, seals: 0, entries: 0, findings: [], next: null };
    let end = from;
    for (const checkpoint of found) {
      if (page.seals > 0 && page.seals + checkpoint.seals > most) break;
      const broken = brokenCheckpoint(checkpoint, end, keys);
      if (broken !== null) page.findings.push(broken);
      else if (withSealsOf === null || withSealsOf.has(checkpoint.number)) {
        // How many seals it has is signed, so that a false number cannot make this read without an end.
        const tree = await treeOf(manager, checkpoint);
        if (tree?.root !== checkpoint.root) page.findings.push(ofCheckpoint(checkpoint.number, 'ROOT'));
        page.seals += checkpoint.seals;
      }
      page.checkpoints += 1;
      end = { number: checkpoint.number, hash: hex(checkpointText(checkpoint)) };
    }
    if (page.checkpoints < found.length || found.length === MOST_CHECKPOINTS) {
      return { ...page, next: { part: 'CHECKPOINTS', end } };
    }
    const lost = await checkpointOfLostSeals(manager, end.number);
    if (lost !== null) page.findings.push(ofCheckpoint(lost, 'CHECKPOINT'));
    return { ...page, next: { part: 'LEDGERS', after: null } };
  }

  private async checkLedgers(after: LedgerCursor | null, most: number, only?: string): Promise<IntegrityPage> {
    const page = await readLedgers(this.dataSource, {
      after,
      mostEntries: most,
      ...(only === undefined ? {} : { only }),
    });
    return {
      checkpoints: 0,
      seals: 0,
      entries: page.entries,
      findings: findingsIn(page.parts, page.brokenSeals),
      next: page.next && { part: 'LEDGERS', after: page.next },
    };
  }
}

function brokenCheckpoint(checkpoint: SignedCheckpoint, before: CheckpointsEnd, keys: PublicKeys): Finding | null {
  const isKnown = keys.has(checkpoint.keyHash);
  const isSigned = ({ keyHash, signature }: SignedCheckpoint) =>
    !isKnown || keys.isSigned(keyHash, checkpointText(checkpoint), signature);
  const broken = firstBrokenCheckpoint([checkpoint], hex, isSigned, before);
  if (broken !== null) return ofCheckpoint(broken, 'CHECKPOINT');
  return isKnown ? null : ofCheckpoint(checkpoint.number, 'KEY');
}

function ofCheckpoint(checkpoint: number, reason: Reason): Finding {
  return { reason, checkpoint, parcelId: null, trackingNumber: null, sequence: null };
}

/** The first thing that is wrong with each ledger. */
function findingsIn(parts: readonly LedgerPart[], brokenSeals: readonly BrokenSeal[]): Finding[] {
  const unseen = new Map(brokenSeals.map((seal) => [seal.parcelId, seal]));
  const findings: Finding[] = [];
  for (const part of parts) {
    const { parcelId, trackingNumber } = part;
    const found = [brokenLink(part), unhashed(part), brokenSeal(unseen.get(parcelId)), lostCheckpoint(part)];
    unseen.delete(parcelId);
    const [first] = found.filter((one) => one !== null).sort((a, b) => a.sequence - b.sequence);
    if (first) findings.push({ checkpoint: null, parcelId, trackingNumber, ...first });
  }
  const removed = [...unseen.values()].map(
    (seal): Finding => ({ trackingNumber: null, parcelId: seal.parcelId, ...brokenSeal(seal) }) as Finding,
  );
  return [...findings, ...removed];
}

type Found = Pick<Finding, 'reason'> & { sequence: number; checkpoint?: number };

function brokenLink({ parcelId, links, before, rest }: LedgerPart): Found | null {
  return firstBrokenLink(parcelId, links, hex, rest?.head ?? null, before);
}

function unhashed({ unhashed: sequence }: LedgerPart): Found | null {
  return sequence === null ? null : { reason: 'CONTENT', sequence };
}

function brokenSeal(seal: BrokenSeal | undefined): Found | null {
  return seal === undefined ? null : { reason: 'SEAL', sequence: seal.sequence, checkpoint: seal.checkpoint };
}

/** A parcel that was sealed further than any checkpoint says: that one was removed, with its seals. */
function lostCheckpoint({ rest }: LedgerPart): Found | null {
  if (rest === null || rest.sealedSequence <= (rest.seal?.sequence ?? 0)) return null;
  return { reason: 'UNSEALED', sequence: rest.sealedSequence };
}
