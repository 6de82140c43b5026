import type { CatalogEnrichment, JobDone } from '@agnes/sdk';
import { type FromChild, longestResult } from '@agnes/sdk/extract';
import { protocolError } from './connector-run-errors.ts';
import type { LoadedJob } from './loaded.ts';
import { enrichmentUndeclared } from './undeclared-errors.ts';

type JobMessage = Extract<FromChild, { type: 'enriched' | 'result' }>;

/** Tables that one job may say something about. */
const mostTables = 20_000;

/** What the child of a job says that it came to. */
export class JobAnswer {
  readonly #plugin: string;
  readonly #mayEnrich: boolean;
  readonly #enrichments: CatalogEnrichment[] = [];
  #done: JobDone | undefined;

  constructor({ plugin, manifest }: Pick<LoadedJob, 'plugin' | 'manifest'>) {
    this.#plugin = plugin;
    this.#mayEnrich = manifest.capabilities?.catalog !== undefined;
  }

  get done(): JobDone | undefined {
    const enrichments = this.#enrichments;
    return this.#done && { ...this.#done, ...(enrichments.length > 0 && { enrichments }) };
  }

  /** Throws when the message cannot be at this point, or not from this plugin. */
  take(message: JobMessage): void {
    if (this.#done) throw this.#refuse(`"${message.type}" comes after the result.`);
    if (message.type === 'result') {
      if (JSON.stringify(message.done).length > longestResult)
        throw this.#refuse(`its result has more than ${longestResult} characters.`);
      this.#done = message.done;
      return;
    }
    if (!this.#mayEnrich) throw enrichmentUndeclared({ plugin: this.#plugin });
    this.#enrichments.push(...message.tables);
    if (this.#enrichments.length > mostTables) throw this.#refuse(`more than ${mostTables} tables.`);
  }

  #refuse(reason: string): Error {
    return protocolError({ plugin: this.#plugin, reason });
  }
}
