import { defineError, type ErrorKind, type PlatformError } from '@agnes/sdk';
import type { Source } from '../source.ts';

/** What a connector gave up with. */
export interface ProbeFailure {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** Whose fault it is, as connectors tell it. */
  readonly class?: string;
}

/** Words that connectors of all types have for what their source said. */
const words: Readonly<Record<string, ErrorKind>> = {
  not_configured: 'misconfigured',
  auth_failed: 'upstream',
  cross_project_forbidden: 'upstream',
  estimate_unavailable: 'invalid',
};

/** Words that each type has with a prefix of its own. */
const endings: Readonly<Record<string, ErrorKind>> = {
  lib_missing: 'misconfigured',
  forbidden: 'upstream',
  bad_request: 'bad_request',
  upstream_error: 'upstream',
};

/**
 * The failure of a source in the words that clients know, with the status of its kind; nothing for any other failure.
 * `plugin` is `publisher/slug@version`, where it is known.
 */
export const upstreamProblem = (
  failure: ProbeFailure,
  source: Pick<Source, 'type' | 'config'>,
  plugin?: string,
): PlatformError | undefined => {
  const { code, message, hint } = failure;
  const kind = kindOf(code, source.type);
  if (kind === undefined) return undefined;
  const details = aboutProjects(failure, source) ?? {};
  const detail = { error: code, kind: code, message, details };
  return defineError<{ detail: object; plugin?: string; status_source: string }>({
    code,
    kind,
    message: () => message,
    hint,
  })({
    detail,
    ...(plugin !== undefined && { plugin }),
    status_source: kind === 'misconfigured' ? 'config' : 'upstream',
  });
};

/** What the words of one type begin with. */
export const prefixOf = (type: string): string =>
  type === 'bigquery' ? 'bq_' : `${type.replaceAll('-', '_')}_`;

const kindOf = (code: string, type: string): ErrorKind | undefined => {
  const prefix = prefixOf(type);
  return words[code] ?? (code.startsWith(prefix) ? endings[code.slice(prefix.length)] : undefined);
};

/** Whose bill it is, and whose data, where the one may not pay for the other. */
const aboutProjects = ({ code, hint }: ProbeFailure, { config }: Pick<Source, 'config'>) => {
  if (code !== 'cross_project_forbidden') return undefined;
  const { project: data_project, billing_project = data_project } = config;
  return { billing_project, data_project, hint };
};
