import type { DiscoveredTable } from '@agnes/sdk';
import { isPlatformError, type PlatformError } from '@agnes/sdk/errors';
import { sourceFailed, sourceRefused } from '../errors.ts';
import type { Source } from '../source.ts';
import { type ProbeFailure, upstreamProblem } from './upstream-problem.ts';

/** What a connector came back with. */
export interface ProbeOutcome {
  readonly ok: boolean;
  readonly error?: ProbeFailure;
}

/** Runs connectors outside of a sync, in their child processes. */
export interface SourceProbe {
  check(source: Source, signal: AbortSignal): Promise<ProbeOutcome>;
  discover(
    source: Source,
    signal: AbortSignal,
  ): Promise<ProbeOutcome & { readonly discovered: readonly DiscoveredTable[] }>;
}

/** What a test of a source found. A source that does not answer is a finding, not a failure of the test. */
export const checkedSource = async (check: () => Promise<ProbeOutcome>, now: () => number) => {
  const started = now();
  const { ok, error } = await check().catch(refusal);
  const message = error ? `${error.message} ${error.hint}` : 'The source answers.';
  const status = ok ? 'ok' : 'failed';
  return { ok, checks: [{ name: 'connection', status, duration_ms: now() - started, message }] };
};

/** What a source offers; throws when it could not be asked, or did not tell all of it. */
export const discoveredTables = async (
  discover: () => ReturnType<SourceProbe['discover']>,
  source: Source,
): Promise<readonly DiscoveredTable[]> => {
  const { found, missing } = await offeredTables(discover, source);
  if (missing) throw missing;
  return found;
};

/** What a source could tell of what it offers, and why that is not all of it. */
export interface Offered {
  readonly found: readonly DiscoveredTable[];
  readonly missing?: PlatformError;
}

/** The same for people, who see what there is; throws when nothing is. */
export const offeredTables = async (
  discover: () => ReturnType<SourceProbe['discover']>,
  source: Source,
): Promise<Offered> => {
  const { ok, error, discovered: found } = await discover();
  if (ok) return { found };
  const problem = error && upstreamProblem(error, source);
  if (problem) throw problem;
  // Wrong settings are nothing the source has to answer for.
  const failure = error?.class === 'ConfigError' ? sourceRefused : sourceFailed;
  const missing = failure({
    source: source.slug,
    reason: error?.code ?? 'unknown',
    message: error?.message ?? 'it gave no reason',
    hint: error?.hint ?? 'Test the source.',
  });
  if (found.length === 0) throw missing;
  return { found, missing };
};

// Refused before the connector began, such as a folder that is not allowed.
const refusal = (error: unknown): ProbeOutcome => {
  if (!isPlatformError(error) || error.kind === 'internal') throw error;
  return { ok: false, error };
};
