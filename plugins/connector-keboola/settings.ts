/** The settings of a source, as the schema in the manifest lets them through, defaults filled in. */
export interface Settings {
  readonly stack_url: string;
  readonly token_env: string;
  readonly project_id?: string | number;
  readonly driver: 'auto' | 'extension' | 'storage_api';
  readonly decimal: 'double' | 'exact';
  readonly table_concurrency: number;
  readonly slice_concurrency: number;
  readonly job_poll_seconds: number;
  readonly job_timeout_seconds: number;
  /** 0: no cap. */
  readonly max_bytes_per_materialize: number;
  readonly limits?: { readonly memoryMb?: number };
}
