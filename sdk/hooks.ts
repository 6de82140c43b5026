import type { CatalogEntry } from './catalog-entry.ts';
import type { Bail, Collect, Observe, Waterfall } from './hook-kinds.ts';
import type { AnsweredQuery, PlannedQuery } from './query-hooks.ts';

/** What a run is about to read from one source. */
export interface ExtractPlan {
  readonly source: { readonly slug: string; readonly type: string };
  readonly tables: readonly {
    readonly id: string;
    readonly name: string;
    readonly maxRows?: number;
    /** Columns that `afterExtract` is to know figures of; those that are not there have none. */
    readonly measure?: readonly string[];
  }[];
}

/** Figures of one column of all rows, exact. Times as ISO text, UTC; long text is cut. */
export interface MeasuredColumn {
  readonly nulls: number;
  readonly distinct: number;
  /** Null when every row is. */
  readonly min: string | null;
  readonly max: string | null;
}

/** One table as it would be published. `previousRows` is absent on its first run. */
export interface StagedTable {
  readonly source: { readonly slug: string; readonly type: string };
  readonly table: { readonly id: string; readonly name: string };
  readonly rows: number;
  readonly previousRows?: number;
  readonly sizeBytes: number;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** By name, as the plan asked for them. Absent: it asked for none. */
  readonly measured?: Readonly<Record<string, MeasuredColumn>>;
}

/** What a tap has to say about a staged table. `block` holds the table back; readers keep the last good one. */
export interface Finding {
  readonly severity: 'info' | 'warn' | 'block';
  /** lower_snake, stable. */
  readonly code: string;
  readonly message: string;
}

/** A generation that readers now see. */
export interface Rebuilt {
  readonly generation: number;
  /** Names of tables whose content changed, that left, and whose run failed. */
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  readonly failed: readonly string[];
  /** Those of `changed` as readers see them now; the same `version` is the same data. */
  readonly tables: readonly {
    readonly id: string;
    readonly name: string;
    readonly rows: number;
    readonly version: string;
  }[];
}

/** A credential that no built-in rule recognised. */
export interface Credential {
  readonly scheme: 'bearer';
  readonly value: string;
}

/** Who a provider says is asking. A claim gives no rights; the host maps it to a user. */
export interface Claim {
  readonly issuer: string;
  readonly subject: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly name?: string;
  /** Domain of the organisation that manages the account, where the provider says so. */
  readonly hd?: string;
}

/** One thing that could be granted, with what helps people to tell it from others. */
export interface ResourceItem {
  readonly resource_id: string;
  readonly name: string;
  readonly description?: string;
  readonly source_type?: string;
  readonly query_mode?: string;
  readonly version?: string;
  readonly category?: string;
}

/** Resources of one type, grouped for people. For display only, never for enforcement. */
export interface ResourceBlock {
  readonly id: string;
  readonly name: string;
  readonly items: readonly ResourceItem[];
}

/** Every hook of the platform. The host does not compile until it creates each one. */
export interface Hooks {
  /**
   * A source is about to be read.
   *
   * Called by the sync run, once per source and run.
   * Return the plan with tables left out, with a smaller `maxRows`, or with columns to `measure`; every other change
   * is refused.
   * Throwing `Veto` skips the source with that reason; any other error fails it, and the last good tables stay.
   */
  beforeExtract: Waterfall<ExtractPlan>;

  /**
   * A table has been read and checked; it is not yet published.
   *
   * Called by the sync run, once per table and run.
   * Return findings; one of severity `block` holds the table back, the others are shown with the run.
   * A tap that throws holds the table back too: what could not be checked is not published.
   */
  afterExtract: Collect<StagedTable, Finding>;

  /**
   * Readers see a new generation, or tables began to fail.
   *
   * Called after each rebuild that changed something, and once when tables fail that did not fail this way before.
   * What a tap returns is ignored.
   * A tap that throws is recorded; it never fails the rebuild or the taps after it.
   */
  afterRebuild: Observe<Rebuilt>;

  /**
   * A statement is about to be run, or answered out of memory.
   *
   * Called by queries, once per statement, whoever asks.
   * Return it with a smaller `limit` or `timeoutMs`; every other change is refused.
   * Throwing `Veto` refuses the statement with that reason; a tap that fails refuses it too, and nobody is told why.
   */
  beforeQuery: Waterfall<PlannedQuery>;

  /**
   * The answer to a statement has ended, or there is none.
   *
   * Called by queries, once per statement; nobody waits for it.
   * What a tap returns is ignored.
   * A tap that throws is recorded; it changes no answer.
   */
  afterQuery: Observe<AnsweredQuery>;

  /**
   * Somebody looks at what could be granted.
   *
   * Called by the access overview, once per resource type.
   * Return the blocks of that type.
   * A tap that throws is shown as its last known blocks with their age.
   */
  listResourceBlocks: Collect<{ readonly type: string }, ResourceBlock>;

  /**
   * The catalog is about to show a table that jobs of plugins have found something about.
   *
   * Called by the catalog, once per table and change of what is known of it; never a reason to ask anybody else.
   * Return the entry with what it should say; the table itself stays as it is.
   * A tap that throws is recorded, and the entry is shown as it was before the taps.
   */
  catalogEnrich: Waterfall<CatalogEntry>;

  /**
   * A request carries a bearer credential that is none of the host's own.
   *
   * Called at most once per request.
   * Return a claim, or nothing to pass.
   * A tap that throws refuses the credential; no other provider is tried with it.
   */
  resolveUser: Bail<Credential, Claim>;
}

/** Names of hooks. */
export type HookName = keyof Hooks;
