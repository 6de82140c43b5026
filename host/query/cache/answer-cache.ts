import type { AnswerEnd, AnswerHead, QueryFormat } from '../protocol.ts';

/** A whole answer: its bytes as they are sent, never its rows. */
export interface KeptAnswer extends AnswerHead {
  readonly format: QueryFormat;
  readonly body: Buffer;
  readonly whole: AnswerEnd;
  /** SHA-256 of everything above. */
  readonly digest: string;
}

/** How much is kept. */
export interface CacheLimits {
  readonly maxBytes: number;
  readonly maxEntries: number;
  readonly maxAnswerBytes: number;
}

/** What an entry takes beside its bytes and names, roughly. */
const overhead = 1_024;

/** Keeps the answers that were asked for last, bounded in number and memory. */
export class AnswerCache {
  readonly #limits: CacheLimits;
  /** The one that was not asked for the longest comes first. */
  readonly #kept = new Map<string, KeptAnswer>();
  #bytes = 0;

  constructor(limits: CacheLimits) {
    this.#limits = limits;
  }

  /** Answers that are kept, and the bytes they take. */
  get size(): { readonly entries: number; readonly bytes: number } {
    return { entries: this.#kept.size, bytes: this.#bytes };
  }

  get(key: string): KeptAnswer | undefined {
    const answer = this.#kept.get(key);
    if (!answer) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, answer);
    return answer;
  }

  /** False when the answer is too large. Others go where there is no room. */
  put(key: string, answer: KeptAnswer): boolean {
    const { maxBytes, maxEntries, maxAnswerBytes } = this.#limits;
    const bytes = bytesOf(answer);
    if (answer.body.length > maxAnswerBytes || bytes > maxBytes) return false;
    this.#drop(key);
    this.#kept.set(key, answer);
    this.#bytes += bytes;
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= maxBytes && this.#kept.size <= maxEntries) break;
      this.#drop(oldest);
    }
    return true;
  }

  #drop(key: string): void {
    const answer = this.#kept.get(key);
    if (!answer) return;
    this.#kept.delete(key);
    this.#bytes -= bytesOf(answer);
  }
}

const bytesOf = ({ body, columns, types, tables }: KeptAnswer): number =>
  [...columns, ...types, ...tables].reduce((sum, word) => sum + 2 * word.length + 16, body.length + overhead);
