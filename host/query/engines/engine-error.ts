import type { PlatformError } from '@agnes/sdk';
import type { EngineFailure } from '@agnes/sdk/extract';
import type { Source } from '../../registry/source.ts';
import { prefixOf, upstreamProblem } from '../../registry/sources/upstream-problem.ts';
import {
  engineFailed,
  estimateUnavailable,
  remoteScanTooLarge,
  remoteTimedOut,
  upstreamDetail,
} from './errors.ts';

/** Whose engine it is. `plugin` is `publisher/slug@version`. */
export interface OfEngine {
  readonly source: Pick<Source, 'type' | 'config'>;
  readonly plugin: string;
  /** Names of the tables that it was asked for; none of a statement that somebody else wrote. */
  readonly tables: readonly string[];
  readonly elapsedMs: number;
  /** How long it might take, where that was said. */
  readonly timeoutMs?: number;
}

/** What an engine refuses with, in the words that clients know: its kind, its status, and whose fault it is. */
export const engineError = (failure: EngineFailure, of: OfEngine): PlatformError => {
  const { code, message } = failure;
  if (code === 'estimate_unavailable') return estimateUnavailable({ detail: upstreamDetail(code, message) });
  if (failure.class === 'Timeout') return timedOut(failure, of);
  return tooMuch(failure, of) ?? upstreamError(failure, of) ?? failedPlugin(of.plugin);
};

const timedOut = ({ message }: EngineFailure, { elapsedMs, timeoutMs }: OfEngine): PlatformError =>
  remoteTimedOut({
    detail: {
      ...upstreamDetail('timeout', message),
      elapsed_ms: Math.round(elapsedMs),
      ...(timeoutMs !== undefined && { timeout_ms: timeoutMs }),
    },
  });

/** A bug of a plugin is told without its words, which are in the log. */
const failedPlugin = (plugin: string): PlatformError =>
  engineFailed({
    detail: upstreamDetail('engine_failed', 'The plugin that asks this source has failed.'),
    plugin,
    status_source: 'plugin',
  });

const upstreamError = (failure: EngineFailure, { source, plugin }: OfEngine): PlatformError | undefined => {
  const known = upstreamProblem(failure, source, plugin);
  if (known || failure.class === 'PluginBug') return known;
  return upstreamProblem({ ...failure, code: wordOf(failure, source.type) }, source, plugin);
};

const wordOf = ({ kind, class: what }: EngineFailure, type: string): string => {
  if (kind === 'bad_request') return `${prefixOf(type)}bad_request`;
  return wholeWords[what] ?? `${prefixOf(type)}${endings[what] ?? 'upstream_error'}`;
};

const wholeWords: Readonly<Record<string, string>> = {
  ConfigError: 'not_configured',
  AuthError: 'auth_failed',
};

const endings: Readonly<Record<string, string>> = {
  PermissionError: 'forbidden',
  ExtensionUnavailable: 'lib_missing',
};

/** What the engine gave up because it would have read more than it may. */
const tooMuch = ({ code, details = {} }: EngineFailure, { tables }: OfEngine): PlatformError | undefined => {
  const { current, limit } = details;
  if (code !== 'budget_exceeded' || typeof current !== 'number' || typeof limit !== 'number')
    return undefined;
  return remoteScanTooLarge({
    detail: {
      reason: 'remote_scan_too_large',
      scan_bytes: current,
      limit_bytes: limit,
      tables,
      suggestion: 'Add a WHERE on the partition column, or name fewer columns.',
    },
  });
};
