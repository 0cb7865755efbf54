import { createHash } from 'node:crypto';
import fc from 'fast-check';
import {
  type Checkpoint,
  checkpointText,
  firstBrokenCheckpoint,
  firstBrokenLink,
  type Link,
  type LinkedEntry,
  linkText,
  MerkleTree,
  NO_LINK,
  rootOf,
  type Seal,
} from './index.js';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const PARCEL = '01890000-0000-7000-8000-000000000001';

const parties = fc.option(fc.record({ kind: fc.constantFrom('POINT', 'CARRIER'), id: fc.string() }));
const entries = fc.record({
  kind: fc.constantFrom('DROP_OFF', 'STORE_RECEIPT', 'COLLECTION', 'SHELVED'),
  side: fc.option(fc.constantFrom('GIVER', 'RECEIVER')),
  idempotencyKey: fc.string({ unit: 'binary' }),
  fingerprint: fc.option(fc.string()),
  occurredAt: fc.option(fc.integer()),
  happenedAt: fc.integer(),
  recordedAt: fc.integer(),
  clockOffsetMs: fc.option(fc.integer()),
  clockFlagged: fc.boolean(),
  sender: fc.record({ role: fc.constantFrom('CLERK', 'CARRIER'), id: fc.string() }),
  actor: fc.option(fc.record({ role: fc.constantFrom('CLERK', 'CARRIER'), id: fc.string() })),
  from: parties,
  to: parties,
  pointCode: fc.option(fc.string()),
  reason: fc.option(fc.constantFrom('FULL', 'DAMAGED')),
  shelf: fc.option(fc.string()),
  correctsKey: fc.option(fc.string()),
  bookedPointCode: fc.option(fc.string()),
  deadline: fc.option(fc.integer()),
  codeChecked: fc.option(fc.boolean()),
}) as fc.Arbitrary<Omit<LinkedEntry, 'sequence'>>;

function chained(contents: readonly Omit<LinkedEntry, 'sequence'>[]): Link[] {
  let previousHash = NO_LINK;
  return contents.map((content, place) => {
    const entry = { ...content, sequence: place + 1 };
    const link = { entry, previousHash, hash: hash(linkText(PARCEL, previousHash, entry)) };
    previousHash = link.hash;
    return link;
  });
}

const headOf = (links: readonly Link[]) => ({ sequence: links.length, hash: links.at(-1)?.hash ?? NO_LINK });

