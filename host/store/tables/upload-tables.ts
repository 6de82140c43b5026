import type { Instant, MaybeInstant } from './column-types.ts';

/** What people send in. */
export interface UploadTables {
  uploads: {
    id: string;
    user_id: string;
    /** `session`, `artifact` or `local_md`. */
    kind: string;
    filename: string;
    version: number;
    sha256: string;
    size_bytes: number;
    uploaded_at: Instant;
    deleted_at: MaybeInstant;
  };
}
