import type { CatalogTable } from './catalog.ts';
import type { ConnectorContext } from './connector.ts';

/** What an upstream catalog says of one table; what is absent it says nothing about. */
export interface CatalogEnrichment {
  readonly tableId: string;
  /** False: the catalog was asked and does not know the table, so what it said before goes. */
  readonly found: boolean;
  readonly description?: string;
  /** By lower-case name. */
  readonly columns?: Readonly<
    Record<
      string,
      { readonly description?: string; readonly dataType?: string; readonly tags?: readonly string[] }
    >
  >;
  readonly tags?: readonly string[];
  readonly owners?: readonly string[];
  readonly tier?: string;
  /** Page of the table, for people. */
  readonly url?: string;
}

/** What a job gets. */
export interface JobContext<Config = Readonly<Record<string, unknown>>> extends ConnectorContext<Config> {
  /** Checked against the schema of the job's `params`, defaults filled in. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly progress: (done: number, total?: number, message?: string) => void;
  /** Every table with its numbers. For manifests that declare `capabilities.catalog`. */
  readonly catalog: readonly CatalogTable[];
  /** Absolute paths of the folders that `capabilities.folders` names. */
  readonly folders: Readonly<Record<string, string>>;
}

/** What a job came to. */
export interface JobDone {
  /** Plain JSON, stored with the job and shown to people. */
  readonly result?: unknown;
  /** Nothing was to be done, and why. */
  readonly skipped?: string;
  /** Something did not succeed although the job came to its end: the job ends as `partial`. */
  readonly partial?: string;
  /** Somebody has to say yes; the job is then run again with `params.confirmed`. `counts` is what is shown. */
  readonly confirm?: { readonly question: string; readonly counts: Readonly<Record<string, number>> };
  /** True: what the source keeps has changed, and its tables are to be read. */
  readonly read?: boolean;
  readonly enrichments?: readonly CatalogEnrichment[];
}

/** Work that a plugin wants done now and then. Runs in a confined child process, like a connector. */
export interface Job<Config = Readonly<Record<string, unknown>>> {
  run(context: JobContext<Config>): Promise<JobDone>;
}

/** Declares a job; the default export of its entry. */
export const defineJob = <Config = Readonly<Record<string, unknown>>>(job: Job<Config>): Job<Config> => job;
