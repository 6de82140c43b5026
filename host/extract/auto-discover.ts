import { systemIntent } from '../http/intent.ts';
import type { Source } from '../registry/source.ts';
import { discoveredTables, type SourceProbe } from '../registry/sources/probe.ts';
import { type RegisterDiscoveredDeps, registerDiscovered } from '../registry/tables/register-discovered.ts';
import type { Conditions, Fault } from '../store/conditions.ts';
import type { Secrets } from '../store/secrets/secrets.ts';
import { isAboutAll, type RunParams } from './run-params.ts';

/** What the first discovery works with. */
export interface AutoDiscovery {
  readonly registry: RegisterDiscoveredDeps;
  readonly probe: Pick<SourceProbe, 'discover'>;
  readonly secrets: Pick<Secrets, 'has'>;
  readonly conditions: Pick<Conditions, 'raise' | 'clear'>;
}

/**
 * Before a run of everything, where no table is registered yet: registers all that sources offer whose settings say
 * `auto_discover`. A list that is not whole registers nothing.
 */
export const discoverFirst = async (
  params: RunParams,
  deps: AutoDiscovery,
  signal: AbortSignal,
): Promise<void> => {
  if (!isAboutAll(params) || (await deps.registry.tables()).length > 0) return;
  const wanted = (await deps.registry.sources()).filter((source) => isReady(source, deps));
  for (const source of wanted) {
    signal.throwIfAborted();
    await discoverSource(source, deps, signal);
  }
};

const isReady = ({ enabled, config, secretRefs }: Source, { secrets }: AutoDiscovery): boolean =>
  enabled &&
  config['auto_discover'] === true &&
  Object.values(secretRefs).every((reference) => secrets.has(reference));

const discoverSource = async (source: Source, deps: AutoDiscovery, signal: AbortSignal): Promise<void> => {
  const { registry, probe, conditions } = deps;
  try {
    const found = await discoveredTables(() => probe.discover(source, signal), source);
    const intent = systemIntent('discover_and_register', `source:${source.slug}`);
    const { errors } = await registerDiscovered(registry, { source, found, isDry: false }, intent);
    if (errors.length === 0) return await conditions.clear('source', source.id, code);
    const told = errors.slice(0, 20).map(({ name, error }) => `"${name}" (${error})`);
    await conditions.raise(
      incomplete(source, `could not register ${errors.length} tables: ${told.join(', ')}`),
    );
  } catch (cause) {
    signal.throwIfAborted();
    await conditions.raise(incomplete(source, `registered nothing: ${(cause as Error).message}`));
  }
};

const code = 'discovery_incomplete';

const incomplete = ({ id, slug }: Source, what: string): Fault => ({
  subjectType: 'source',
  subjectId: id,
  code,
  severity: 'warning',
  why: `The first look at "${slug}" ${what}`,
  remedy: `Correct what is named, then POST /api/admin/discover-and-register with {"connection":"${slug}"}.`,
});
