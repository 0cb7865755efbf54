import type { Logger } from '../platform/log.js';

export interface TextMessage {
  to: string;
  text: string;
}

/** Sends one text message to one person. Nothing of a message is ever logged: all of it is personal data. */
export abstract class TextMessages {
  /**
   * @returns False where nobody sends any.
   * @throws whatever kept the message from being handed on; it may then be sent again.
   */
  abstract send(message: TextMessage): Promise<boolean>;
}

const ANSWER_MS = 15_000;

/** Posts messages to whoever sends them. */
export class HttpTextMessages extends TextMessages {
  constructor(
    private readonly url: string,
    private readonly token: string | null,
  ) {
    super();
  }

  async send(message: TextMessage): Promise<boolean> {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(this.token === null ? {} : { authorization: `Bearer ${this.token}` }),
      },
      body: JSON.stringify(message),
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`The sender of text messages answered ${response.status}.`);
    return true;
  }
}

/** Where nobody sends text messages: says that there was one. */
export class NoTextMessages extends TextMessages {
  constructor(private readonly log: Pick<Logger, 'info'>) {
    super();
  }

  async send(): Promise<boolean> {
    this.log.info('a text message was not sent: RELAIS_SMS_URL is not set');
    return false;
  }
}
