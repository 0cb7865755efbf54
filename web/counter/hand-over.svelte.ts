import { Trouble } from '../lib/ask.js';
import { fill } from '../lib/language.js';
import { type Answer, answerTo, endingAnswer, endOf, noParcelAnswer } from './answer.js';
import { device, lists, outbox, wrongTries } from './app.js';
import { readScan } from './parcel-label.js';
import { checkQr } from './qr.js';
import { said } from './said.svelte.js';
import { newKey } from './scan.js';
import { sound } from './sounds.js';

/**
 * One customer at the counter: a parcel, and a proof that it is theirs, in whichever order they come. With both the
 * service is asked; without a network a QR proves it by its signature, and a typed code cannot be checked.
 */
export class HandOver {
  trackingNumber = $state<string | null>(null);
  /** The genuine QR of the parcel, or a code that nobody could check. */
  proof = $state<{ text: string; isChecked: boolean } | null>(null);
  answer = $state.raw<Answer | null>(null);
  isDone = $state(false);
  isAsking = $state(false);
  /** Of the handover that is under way, so that asking and noting it afterwards are one. */
  private key = newKey();
  private wasAsked = false;

  get parcel() {
    return this.trackingNumber === null ? undefined : lists.find(this.trackingNumber);
  }

  begin(): void {
    this.trackingNumber = null;
    this.proof = null;
    this.answer = null;
    this.isDone = false;
    this.key = newKey();
    this.wasAsked = false;
  }

  async scanned(text: string, from: 'SCANNER' | 'PERSON'): Promise<void> {
    if (this.isAsking) return;
    if (this.isDone) this.begin();
    const reading = readScan(text, from);
    switch (reading.is) {
      case 'QR':
        return this.takeQr(reading.text);
      case 'PARCEL':
        return this.takeParcel(reading.trackingNumber);
      case 'DIGITS':
        return this.takeDigits(reading.digits);
      default:
        this.say(noParcelAnswer(reading.is));
    }
  }

  /** Hands over, with the label scanned or not. */
  async hand(): Promise<void> {
    const { trackingNumber, proof } = this;
    if (trackingNumber === null || proof === null || this.isAsking) return;
    const scan = { key: this.key, kind: 'COLLECTION', trackingNumber, pickupCode: proof.text } as const;
    this.isAsking = true;
    try {
      if (device.isOnline && device.standing === 'PAIRED') {
        this.wasAsked = true;
        const asked = await outbox.ask(scan);
        if (asked.status === 'REFUSED') return await this.refused(trackingNumber, asked.problems[0]);
        void wrongTries.clear(trackingNumber);
        this.done({ ...answerTo(asked, { isOnline: true, isExpected: null }), headline: said().handed });
        return;
      }
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      await device.learn(error);
    } finally {
      this.isAsking = false;
    }
    await this.handOffline();
  }

  /** The clerk takes it upon themselves: the service checks the code when it hears of it. */
  async handUnchecked(): Promise<void> {
    const { trackingNumber, proof } = this;
    if (trackingNumber === null || proof === null) return;
    await this.note(trackingNumber, proof.text);
    this.done({ tone: 'NOTED', headline: said().handed, instruction: said().notedOffline, trackingNumber });
  }

  private async note(trackingNumber: string, pickupCode: string): Promise<void> {
    const { key, wasAsked } = this;
    await outbox.add({ key, wasAsked, kind: 'COLLECTION', trackingNumber, pickupCode });
  }

  private async handOffline(): Promise<void> {
    const { trackingNumber, proof } = this;
    if (trackingNumber === null || proof === null) return;
    const words = said();
    if (wrongTries.isLocked(trackingNumber)) return this.lock(trackingNumber);
    if (!proof.isChecked) {
      const instruction = words.codeNeedsNetworkHelp;
      return this.say({ tone: 'ATTENTION', headline: words.codeNeedsNetwork, instruction, trackingNumber });
    }
    await this.note(trackingNumber, proof.text);
    this.done({ tone: 'GOOD', headline: words.handed, instruction: words.handedOffline, trackingNumber });
  }

