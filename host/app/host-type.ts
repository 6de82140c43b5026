/** A host that serves. Disposing of it stops everything it started, last first. */
export interface Host extends AsyncDisposable {
  readonly url: string;
  readonly version: string;
  /** There while nobody is administrator. */
  readonly setupCode: SetupCode | undefined;
  /** Runs the sources that have tables without data; resolves to one line for each table that failed. */
  loadFirstData(): Promise<readonly string[]>;
}

/** The one-time code that makes the first administrator. */
export interface SetupCode {
  readonly code: string;
  readonly expiresAt: Date;
}
