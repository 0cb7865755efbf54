import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface Letter {
  from: string;
  to: string;
  messageId: string;
  subject: string;
  text: string;
  html: string;
}

/** A mail server within the process of the test. It takes whatever comes, unless it is told otherwise. */
export class PostBox {
  readonly letters: Letter[] = [];
  /** What it says to whoever is written; null takes them. */
  refusal: { code: number; text: string } | null = null;

  private constructor(private readonly server: SMTPServer) {}

  static async start(): Promise<PostBox> {
    const box: PostBox = new PostBox(
      new SMTPServer({
        authOptional: true,
        disabledCommands: ['STARTTLS', 'AUTH'],
        onRcptTo: (_address, _session, done) => {
          if (box.refusal === null) return done();
          done(Object.assign(new Error(box.refusal.text), { responseCode: box.refusal.code }));
        },
        onData: (stream, { envelope }, done) => {
          const chunks: Buffer[] = [];
          stream.on('data', (chunk: Buffer) => chunks.push(chunk));
          stream.on('end', () => {
            const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
            box.letters.push(letterOf(from, envelope.rcptTo[0]?.address ?? '', Buffer.concat(chunks).toString()));
            done();
          });
        },
      }),
    );
    await new Promise<void>((resolve) => box.server.listen(0, '127.0.0.1', () => resolve()));
    return box;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

function letterOf(from: string, to: string, source: string): Letter {
  const [head = ''] = source.split('\r\n\r\n', 1);
  const headers = head.replaceAll(/\r\n[ \t]+/g, ' ');
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(headers)?.[1] ?? '';
  const part = (type: string) => {
    const start = source.indexOf(`Content-Type: ${type}`);
    const [partHead = '', ...rest] = source.slice(start).split('\r\n\r\n');
    const [body = ''] = rest.join('\r\n\r\n').split('\r\n--');
    return /base64/i.test(partHead) ? Buffer.from(body, 'base64').toString() : unquoted(body.replaceAll('=\r\n', ''));
  };
  return {
    from,
    to,
    messageId: header('Message-ID'),
    subject: header('Subject')
      .replaceAll(/\?=\s+=\?/g, '?==?')
      .replaceAll(/=\?UTF-8\?([QB])\?(.*?)\?=/gi, decodedWord),
    text: part('text/plain'),
    html: part('text/html'),
  };
}

function decodedWord(_whole: string, kind: string, text: string): string {
  return kind.toUpperCase() === 'B' ? Buffer.from(text, 'base64').toString() : unquoted(text.replaceAll('_', ' '));
}

function unquoted(text: string): string {
  return decodeURIComponent(text.replaceAll('%', '%25').replaceAll(/=([0-9A-F]{2})/g, '%$1'));
}
