import type { ConnectorProbe } from '../extract/source-probe.ts';
import type { ConformanceResult } from '../kernel/conformance.ts';
import type { ConnectorOutcome } from '../kernel/connector-run-order.ts';
import { storeBeside } from '../kernel/find-plugins.ts';
import { storedFolder } from '../kernel/locked-plugins.ts';
import { reasonOf } from '../kernel/reason.ts';
import type { PackageLook } from '../plugin-manager/conformance.ts';
import type { Source } from '../registry/source.ts';
import { conformanceAtInstall } from './author/at-install.ts';
import { nameFaults, troubleOf } from './author/offer-checks.ts';
import type { Outside } from './outside.ts';

/* The conformance kit, as the host runs it when a plugin is installed. */

/** Milliseconds that a source may take to list what it has. */
const listMs = 20_000;

/** Looks at a package as it lies in the store. */
export const packageLookOf =
  ({ dataDir, about, now }: Pick<Outside, 'dataDir' | 'about' | 'now'>): PackageLook =>
  async ({ manifest, tree, treeHash }) => {
    const folder = storedFolder(await storeBeside(`${dataDir}/plugins/local`), { treeHash });
    return conformanceAtInstall({ folder, tree, manifest }, { hostVersion: about.version, at: now() });
  };

/** What the kit makes of the test of a connection that is there. */
export const checkResult = (source: string, outcome: ConnectorOutcome): ConformanceResult =>
  resultOf('L2', `the source "${source}" answers`, troubleOf(outcome));

/** What the kit makes of what a source lists. A source that takes too long for it keeps nobody waiting. */
export const listResult = async (source: Source, probe: ConnectorProbe): Promise<ConformanceResult> => {
  const faults = await probe.discover(source, AbortSignal.timeout(listMs)).then(
    (outcome) => [...troubleOf(outcome), ...nameFaults(outcome.discovered)],
    (cause) => [reasonOf(cause)],
  );
  return resultOf('L3', `the source "${source.slug}" lists what it has, under names that SQL takes`, faults);
};

const resultOf = (level: string, rule: string, faults: readonly string[]): ConformanceResult => ({
  level,
  rule,
  status: faults.length === 0 ? 'passed' : 'failed',
  message: faults.join('; ').slice(0, 2000),
});
