import type { ExtractFolders } from '../extract/extract-folder.ts';
import { ConnectorProbe } from '../extract/source-probe.ts';
import type { ConformanceResult } from '../kernel/conformance.ts';
import type { StagedPlugins } from '../kernel/staged-plugins.ts';
import type { Probe } from '../plugin-manager/conformance.ts';
import { applyFailed } from '../plugin-manager/errors.ts';
import type { Registry } from '../registry/registry.ts';
import type { Outside } from './outside.ts';
import { checkResult, listResult } from './plugin-conformance.ts';

interface ProbeParts extends Outside {
  readonly registry: Registry;
  readonly folders: ExtractFolders;
}

/** Asks the sources whose connector changes, with the one that is to come. */
export const probeOf =
  (parts: ProbeParts): Probe =>
  async (entries, staged, { note, signal }) => {
    const touched = entries.map(({ id }) => id);
    for (const source of await parts.registry.sources()) {
      const plugin = staged.connector(source.type, source.slug)?.plugin;
      if (source.enabled && plugin !== undefined && touched.includes(plugin))
        for (const result of await probe(source, { ...parts, staged, signal })) note(plugin, result);
    }
  };

type Source = Awaited<ReturnType<Registry['sources']>>[number];

interface Probing extends ProbeParts {
  readonly staged: Pick<StagedPlugins, 'connector'>;
  readonly signal: AbortSignal;
}

/** What worked with the connector that runs has to work with the new one. */
const probe = async (
  source: Source,
  { staged, signal, ...parts }: Probing,
): Promise<readonly ConformanceResult[]> => {
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
