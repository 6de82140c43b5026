import type { ErrorKind } from '@agnes/sdk/errors';

/** What a program for authors is asked. Paths are absolute. */
export interface AuthorRequest {
  /** Folder of the plugin. */
  readonly folder: string;
  /** For `new`. */
  readonly kind?: string;
  /** For `new connector`: how data comes. */
  readonly mode?: string;
  readonly id?: string;
  /** For `pack`: the file of the archive. */
  readonly out?: string;
  /** For `test`: the file of the report for people. */
  readonly html?: string;
  /** For `record`: the file with the settings of the source, and the tables that are read. */
  readonly settings?: string;
  readonly tables?: string;
  /** For `record` and `replay`: name of the cassette. */
  readonly name?: string;
}

/** Why a program ended without doing what it was asked. */
interface AuthorFailure {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly message: string;
  readonly hint: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** What a program for authors answers: once for programs, once for people. */
export interface Answer {
  readonly data: Readonly<Record<string, unknown>>;
  readonly text?: readonly string[];
  readonly failure?: AuthorFailure;
}
