import { byteText } from '../terminal/byte-text.ts';
import type { Output } from '../terminal/output.ts';
import { safeText } from '../terminal/safe-text.ts';
import { cutToWidth } from '../terminal/text-width.ts';

const redrawMs = 100;
const plainMs = 5000;
const barWidth = 20;

interface Line {
  readonly name: string;
  readonly bytes: number;
  done: number;
}

/** Shows downloads on stderr: bars on a terminal, plain lines elsewhere, nothing when quiet. */
export class Progress implements Disposable {
  readonly #out: Output;
  readonly #now: () => number;
  readonly #total: number;
  readonly #started: number;
  readonly #running = new Map<string, Line>();
  #done = 0;
  #drawn = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(out: Output, { now, total }: { now: () => number; total: number }) {
    this.#out = out;
    this.#now = now;
    this.#total = total;
    this.#started = now();
    if (out.manner.quiet || total === 0) return;
    this.#timer = setInterval(() => this.#show(), this.#isDrawing() ? redrawMs : plainMs);
  }

  /** A table begins to arrive; its further files count to the same line. */
  start(id: string, name: string, bytes: number): void {
    if (this.#running.has(id)) return;
    this.#running.set(id, { name: safeText(name), bytes, done: 0 });
    if (!this.#isDrawing()) this.#out.note(`${name}: ${byteText(bytes)} to download`);
  }

  advance(id: string, bytes: number): void {
    this.#done += bytes;
    const line = this.#running.get(id);
    if (line) line.done += bytes;
  }

  finish(id: string, words: string): void {
    const line = this.#running.get(id);
    this.#running.delete(id);
    this.#clear();
    if (line) this.#out.note(`${line.name}: ${words}`);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#clear();
  }

  #isDrawing(): boolean {
    return this.#out.progressWidth !== undefined && !this.#out.manner.quiet;
  }

  #show(): void {
    if (!this.#isDrawing()) {
      this.#out.note(this.#totalText());
      return;
    }
    const lines = [...this.#running.values()].map(({ name, bytes, done }) => `${bar(done, bytes)} ${name}`);
    const width = (this.#out.progressWidth ?? 80) - 1;
    const text = [...lines, `${bar(this.#done, this.#total)} ${this.#totalText()}`]
      .map((line) => `${cutToWidth(line, width)}\n`)
      .join('');
    this.#clear();
    this.#drawn = lines.length + 1;
    this.#out.draw(text);
  }

  /** Takes the bars away, so that a line can be said above the next ones. */
  #clear(): void {
    if (this.#drawn > 0) this.#out.draw(`\u001b[${this.#drawn}A\u001b[0J`);
    this.#drawn = 0;
  }

  #totalText(): string {
    const seconds = Math.max(0.001, (this.#now() - this.#started) / 1000);
    const rate = this.#done / seconds;
    const left = rate > 0 ? `, ${Math.ceil(Math.max(0, this.#total - this.#done) / rate)} s left` : '';
    return `${byteText(this.#done)} of ${byteText(this.#total)}, ${byteText(rate)}/s${left}`;
  }
}

const bar = (done: number, total: number): string => {
  const share = total > 0 ? Math.min(1, done / total) : 1;
  const filled = Math.round(share * barWidth);
  return `[${'█'.repeat(filled)}${' '.repeat(barWidth - filled)}] ${String(Math.floor(share * 100)).padStart(3)} %`;
};
