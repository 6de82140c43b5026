/** Files of one table, absolute and real. */
export interface ProfiledFiles {
  readonly files: readonly string[];
  readonly sizeBytes: number;
}

/** What a profile may cost. */
export interface ProfileLimits {
  /** Most rows that are looked at one by one. */
  readonly rows: number;
  /** Most cells: wide tables are sampled with fewer rows. */
  readonly cells: number;
  readonly columns: number;
  readonly memoryMb: number;
}

/** A column that may hold keys of another table. */
export interface RelationCandidate {
  readonly column: string;
  readonly table_id: string;
  /** Columns there that may be the key, the likeliest first. */
  readonly keys: readonly string[];
  readonly files: readonly string[];
}

/** What the process that makes profiles is asked. */
export type ProfileRequest =
  | { readonly command: 'profile'; readonly table: ProfiledFiles; readonly limits: ProfileLimits }
  | {
      readonly command: 'relate';
      readonly table: ProfiledFiles;
      readonly candidates: readonly RelationCandidate[];
      readonly limits: ProfileLimits;
    };

/** The key that was found, and how many of the column's values are among its own; or nothing. */
export type Related = { readonly key: string; readonly share: number } | null;

/** What it answers. A profile may be longer than a message: it comes in pieces. */
export type ProfileAnswer =
  | { readonly type: 'piece'; readonly text: string }
  | { readonly type: 'profiled' }
  /** In the order of the candidates; `null` where it is no relation. */
  | { readonly type: 'related'; readonly related: readonly Related[] }
  | { readonly type: 'failed'; readonly why: string };
