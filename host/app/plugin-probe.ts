import type { ExtractFolders } from '../extract/extract-folder.ts';
import { ConnectorProbe } from '../extract/source-probe.ts';
import type { ConformanceResult } from '../kernel/conformance.ts';
import type { LockEntry } from '../kernel/generation-lock.ts';
import type { StagedPlugins } from '../kernel/staged-plugins.ts';
import type { Probe } from '../plugin-manager/conformance.ts';
import { applyFailed } from '../plugin-manager/errors.ts';
import type { Registry } from '../registry/registry.ts';
import { unfitSettings } from '../registry/sources/unfit-settings.ts';
import type { Outside } from './outside.ts';
import { checkResult, listResult } from './plugin-conformance.ts';

interface ProbeParts extends Outside {
  readonly registry: Registry;
  readonly folders: ExtractFolders;
}

/** Asks the sources whose connector changes, or stands beside one that does, with the one that is to come. */
export const probeOf =
  (parts: ProbeParts): Probe =>
  async (entries, staged, { note, signal }) => {
    for (const source of await parts.registry.sources()) {
      if (source.enabled) await ask(source, { ...parts, entries, staged, note, signal });
    }
  };

type Source = Awaited<ReturnType<Registry['sources']>>[number];

interface Probing extends ProbeParts {
  readonly staged: Pick<StagedPlugins, 'connector'>;
  readonly signal: AbortSignal;
}

interface Asking {
  readonly entries: readonly LockEntry[];
  readonly note: (plugin: string, result: ConformanceResult) => void;
}

const ask = async (source: Source, { entries, note, ...probing }: Probing & Asking): Promise<void> => {
  const plugin = probing.staged.connector(source.type, source.slug)?.plugin;
  if (plugin === undefined) return refuseUnread(source, entries, probing);
  if (!entries.some(({ id }) => id === plugin)) return;
  for (const result of await probe(source, probing)) note(plugin, result);
};

/** A source that answers now is not left without a connector by a version that is to read it. */
const refuseUnread = async (
  source: Source,
  entries: readonly LockEntry[],
  { signal, ...parts }: Probing,
): Promise<void> => {
  const plugin = parts.plugins.connector(source.type, source.slug)?.plugin;
  const isToRead = entries.some(
    ({ id, enabled, sources }) => id === plugin && enabled && (sources?.includes(source.slug) ?? true),
  );
  if (plugin === undefined || !isToRead) return;
  const now = await probeWith(parts.plugins, parts).check(source, signal);
  if (now.ok)
    throw applyFailed({ plugin, reason: `nothing would read the source "${source.slug}" any more.` });
};

/** What worked with the connector that runs has to work with the new one. */
const probe = async (
  source: Source,
  { staged, signal, ...parts }: Probing,
): Promise<readonly ConformanceResult[]> => {
  refuseUnfit(source, { staged, plugins: parts.plugins });
  const probing = probeWith(staged, parts);
  const next = await probing.check(source, signal);
  const checked = checkResult(source.slug, next);
  if (next.ok) return [checked, await listResult(source, probing)];
  if (!parts.plugins.connector(source.type, source.slug)) return [checked];
  const now = await probeWith(parts.plugins, parts).check(source, signal);
  const plugin = staged.connector(source.type, source.slug)?.plugin ?? source.type;
  if (now.ok)
    throw applyFailed({
      plugin,
      reason: `the source "${source.slug}" no longer answers: ${next.error?.message}`,
    });
  return [checked];
};

/** As in the plan; the source may have become another since. */
const refuseUnfit = (source: Source, { staged, plugins }: Pick<Probing, 'staged' | 'plugins'>): void => {
  const next = staged.connector(source.type, source.slug);
  const now = plugins.connector(source.type, source.slug);
  const [fault] = next ? unfitSettings(source.config, next.contribution) : [];
  if (!next || fault === undefined || !now || unfitSettings(source.config, now.contribution).length > 0)
    return;
  const reason = `version ${next.version} does not take the settings of the source "${source.slug}": ${fault}.`;
  throw applyFailed({ plugin: next.plugin, reason });
};

const probeWith = (connectors: Pick<StagedPlugins, 'connector'>, parts: ProbeParts): ConnectorProbe => {
  const { secrets, config, attachLists, folders, outbound } = parts;
  return new ConnectorProbe({
    connectors: { connector: (type, source = '') => connectors.connector(type, source) },
    secrets,
    roots: config.files.roots,
    privateAllowed: config.egress.private,
    outbound,
    extensions: attachLists.extensions,
    folders,
  });
};
