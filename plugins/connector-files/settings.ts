import type { FileFormat } from '@agnes/sdk/connector';

/** The settings of a source, as the schema in the manifest lets them through. */
export interface Settings {
  readonly location: string;
  readonly urls?: readonly string[];
  readonly glob?: string;
  readonly format?: FileFormat['kind'];
  readonly csv?: NonNullable<FileFormat['csv']>;
  readonly types?: Readonly<Record<string, string>>;
  readonly all_text?: boolean;
  readonly allow_empty?: boolean;
  readonly max_bytes?: number;
  readonly union_by_name?: boolean;
  readonly add_file_column?: boolean;
  readonly mode?: 'replace' | 'append';
  readonly on_file_removed?: 'drop' | 'keep';
}
