import { ConfigError } from '@agnes/sdk/errors';
import { notConfigured } from './errors.ts';

/** The settings of a source, as the schema in the manifest lets them through. */
export interface Settings {
  readonly project?: string;
  readonly billing_project?: string;
  readonly location?: string;
  readonly driver?: 'auto' | 'extension' | 'client';
  readonly max_bytes_per_materialize?: number;
  readonly bq_max_scan_bytes?: number;
  readonly query_timeout_seconds?: number;
  readonly api_endpoint?: string;
  readonly credentials_env?: string;
  readonly metadata_url?: string;
  readonly token_url?: string;
}

/** Who holds the data and who pays; both are known, or nothing can be asked. */
export interface Projects {
  readonly data: string;
  readonly billing: string;
}

/** The projects of a source; throws where it has none. */
export const projectsOf = ({ project, billing_project }: Settings): Projects => {
  if (project === undefined || project === '') throw notConfigured({});
  return { data: project, billing: billing_project || project };
};

const defaultMaterializeBytes = 10 * 1024 ** 3;

/** Bytes that the query of a materialized table may read; nothing when an administrator said 0. */
export const materializeCap = ({
  max_bytes_per_materialize: cap = defaultMaterializeBytes,
}: Settings): number | undefined => {
  // What is no number must never be read as "no cap".
  if (!Number.isSafeInteger(cap) || cap < 0) {
    throw ConfigError({
      reason: `max_bytes_per_materialize is ${String(cap)}, which is no number of bytes.`,
    });
  }
  return cap === 0 ? undefined : cap;
};

const defaultTimeoutSeconds = 600;

/** Longest time of one job. */
export const jobTimeoutMs = ({ query_timeout_seconds: seconds = defaultTimeoutSeconds }: Settings): number =>
  seconds * 1000;
