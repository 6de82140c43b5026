import { join } from 'node:path';
import type { Timers } from '../../http/timers.ts';
import type { LineLevel, PluginLine } from '../../kernel/ledger.ts';
import { utc } from '../../kernel/utc.ts';
import { WriteQueue } from '../../store/write-queue.ts';
import { appendLines, lastLines } from './log-file.ts';

/** A line as it is kept. */
export interface KeptLine {
  readonly at: string;
  readonly level: LineLevel;
  readonly version: string;
  readonly during: string;
  readonly message: string;
}

/** What the logs of plugins need. */
interface LogDeps {
  /** `DATA_DIR/plugins/logs`. */
  readonly folder: string;
  readonly timers: Timers;
  /** Called for every line that is left out. */
  readonly onDropped: (plugin: string) => void;
  /** Told when lines could not be written. */
  readonly log: (message: string, error: unknown) => void;
}

/** One plugin: what waits, and how much it may still say. */
interface Pen {
  lines: string[];
  left: number;
  /** Milliseconds UTC of the last line. */
  at: number;
  dropped: number;
}

/** Lines that a plugin may write at once, and how many more in a second. */
const burst = 200;
const perSecond = 20;
const longestMessage = 4_000;
const patienceMs = 500;

const ranks: Readonly<Record<LineLevel, number>> = { info: 0, warn: 1, error: 2 };

/** What plugins say, in files by plugin. One that says too much is cut short; how much was left out is in its log. */
export class PluginLogs implements AsyncDisposable {
  readonly #deps: LogDeps;
  readonly #pens = new Map<string, Pen>();
  readonly #queue = new WriteQueue();
  #callOff: (() => void) | undefined;

  constructor(deps: LogDeps) {
    this.#deps = deps;
  }

  /** Takes a line that holds no secret. Never throws; nobody waits. */
  add({ plugin, version, level, during, message }: PluginLine, at: number): void {
    const pen = this.#penOf(plugin, at);
    pen.left = Math.min(burst, pen.left + ((at - pen.at) / 1000) * perSecond);
    pen.at = at;
    if (pen.left < 1) {
      pen.dropped += 1;
      this.#deps.onDropped(plugin);
      return;
    }
    pen.left -= 1;
    const line: KeptLine = { at: utc(at), level, version, during, message: message.slice(0, longestMessage) };
    if (pen.dropped > 0) pen.lines.push(leftOut(pen, line));
    pen.lines.push(JSON.stringify(line));
    this.#callOff ??= this.#deps.timers.after(patienceMs, () => void this.flush());
  }

  /** The last lines of a plugin that are at least as bad, newest first. */
  async last(
    plugin: string,
    { limit, level }: { readonly limit: number; readonly level: LineLevel },
  ): Promise<readonly KeptLine[]> {
    await this.flush();
    const isWanted = (line: string): boolean => {
      const found = lineOf(line);
      return found !== undefined && ranks[found.level] >= ranks[level];
    };
    const lines = await lastLines(this.#folderOf(plugin), { limit, isWanted });
    return lines.flatMap((line) => lineOf(line) ?? []);
  }

  /** Lines of a plugin that were left out since the host started and are not yet told in its log. */
  droppedOf(plugin: string): number {
    return this.#pens.get(plugin)?.dropped ?? 0;
  }

  /** Resolves when what was added so far is written, or could not be. */
  async flush(): Promise<void> {
    this.#callOff?.();
    this.#callOff = undefined;
    for (const [plugin, pen] of this.#pens) {
      const lines = pen.lines.splice(0);
      if (lines.length === 0) continue;
      void this.#queue
        .run(() => appendLines(this.#folderOf(plugin), lines))
        .catch((error) => this.#deps.log(`The log of "${plugin}" could not be written.`, error));
    }
    await this.#queue.idle();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.flush();
  }

  #penOf(plugin: string, at: number): Pen {
    const pen = this.#pens.get(plugin) ?? { lines: [], left: burst, at, dropped: 0 };
    this.#pens.set(plugin, pen);
    return pen;
  }

  // Ids are `publisher/slug`; both are checked when a manifest is read.
  #folderOf(plugin: string): string {
    return join(this.#deps.folder, ...plugin.split('/'));
  }
}

const leftOut = (pen: Pen, next: KeptLine): string => {
  const message = `${pen.dropped} lines were left out: more than ${perSecond} in a second.`;
  pen.dropped = 0;
  return JSON.stringify({ ...next, level: 'warn', during: 'host', message } satisfies KeptLine);
};

const lineOf = (line: string): KeptLine | undefined => {
  try {
    // Written by `add` alone.
    return JSON.parse(line) as KeptLine;
  } catch {
    // Somebody cut the file, or the host was killed while it wrote.
    return undefined;
  }
};
