import { defineError, type ErrorKind, type PlatformError } from '@agnes/sdk';
import type { EngineFailure } from '@agnes/sdk/extract';
import { engineFailed, estimateUnavailable, remoteTimedOut } from './errors.ts';

/** Whose engine it is. `plugin` is `publisher/slug@version`. */
export interface OfEngine {
  /** Id of the connector, which is the type of its sources. */
  readonly type: string;
  readonly plugin: string;
}

/** What an engine refuses with, in the words that clients know: its kind, its status, and whose fault it is. */
export const engineError = (failure: EngineFailure, of: OfEngine): PlatformError => {
  const { code, message } = failure;
  if (code === 'estimate_unavailable') return estimateUnavailable({ detail: { kind: code, message } });
  if (failure.class === 'PluginBug') return bugOf(of);
  if (failure.class === 'Timeout') return remoteTimedOut({ detail: { kind: 'timeout', message } });
  return upstreamError(wordOf(failure, of.type), failure, of);
};

/** Prefix of the words of a connector. */
export const prefixOf = (type: string): string => (type === 'bigquery' ? 'bq' : type.replaceAll('-', '_'));

const bugOf = ({ plugin }: OfEngine): PlatformError =>
  engineFailed({
    detail: { kind: 'engine_failed', message: 'The plugin that asks this source has failed.' },
    plugin,
    status_source: 'plugin',
  });

/** Words of every connector. */
const wholeWords = new Set(['not_configured', 'auth_failed', 'cross_project_forbidden']);

/** Kinds of those words, and of the suffixes of words with the prefix of a connector. */
const kinds: Readonly<Record<string, ErrorKind>> = {
  not_configured: 'misconfigured',
  auth_failed: 'upstream',
  cross_project_forbidden: 'upstream',
  lib_missing: 'misconfigured',
  forbidden: 'upstream',
  bad_request: 'bad_request',
  upstream_error: 'upstream',
};

const wordOf = ({ code, kind, class: what }: EngineFailure, type: string): string => {
  const prefix = prefixOf(type);
  if (wholeWords.has(code)) return code;
  if (code.startsWith(`${prefix}_`) && code.slice(prefix.length + 1) in kinds) return code;
  if (kind === 'bad_request') return `${prefix}_bad_request`;
  const general = generalWords[what] ?? 'upstream_error';
  return wholeWords.has(general) ? general : `${prefix}_${general}`;
};

const generalWords: Readonly<Record<string, string>> = {
  ConfigError: 'not_configured',
  AuthError: 'auth_failed',
  PermissionError: 'forbidden',
  ExtensionUnavailable: 'lib_missing',
};

const sources: Readonly<Record<string, string>> = { misconfigured: 'config' };

const upstreamError = (code: string, failure: EngineFailure, { type, plugin }: OfEngine): PlatformError => {
  const { message, hint, details = {} } = failure;
  const kind = kinds[code] ?? kinds[code.slice(prefixOf(type).length + 1)] ?? 'upstream';
  const own = { kind: code, message, ...(Object.keys(details).length > 0 && { details }) };
  return defineError({ code, kind, message: () => message, hint })({
    detail: own,
    plugin,
    status_source: sources[kind] ?? 'upstream',
  });
};
