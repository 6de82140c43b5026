import type { FileFormat } from '@agnes/sdk/connector';

/** How a file is read. */
export type Kind = FileFormat['kind'] | 'xlsx';

/** How an object store is reached; the names of secrets are in it, their values are handed over apart from it. */
export interface S3Settings {
  readonly region?: string;
  readonly endpoint?: string;
  readonly url_style?: 'vhost' | 'path';
  readonly use_ssl?: boolean;
  readonly key_env?: string;
  readonly secret_key_env?: string;
  readonly session_token_env?: string;
}

/** The settings of a source, as the schema in the manifest lets them through. */
export interface Settings {
  readonly location: string;
  readonly urls?: readonly string[];
  readonly glob?: string;
  readonly format?: Kind;
  readonly csv?: NonNullable<FileFormat['csv']>;
  readonly xlsx?: { readonly sheet?: string; readonly range?: string; readonly header?: boolean };
  readonly s3?: S3Settings;
  readonly types?: Readonly<Record<string, string>>;
  readonly all_text?: boolean;
  readonly allow_empty?: boolean;
  readonly allow_http?: boolean;
  readonly secret_env?: string;
  readonly max_bytes?: number;
  readonly union_by_name?: boolean;
  readonly add_file_column?: boolean;
  readonly mode?: 'replace' | 'append';
  readonly on_file_removed?: 'drop' | 'keep';
}
