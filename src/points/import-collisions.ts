import type { EntityManager } from 'typeorm';
import { type CleanRecord, type Fault, pointCodeOf } from '#libs/point-records';
import { type StoredPoint, takenCodes, takenNumbers } from './point-writes.queries.js';

/** The code of a record's point: the file's, else one made of the source and the ref. */
export function codeOf(source: string, { code, ref }: CleanRecord): string {
  return code ?? pointCodeOf(source, ref);
}

/** Keeps two points from having one code, or one number of a carrier, across the batches of an import. */
export class Collisions {
  /** The ref that has each network's number in this file. */
  private readonly numbers = new Map<string, string>();
  private readonly codes = new Set<string>();

  constructor(
    private readonly tx: EntityManager,
    private readonly source: string,
  ) {}

  /** The records that cannot be kept because another point has what is theirs. */
  async among(
    records: readonly CleanRecord[],
    stored: ReadonlyMap<string, StoredPoint>,
  ): Promise<Map<CleanRecord, Fault>> {
    const added = records.filter(({ ref }) => !stored.has(ref)).map((record) => codeOf(this.source, record));
    const taken = await takenCodes(this.tx, added);
    const wanted = records.flatMap(({ fields }) => fields.networks ?? []).filter(({ number }) => number !== null);
    const takenBy = await takenNumbers(this.tx, this.source, wanted);
    const faults = new Map<CleanRecord, Fault>();
    for (const record of records) {
      const fault = this.codeFault(record, stored.get(record.ref), taken) ?? this.numberFault(record, takenBy);
      if (fault !== null) faults.set(record, fault);
    }
    return faults;
  }

  private codeFault(record: CleanRecord, before: StoredPoint | undefined, taken: ReadonlySet<string>): Fault | null {
    const code = before?.code ?? codeOf(this.source, record);
    if (before === undefined && (taken.has(code) || this.codes.has(code))) {
      return { reason: 'CODE_TAKEN', detail: `another point has the code ${code}: map code to a column of its own` };
    }
    this.codes.add(code);
    return null;
  }

  private numberFault({ ref, fields }: CleanRecord, takenBy: ReadonlyMap<string, string>): Fault | null {
    const numbered = (fields.networks ?? []).filter(({ number }) => number !== null);
    const keys = numbered.map(({ network, number }) => `${network} ${number}`);
    for (const key of keys) {
      const other = takenBy.get(key) ?? this.numbers.get(key);
      if (other !== undefined) return { reason: 'NETWORK_NUMBER_TAKEN', detail: `${key} is the number of ${other}` };
    }
    for (const key of keys) this.numbers.set(key, ref);
    return null;
  }
}
