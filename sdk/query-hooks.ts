/** A statement that is about to be run. The values bound to it are not told. */
export interface PlannedQuery {
  readonly queryId: string;
  readonly sql: string;
  /** Tables that it names, whether or not they are there; `id` and spelling of those that are published. */
  readonly tables: readonly { readonly id?: string; readonly name: string }[];
  readonly user: { readonly id: string; readonly email: string; readonly isAdmin: boolean };
  /** Where it came in, such as `api` or `ui`. */
  readonly surface: string;
  readonly format: string;
  /** Rows of the answer at most. */
  readonly limit: number;
  readonly timeoutMs: number;
}

/** A statement that has ended, as the query log has it. */
export interface AnsweredQuery {
  readonly queryId: string;
  readonly userId: string;
  readonly surface: string;
  /** ISO 8601, UTC. */
  readonly occurredAt: string;
  readonly sql: string;
  readonly sqlSha256: string;
  /** Ids of the tables it names. */
  readonly tableIds: readonly string[];
  readonly status: 'ok' | 'refused' | 'error' | 'timeout' | 'cancelled' | 'crashed';
  readonly errorCode?: string;
  readonly rows?: number;
  /** Bytes of the rows as they were sent. */
  readonly bytes?: number;
  /** Bytes read at sources. */
  readonly scannedBytes?: number;
  readonly durationMs: number;
  /** Number of the data generation it was read from. */
  readonly generation?: number;
  /** True: the answer had been computed before. */
  readonly cached: boolean;
}
