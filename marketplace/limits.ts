/** What one package may cost. Bytes are those after unpacking unless it says otherwise. */
export interface PackageLimits {
  readonly files: number;
  readonly bytes: number;
  readonly fileBytes: number;
  /** Bytes of an archive as it is sent. */
  readonly archiveBytes: number;
  /** How many times larger than its archive the content may be. */
  readonly ratio: number;
  /** Bytes of a repository on disk. */
  readonly repositoryBytes: number;
  /** Milliseconds of one call to another host. */
  readonly callMs: number;
}

const mb = 1024 * 1024;

/** The limits of specification and store: what passes here fits into the store of plugins. */
export const usualLimits: PackageLimits = {
  files: 5000,
  bytes: 50 * mb,
  fileBytes: 10 * mb,
  archiveBytes: 50 * mb,
  ratio: 100,
  repositoryBytes: 500 * mb,
  callMs: 300_000,
};