  private async takeQr(text: string): Promise<void> {
    const words = said();
    const checked = await checkQr(text, device.pairing?.qrPublicKey ?? '');
    // Without Ed25519 in the browser the service still can tell, as it can for a typed code.
    const claimed = checked.outcome === 'GENUINE' ? checked.trackingNumber : (text.split('.')[1] ?? null);
    if (checked.outcome === 'FALSE') {
      if (this.trackingNumber !== null && (await wrongTries.count(this.trackingNumber)) === 0) {
        return this.lock(this.trackingNumber);
      }
      return this.say({ tone: 'BAD', headline: words.qrFalse, instruction: words.qrFalseHelp });
    }
    if (checked.outcome === 'CANNOT_CHECK' && !device.isOnline) {
      return this.say({ tone: 'ATTENTION', headline: words.qrCannot, instruction: words.qrCannotHelp });
    }
    const isOther = this.trackingNumber !== null && claimed !== this.trackingNumber;
    if (isOther && this.proof === null) {
      const instruction = fill(words.qrOtherHelp, { end: endOf(claimed ?? '') });
      return this.say({ tone: 'BAD', headline: words.qrOther, instruction });
    }
    const wasChosen = this.trackingNumber !== null && !isOther;
    this.trackingNumber = claimed;
    this.proof = { text, isChecked: checked.outcome === 'GENUINE' };
    if (wasChosen) return this.hand();
    this.say({ tone: 'NOTED', headline: words.fetch, instruction: this.whereText(), trackingNumber: claimed ?? '' });
  }

  private async takeParcel(trackingNumber: string): Promise<void> {
    const words = said();
    if (this.proof !== null && this.trackingNumber !== null) {
      if (trackingNumber === this.trackingNumber) return this.hand();
      const instruction = fill(words.wrongParcelHelp, { end: endOf(this.trackingNumber) });
      return this.say({ tone: 'BAD', headline: words.wrongParcel, instruction, trackingNumber });
    }
    this.trackingNumber = trackingNumber;
    this.say({ tone: 'NOTED', headline: words.askCode, instruction: this.whereText(), trackingNumber });
  }

  private takeDigits(digits: string): Promise<void> | void {
    if (this.trackingNumber !== null && digits.length === 6) {
      this.proof = { text: digits, isChecked: false };
      return this.hand();
    }
    const found = lists.ending(digits);
    const [only] = found;
    if (only === undefined || found.length > 1) return this.say(endingAnswer(digits, found.length));
    return this.takeParcel(only.trackingNumber);
  }

  private async refused(trackingNumber: string, problem: { code: string; instruction: string } | undefined) {
    const words = said();
    this.proof = null;
    this.key = newKey();
    this.wasAsked = false;
    if (problem?.code === 'CODE_LOCKED') return this.lock(trackingNumber);
    let instruction = problem?.instruction ?? '';
    if (problem?.code === 'CODE_WRONG') {
      const left = await wrongTries.count(trackingNumber);
      if (left === 0) return this.lock(trackingNumber);
      instruction += ` ${fill(words.triesLeft, { n: left })}`;
    }
    this.say({ tone: 'BAD', headline: words.refusedHere, instruction, trackingNumber });
  }

  private lock(trackingNumber: string): void {
    const words = said();
    this.proof = null;
    this.say({ tone: 'BAD', headline: words.locked, instruction: words.lockedHelp, trackingNumber });
  }

  private whereText(): string {
    const words = said();
    const { parcel } = this;
    // What this phone has put there itself is newer than the list.
    const shelf = outbox.lastOf(this.trackingNumber ?? '')?.shelf ?? parcel?.shelf;
    const where = shelf ? fill(words.onShelf, { shelf }) : words.noShelf;
    return parcel?.who ? `${where} · ${parcel.who}` : where;
  }

  private done(answer: Answer): void {
    this.isDone = true;
    this.say(answer);
  }

  private say(answer: Answer): void {
    this.answer = answer;
    sound(answer.tone);
  }
}
