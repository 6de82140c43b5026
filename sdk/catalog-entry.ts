import type { CatalogEnrichment } from './job.ts';

/** A value, and who said it: `manual` for an administrator, else a word such as `openmetadata`. */
export interface Sourced {
  readonly value: string;
  readonly from: string;
}

/** What a job of a plugin has found about a table, and when (milliseconds UTC). */
export interface UpstreamSaid {
  readonly plugin: string;
  readonly fetchedAt: number;
  readonly value: CatalogEnrichment;
}

/** A table as the catalog is about to show it. */
export interface CatalogEntry {
  readonly table: { readonly id: string; readonly name: string; readonly sourceType?: string };
  readonly description?: Sourced;
  readonly tier?: Sourced;
  /** Page of the table elsewhere, for people. */
  readonly url?: string;
  /** Descriptions by lower-case name of the column. */
  readonly columns: Readonly<Record<string, Sourced>>;
  readonly tags: readonly Sourced[];
  readonly owners: readonly Sourced[];
  /** Given to the taps; what they return of it is not looked at. */
  readonly upstream: readonly UpstreamSaid[];
}
