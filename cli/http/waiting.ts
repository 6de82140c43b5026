import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { byteText } from '../terminal/byte-text.ts';
import type { Output } from '../terminal/output.ts';

const redrawMs = 200;
const plainMs = 5000;

/** Shows on stderr that an answer is waited for: one line on a terminal, a plain line every 5 seconds elsewhere, nothing when quiet. */
export class Waiting implements Disposable {
  readonly #out: Output;
  readonly #now: () => number;
  readonly #since: number;
  readonly #isDrawing: boolean;
  #timer: NodeJS.Timeout | undefined;
  #drawn = false;
  #from: { readonly socket: Socket; readonly bytes: number; readonly since: number } | undefined;

  constructor(out: Output, now: () => number) {
    this.#out = out;
    this.#now = now;
    this.#since = now();
    this.#isDrawing = out.progressWidth !== undefined;
    if (out.manner.quiet) return;
    this.#timer = setInterval(() => this.#show(), this.#isDrawing ? redrawMs : plainMs);
    // What has been answered must not be held up by it.
    this.#timer.unref();
  }

  /** The answer has begun to come. */
  watch({ socket }: IncomingMessage): void {
    this.#from = { socket, bytes: socket.bytesRead, since: this.#now() };
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    if (this.#drawn) this.#out.draw('\r\u001b[2K');
    this.#drawn = false;
  }

  #show(): void {
    if (!this.#isDrawing) {
      this.#out.note(this.#text());
      return;
    }
    this.#out.draw(`\r\u001b[2K${this.#text()}`);
    this.#drawn = true;
  }

  #text(): string {
    const now = this.#now();
    const seconds = `${((now - this.#since) / 1000).toFixed(this.#isDrawing ? 1 : 0)} s`;
    if (!this.#from) return `running at the server, ${seconds}`;
    const { socket, bytes, since } = this.#from;
    const received = socket.bytesRead - bytes;
    const rate = byteText(received / Math.max(0.001, (now - since) / 1000));
    return `${byteText(received)} received, ${rate}/s, ${seconds}`;
  }
}
