import type { JobDone } from '@agnes/sdk';
import type { Source } from '../source.ts';
import type { ProbeOutcome } from './probe.ts';

/** A job of a plugin, by its id, and what it is done with. */
export interface JobAsked {
  readonly id: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Has jobs of plugins done while somebody waits, with the settings of one source. */
export interface SourceJobs {
  doNow(
    source: Source,
    asked: JobAsked,
    signal: AbortSignal,
  ): Promise<Pick<ProbeOutcome, 'error'> & { readonly done?: JobDone }>;
}
