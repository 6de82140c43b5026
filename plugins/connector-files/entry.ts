/** One file below a location, before anything is read of it. */
export interface Entry {
  /** Path below the location, with forward slashes. */
  readonly name: string;
  /** Absolute path, or address. */
  readonly at: string;
  /** Absent on the web, where only asking tells. */
  readonly size?: number;
  readonly mtimeMs?: number;
}
