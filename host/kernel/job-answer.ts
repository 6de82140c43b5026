import type { CatalogEnrichment, JobDone } from '@agnes/sdk';
import type { FromChild } from '@agnes/sdk/extract';
import { protocolError } from './connector-run-errors.ts';

type JobMessage = Extract<FromChild, { type: 'enriched' | 'result' }>;

/** Tables that one job may say something about. */
const mostTables = 20_000;

/** What the child of a job says that it came to. */
export class JobAnswer {
  readonly #plugin: string;
  readonly #words: (text: string) => string;
  readonly #enrichments: CatalogEnrichment[] = [];
  #done: JobDone | undefined;

  /** `words` makes what the child says fit for people. */
  constructor(plugin: string, words: (text: string) => string) {
    this.#plugin = plugin;
    this.#words = words;
  }

  get done(): JobDone | undefined {
    const enrichments = this.#enrichments;
    return this.#done && { ...this.#done, ...(enrichments.length > 0 && { enrichments }) };
  }

  /** Throws a protocol error when the message cannot be at this point. */
  take(message: JobMessage): void {
    if (this.#done) throw this.#refuse(`"${message.type}" comes after the result.`);
    if (message.type === 'result') {
      // Of what has come as JSON, the text is JSON.
      this.#done = JSON.parse(this.#words(JSON.stringify(message.done))) as JobDone;
      return;
    }
    this.#enrichments.push(...message.tables);
    if (this.#enrichments.length > mostTables) throw this.#refuse(`more than ${mostTables} tables.`);
  }

  #refuse(reason: string): Error {
    return protocolError({ plugin: this.#plugin, reason });
  }
}
