import { ask, Trouble } from '../lib/ask.js';
import { document, type ResultOf } from '../lib/document.js';
import { asking, type Device } from './device.svelte.js';
import { inputOf, type NewScan, newKey, type Scan } from './scan.js';
import type { Store } from './store.js';

const RECORD = document(`mutation Record($inputs: [HandoverInput!]!, $sentAt: DateTime) {
  recordHandovers(inputs: $inputs, sentAt: $sentAt) {
    recorded instruction refusal { code message } discrepancies { code instruction }
  }
}`);
type Outcome = ResultOf<typeof RECORD>['recordHandovers'][number];

const MOST_AT_ONCE = 100;
/** A customer stands there: after this the phone decides by itself. */
const ANSWER_MS = 6_000;
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Errors of a whole request that say nothing of what is in it. */
const PASSING = ['NO_NETWORK', 'NO_ANSWER', 'RATE_LIMITED', 'UNAUTHENTICATED', 'INTERNAL', 'INTERNAL_SERVER_ERROR'];

/** Refused for now: to be sent again when the operator has made room. */
const TOO_MANY = 'TOO_MANY_HELD_SCANS';

/**
 * Every scan of this phone. Each is kept before it is answered, sent as soon as there is a network, as often as it takes,
 * and recorded once: its key says so.
 */
export class Outbox {
  /** In the order in which they were made. */
  scans = $state.raw<readonly Scan[]>([]);
  /** Whether the browser keeps what is not sent. If not, it is in this page alone. */
  isKept = $state(true);
  isSending = $state(false);
  readonly unsent = $derived(this.scans.filter(({ status }) => status === 'UNSENT'));
  readonly held = $derived(this.scans.filter(({ status }) => status === 'HELD'));
  readonly problems = $derived(this.scans.filter(({ problems, isSettled }) => problems.length > 0 && !isSettled));
  /** Is told what the service said of each scan. */
  onOutcome: (scan: Scan) => void = () => {};

  private pauseMs = FIRST_PAUSE_MS;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private mostAtOnce = MOST_AT_ONCE;

  constructor(
    private readonly store: Store,
    private readonly device: Device,
  ) {}

  /** Reads what the last visit left, and forgets what is done with. */
  async load(): Promise<void> {
    const found = await this.store.scans();
    const isOver = (scan: Scan) =>
      (scan.status === 'RECORDED' || scan.status === 'REFUSED') &&
      (scan.problems.length === 0 || scan.isSettled === true) &&
      Math.abs(Date.now() - Date.parse(scan.occurredAt)) > DAY_MS;
    const over = found.filter(isOver).map(({ key }) => key);
    if (over.length > 0) void this.store.forgetScans(over);
    this.scans = found.filter((scan) => !isOver(scan)).sort((a, b) => a.place - b.place);
  }

  /** Keeps a scan, and has it sent. It is on the disk when this comes back, or `isKept` is false. */
  async add(scan: NewScan): Promise<Scan> {
    const added = this.stamped(scan);
    this.scans = [...this.scans, added];
    await this.save([added]);
    this.soon(0);
    return added;
  }

  /**
   * Asks the service before anything happens, where it may say no; nothing is queued.
   *
   * @throws Trouble NO_NETWORK or NO_ANSWER: it is not known whether it was recorded, and what is added under the same key
   * with `wasAsked` is recorded once.
   */
  async ask(scan: NewScan): Promise<Scan> {
    const asked = this.stamped(scan);
    const inputs = [{ ...inputOf(asked), occurredAt: undefined }];
    const sentAt = new Date().toISOString();
    const { recordHandovers } = await ask(RECORD, { inputs, sentAt }, { ...asking(), timeoutMs: ANSWER_MS });
    const [outcome] = recordHandovers;
    if (outcome === undefined) throw new Trouble('NO_ANSWER', 'no outcome');
    const answered = this.answered(asked, outcome);
    if (answered.status === 'REFUSED') return answered;
    this.scans = [...this.scans, answered];
    await this.save([answered]);
    return answered;
  }

  /** The last thing that this phone recorded of a parcel. */
  lastOf(trackingNumber: string): Scan | undefined {
    return this.scans.findLast((scan) => scan.trackingNumber === trackingNumber && scan.status !== 'REFUSED');
  }

