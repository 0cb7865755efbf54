import { Args, Int, Query, Resolver } from '@nestjs/graphql';
import { CodedError, type Language } from '#libs/refusals';
import { Allow, type Caller, CurrentCaller, requireWholeInstallation } from '../platform/caller.js';
import { cursorOf, keyOfCursor } from '../platform/graphql/page.js';
import { checkRange } from '../platform/input.js';
import { CurrentLanguage } from '../platform/language.js';
import { adviceOn, wordsOf } from './findings.js';
import { LedgerIntegrity } from './integrity.inputs.js';
import { type IntegrityCursor, IntegrityService, START } from './integrity.service.js';
import { LedgerKey, PublicKeys } from './ledger-key.js';

const MOST_ENTRIES = 10_000;

@Resolver()
export class IntegrityResolver {
  constructor(
    private readonly integrity: IntegrityService,
    private readonly key: LedgerKey,
  ) {}

  @Allow('OPERATOR')
  @Query(() => LedgerIntegrity, {
    description:
      'Whether the ledgers are what was recorded: ask again with endCursor until it is null. For the operator of the installation.',
  })
  async ledgerIntegrity(
    @CurrentCaller() caller: Caller,
    @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
    @Args('most', {
      type: () => Int,
      defaultValue: MOST_ENTRIES,
      description: `How many entries a step looks at, at most ${MOST_ENTRIES}.`,
    })
    most: number,
    @CurrentLanguage() language: Language,
  ): Promise<LedgerIntegrity> {
    requireWholeInstallation(caller);
    checkRange(most, 'most', 1, MOST_ENTRIES);
    const keys = new PublicKeys([this.key.publicKey]);
    const { checkpoints, entries, findings, next } = await this.integrity.check(readCursor(after), keys, most);
    const [first] = findings;
    const broken = first
      ? { ...first, message: `${sentence(wordsOf(first, language))} ${adviceOn(first, language)}` }
      : null;
    const endCursor = next && cursorOf(writeCursor(next));
    return { checkpoints, entries, broken, endCursor, publicKey: this.key.publicPem };
  }
}

const sentence = (words: string) => `${words[0]?.toUpperCase()}${words.slice(1)}.`;

function writeCursor(at: IntegrityCursor): string {
  if (at.part === 'CHECKPOINTS') return `checkpoints ${at.end.number} ${at.end.hash}`;
  if (at.after === null) return 'ledgers';
  const { parcelId, end } = at.after;
  return end === null ? `ledgers ${parcelId}` : `ledgers ${parcelId} ${end.sequence} ${end.hash}`;
}

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const CURSOR = new RegExp(
  `^(?:checkpoints (\\d{1,9}) ([0-9a-f]{64})|ledgers(?: (${UUID})(?: (\\d{1,9}) ([0-9a-f]{64}))?)?)$`,
);

/** @throws CodedError BAD_INPUT for what is no cursor of this query. */
function readCursor(after: string | null | undefined): IntegrityCursor {
  const key = keyOfCursor(after);
  if (key === null) return START;
  const found = CURSOR.exec(key);
  if (found === null) {
    throw new CodedError('BAD_INPUT', {}, { field: 'after', message: 'Give the endCursor of the step before.' });
  }
  const [, number, checkpointHash, parcelId, sequence, hash] = found;
  if (number !== undefined) {
    return { part: 'CHECKPOINTS', end: { number: Number(number), hash: checkpointHash as string } };
  }
  const end = sequence === undefined ? null : { sequence: Number(sequence), hash: hash as string };
  return { part: 'LEDGERS', after: parcelId === undefined ? null : { parcelId, end } };
}
