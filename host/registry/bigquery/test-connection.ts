import { isPlatformError, type PlatformError } from '@agnes/sdk';
import { sourceFailed } from '../errors.ts';
import type { Registry } from '../registry.ts';
import type { Source } from '../source.ts';
import type { SourceProbe } from '../sources/probe.ts';
import { type ProbeFailure, upstreamProblem } from '../sources/upstream-problem.ts';
import { bigqueryNotConfigured, connectionTimeout, notBigQuery } from './errors.ts';
import { bigqueryType, projectsOf } from './projects.ts';

/** What a test needs. */
export interface Testing {
  readonly registry: Pick<Registry, 'source' | 'sources'>;
  readonly connectors: Pick<SourceProbe, 'check'>;
  readonly now: () => number;
}

/** The connector itself gives up after ten seconds; this is for one that does not. */
const patienceMs = 15_000;

/** Asks BigQuery the least there is; throws what it said, with the status of its kind. */
export const testedConnection = async (
  { registry, connectors, now }: Testing,
  connection: string | undefined,
  caller: AbortSignal,
) => {
  const source = await chosen(registry, connection);
  const projects = source && projectsOf(source);
  if (!projects) throw unset(source);
  const started = now();
  const signal = AbortSignal.any([caller, AbortSignal.timeout(patienceMs)]);
  const { ok, error } = await connectors.check(source, signal).catch(refusal);
  const elapsed_ms = now() - started;
  if (!ok) throw problemOf(error ?? unknown, source, elapsed_ms);
  return {
    ok: true as const,
    billing_project: projects.billing,
    data_project: projects.data,
    driver: driverOf(source),
    elapsed_ms,
  };
};

const chosen = async (
  registry: Testing['registry'],
  connection: string | undefined,
): Promise<Source | undefined> => {
  if (connection === undefined) {
    const own = (await registry.sources()).filter(({ type }) => type === bigqueryType);
    return own.find(({ isDefault }) => isDefault) ?? own[0];
  }
  const source = await registry.source(connection);
  if (source.type === bigqueryType) return source;
  throw notBigQuery({ source: source.slug, type: source.type });
};

const unset = (source: Source | undefined): PlatformError => {
  const message = source
    ? `The source "${source.slug}" names no project of BigQuery.`
    : 'There is no source of the type bigquery.';
  return bigqueryNotConfigured({ detail: { kind: 'not_configured', message } });
};

/** Where the driver is left open, the test is made by the client: no extension opens in its process. */
const driverOf = ({ config: { driver } }: Source): 'client' | 'extension' =>
  driver === 'extension' ? 'extension' : 'client';

const unknown: ProbeFailure = { code: 'unknown', message: 'it gave no reason', hint: 'Test the source.' };

const problemOf = (error: ProbeFailure, source: Source, elapsed_ms: number): PlatformError => {
  const { code, message, hint } = error;
  if (error.class === 'Timeout' || code === 'cancelled') {
    return connectionTimeout({ detail: { kind: 'timeout', message, elapsed_ms, hint } });
  }
  const { slug } = source;
  return upstreamProblem(error, source) ?? sourceFailed({ source: slug, reason: code, message, hint });
};

// Refused before the connector began, such as for a secret that is not there.
const refusal = (error: unknown) => {
  if (!isPlatformError(error) || error.kind === 'internal') throw error;
  return { ok: false, error };
};