describe('the chain of a parcel', () => {
  const chains = fc.array(entries, { minLength: 1, maxLength: 8 }).map(chained);

  it('holds as it was written, also once it has been through JSON', () => {
    fc.assert(
      fc.property(chains, (links) => {
        const read = JSON.parse(JSON.stringify(links)) as Link[];
        expect(firstBrokenLink(PARCEL, read, hash, headOf(links))).toBeNull();
      }),
    );
  });

  it('breaks at the entry of which any field was changed', () => {
    const fields = [
      'kind',
      'happenedAt',
      'recordedAt',
      'clockFlagged',
      'shelf',
      'to',
      'sender',
      'codeChecked',
    ] as const;
    const others: Partial<LinkedEntry> = {
      kind: 'RECALL',
      happenedAt: 0.5,
      recordedAt: 0.5,
      shelf: 'another shelf \u0001',
      to: { kind: 'MERCHANT', id: '' },
      sender: { role: 'OPERATOR', id: '' },
    };
    fc.assert(
      fc.property(chains, fc.nat(), fc.constantFrom(...fields), (links, at, field) => {
        const place = at % links.length;
        const changed = structuredClone(links);
        const entry = (changed[place] as Link).entry as unknown as Record<string, unknown>;
        if (field === 'clockFlagged') entry[field] = !entry[field];
        else if (field === 'codeChecked') entry[field] = entry[field] !== true;
        else entry[field] = others[field];
        expect(firstBrokenLink(PARCEL, changed, hash)).toEqual({ sequence: place + 1, reason: 'CONTENT' });
      }),
    );
  });

  it('covers every field of an entry', () => {
    const [link] = chained(fc.sample(entries, { numRuns: 1, seed: 1 }));
    const whole: Required<LinkedEntry> = {
      ...((link as Link).entry as Required<LinkedEntry>),
      kind: 'DROP_OFF',
      side: 'GIVER',
      occurredAt: 1,
      actor: { role: 'CLERK', id: 'a' },
      from: { kind: 'POINT', id: 'b' },
      to: { kind: 'POINT', id: 'c' },
      pointCode: 'd',
      reason: 'FULL',
      shelf: 'e',
      correctsKey: 'f',
      bookedPointCode: 'g',
      deadline: 2,
      codeChecked: true,
      fingerprint: 'h',
      clockOffsetMs: 3,
    };
    const text = linkText(PARCEL, NO_LINK, whole);
    for (const field of Object.keys(whole)) {
      const other = field === 'sender' ? { role: 'OPERATOR', id: '' } : null;
      const altered = { ...whole, [field]: other } as LinkedEntry;
      expect([field, linkText(PARCEL, NO_LINK, altered) === text]).toEqual([field, false]);
    }
  });

  it('breaks where an entry was taken out, moved, or cut off the end', () => {
    fc.assert(
      fc.property(chains, fc.nat(), (links, at) => {
        const place = at % links.length;
        const without = links.filter((_, index) => index !== place);
        const isLast = place === links.length - 1;
        const broken = firstBrokenLink(PARCEL, without, hash, headOf(links));
        expect(broken).toEqual({ sequence: place + 1, reason: isLast ? 'HEAD' : 'SEQUENCE' });
        // Numbered anew, the gap is one of hashes.
        const closed = without.map((link, index) => ({ ...link, entry: { ...link.entry, sequence: index + 1 } }));
        expect(firstBrokenLink(PARCEL, closed, hash, headOf(links))?.sequence).toBe(place + 1);
      }),
    );
  });

  it('is not that of another parcel', () => {
    const links = chained(fc.sample(entries, { numRuns: 2, seed: 2 }));
    expect(firstBrokenLink('another', links, hash)).toEqual({ sequence: 1, reason: 'CONTENT' });
  });
});

describe('a checkpoint', () => {
  const seals: fc.Arbitrary<Seal[]> = fc
    .array(fc.nat(), { minLength: 1, maxLength: 70 })
    .map((numbers) => numbers.map((sequence, at) => ({ parcelId: `p${at}`, sequence, hash: hash(String(sequence)) })));

  it('proves of each parcel that it is in it, and of no other', () => {
    fc.assert(
      fc.property(seals, (all) => {
        const tree = new MerkleTree(all, hash);
        for (const [place, seal] of all.entries()) {
          const path = tree.pathOf(place);
          expect(path.length).toBeLessThanOrEqual(Math.ceil(Math.log2(all.length)));
          expect(rootOf(seal, path, hash)).toBe(tree.root);
          expect(rootOf({ ...seal, sequence: seal.sequence + 1 }, path, hash)).not.toBe(tree.root);
        }
      }),
    );
  });

  it('names the one before it, so that none can be left out or replaced', () => {
    let previousHash = NO_LINK;
    const all = [1, 2, 3, 4].map((number) => {
      const checkpoint: Checkpoint = { number, madeAt: number, previousHash, seals: 1, root: hash(`root ${number}`) };
      previousHash = hash(checkpointText(checkpoint));
      return { ...checkpoint, signature: `signed ${previousHash}` };
    });
    const isSigned = (one: (typeof all)[number]) => one.signature === `signed ${hash(checkpointText(one))}`;
    expect(firstBrokenCheckpoint(all, hash, isSigned)).toBeNull();
    expect(firstBrokenCheckpoint(all.slice(1), hash, isSigned)).toBe(1);
    expect(firstBrokenCheckpoint(all.toSpliced(2, 1), hash, isSigned)).toBe(3);
    const other = { ...(all[1] as (typeof all)[number]), madeAt: 9 };
    expect(firstBrokenCheckpoint(all.toSpliced(1, 1, other), hash, isSigned)).toBe(2);
    const signedAnew = { ...other, signature: `signed ${hash(checkpointText(other))}` };
    expect(firstBrokenCheckpoint(all.toSpliced(1, 1, signedAnew), hash, isSigned)).toBe(3);
  });
});
