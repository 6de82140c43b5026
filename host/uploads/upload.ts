/** What people send in: transcripts of coding agents, files they made, notes for their agents. */
export type UploadKind = 'session' | 'artifact' | 'local_md';

/** One version of a file that somebody sent in. */
export interface Upload {
  readonly id: string;
  readonly userId: string;
  readonly kind: UploadKind;
  readonly filename: string;
  /** Counts up from 1 for each name. */
  readonly version: number;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly uploadedAt: Date;
}

const mebibyte = 1024 * 1024;

/** Bytes of one file. */
export const mostFileBytes = 50 * mebibyte;

/** Bytes of somebody's notes. */
export const mostNotesBytes = mebibyte;

/** Bytes of all files of one user, every version counted. */
export const mostUserBytes = 5 * 1024 * mebibyte;