  async settle(key: string): Promise<void> {
    const settled = this.scans.filter((scan) => scan.key === key).map((scan) => ({ ...scan, isSettled: true }));
    this.replace(settled);
    await this.save(settled);
  }

  /** Sends what is unsent after so many milliseconds, unless that is already under way. */
  soon(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.send(), milliseconds);
  }

  /** A network is back, or somebody wants to know: no waiting any more. */
  now(): void {
    this.pauseMs = FIRST_PAUSE_MS;
    this.soon(0);
  }

  private async send(): Promise<void> {
    if (this.isSending || this.device.pairing === null || this.device.standing === 'LOST') return;
    this.isSending = true;
    try {
      while (this.unsent.length > 0 && (await this.sendSome(this.unsent.slice(0, this.mostAtOnce))));
      this.pauseMs = FIRST_PAUSE_MS;
    } catch (error) {
      await this.device.learn(error);
      this.soon(this.pauseMs);
      this.pauseMs = Math.min(LONGEST_PAUSE_MS, this.pauseMs * 2);
    } finally {
      this.isSending = false;
    }
  }

  /** @returns Whether to go on. @throws Trouble where it is to be tried again later. */
  private async sendSome(scans: readonly Scan[]): Promise<boolean> {
    const inputs = scans.map(inputOf);
    let outcomes: readonly Outcome[];
    try {
      const sentAt = new Date().toISOString();
      outcomes = (await ask(RECORD, { inputs, sentAt }, asking())).recordHandovers;
      this.device.hear();
    } catch (error) {
      const { code, message } = error instanceof Trouble ? error : { code: 'NO_ANSWER', message: '' };
      if (PASSING.includes(code)) throw error;
      // Something in it is at fault: each alone says which, and the others are not held up by it.
      this.mostAtOnce = 1;
      if (scans.length > 1) return true;
      outcomes = [{ recorded: false, instruction: null, refusal: { code, message }, discrepancies: [] }];
    }
    const answered = scans.flatMap((scan, index) => {
      const outcome = outcomes[index];
      return outcome === undefined ? [] : [this.answered(scan, outcome)];
    });
    this.replace(answered);
    await this.save(answered);
    if (answered.some(({ status }) => status === 'HELD')) await this.device.stand('FORMER');
    for (const scan of answered) this.onOutcome(scan);
    if (!answered.some(({ status }) => status === 'UNSENT')) return true;
    this.soon(LONGEST_PAUSE_MS);
    return false;
  }

  private answered({ pickupCode, ...scan }: Scan, outcome: Outcome): Scan {
    const { recorded, refusal, discrepancies, instruction } = outcome;
    // The key is taken by what was asked: its answer was lost on the way.
    if (refusal?.code === 'KEY_REUSED' && scan.wasAsked) return { ...scan, status: 'RECORDED' };
    if (refusal?.code === TOO_MANY) return { ...scan, ...(pickupCode !== undefined && { pickupCode }) };
    const problems = discrepancies.map(({ code, instruction: what }) => ({ code, instruction: what }));
    if (recorded) return { ...scan, status: 'RECORDED', problems, ...(instruction && { instruction }) };
    if (refusal?.code === 'WAITS_FOR_OPERATOR') return { ...scan, status: 'HELD' };
    const refused = { code: refusal?.code ?? 'NO_ANSWER', instruction: refusal?.message ?? '' };
    return { ...scan, status: 'REFUSED', problems: [refused] };
  }

  private stamped(scan: NewScan): Scan {
    return {
      ...scan,
      key: scan.key ?? newKey(),
      place: (this.scans.at(-1)?.place ?? 0) + 1,
      pointCode: this.device.pairing?.pointCode ?? '',
      occurredAt: new Date().toISOString(),
      status: 'UNSENT',
      problems: [],
    };
  }

  private replace(changed: readonly Scan[]): void {
    const byKey = new Map(changed.map((scan) => [scan.key, scan]));
    this.scans = this.scans.map((scan) => byKey.get(scan.key) ?? scan);
  }

  private async save(scans: readonly Scan[]): Promise<void> {
    const isSaved = await this.store.saveScans(scans);
    // What was refused before is tried again as soon as anything can be kept.
    if (isSaved && !this.isKept) this.isKept = await this.store.saveScans(this.unsent);
    else this.isKept = isSaved;
  }
}
