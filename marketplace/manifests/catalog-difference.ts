import type { PluginVersion } from '../normalise/plugin-version.ts';
import type { CatalogSnapshot } from './catalog-snapshot.ts';

/** One plugin that is another one now. */
export interface ChangedPlugin {
  readonly entry: string;
  readonly from: string;
  readonly to: string;
  /** Paths that are new, gone, or have other bytes or another mode. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
  /** The declared version stayed while the bytes did not. */
  readonly isVersionReused: boolean;
  /** Kinds of things that run and were not there before: they want a person to look. */
  readonly newlyRuns: readonly string[];
}

/** What happened between two snapshots of one marketplace. */
export interface CatalogDifference {
  readonly added: readonly string[];
  /** No longer listed and not renamed. Who has them keeps them until an administrator decides. */
  readonly delisted: readonly string[];
  /** Still listed, but not to be used as it is now: the version of before stays. */
  readonly broken: readonly string[];
  readonly renamed: readonly { readonly from: string; readonly to: string }[];
  readonly changed: readonly ChangedPlugin[];
  readonly unchanged: number;
}

/** Compares what a marketplace had with what it has. */
export const catalogDifference = (before: CatalogSnapshot, after: CatalogSnapshot): CatalogDifference => {
  const was = new Map(before.plugins.map((plugin) => [plugin.entry, plugin]));
  const is = new Map(after.plugins.map((plugin) => [plugin.entry, plugin]));
  const renamed = [...was.keys()].flatMap((from) => {
    const to = Object.hasOwn(after.renames, from) ? after.renames[from] : undefined;
    return to !== undefined && to !== null && !is.has(from) ? [{ from, to }] : [];
  });
  const problems = new Set(
    after.findings.filter(({ level }) => level === 'problem').map(({ about }) => about),
  );
  const gone = [...was.keys()].filter((name) => !is.has(name) && !renamed.some(({ from }) => from === name));
  const arrived = new Set(renamed.map(({ to }) => to));
  const pairs = pairsOf(was, is, renamed);
  const changed = pairs.filter(([from, to]) => from.contentDigest !== to.contentDigest);
  return {
    added: [...is.keys()].filter((name) => !was.has(name) && !arrived.has(name)),
    delisted: gone.filter((name) => !problems.has(name)),
    broken: gone.filter((name) => problems.has(name)),
    renamed,
    changed: changed.map(([from, to]) => changedPlugin(from, to)),
    unchanged: pairs.length - changed.length,
  };
};

type Versions = ReadonlyMap<string, PluginVersion>;

const pairsOf = (was: Versions, is: Versions, renamed: CatalogDifference['renamed']) => {
  const older = new Map(renamed.map(({ from, to }) => [to, from]));
  return [...is].flatMap(([name, to]): [PluginVersion, PluginVersion][] => {
    const from = was.get(name) ?? was.get(older.get(name) ?? '');
    return from ? [[from, to]] : [];
  });
};

const changedPlugin = (from: PluginVersion, to: PluginVersion): ChangedPlugin => {
  const before = new Map(from.files.map((file) => [file.path, file]));
  const after = new Map(to.files.map((file) => [file.path, file]));
  const isOther = (path: string) =>
    before.get(path)?.sha256 !== after.get(path)?.sha256 ||
    before.get(path)?.isExecutable !== after.get(path)?.isExecutable;
  return {
    entry: to.entry,
    from: from.servedVersion,
    to: to.servedVersion,
    added: [...after.keys()].filter((path) => !before.has(path)),
    removed: [...before.keys()].filter((path) => !after.has(path)),
    changed: [...after.keys()].filter((path) => before.has(path) && isOther(path)),
    isVersionReused:
      from.manifest.declaredVersion !== undefined &&
      from.manifest.declaredVersion === to.manifest.declaredVersion,
    newlyRuns: newlyRuns(from, to),
  };
};

const running = ['hooks', 'mcpServers', 'lspServers', 'programs', 'otherCommands'] as const;

/** Kinds of things that run in a version and did not in the one before; in a first version all that run. */
export const newlyRuns = (
  from: Pick<PluginVersion, 'facts'> | undefined,
  to: Pick<PluginVersion, 'facts'>,
): readonly string[] =>
  running.filter((kind) => {
    const known = new Set(from?.facts[kind].map((one) => JSON.stringify(one)));
    return to.facts[kind].some((one) => !known.has(JSON.stringify(one)));
  });

/** Why a snapshot must not take the place of the one before; `undefined` when it may. */
export const keepsBefore = (
  before: CatalogSnapshot | undefined,
  after: CatalogSnapshot,
): string | undefined =>
  before && before.plugins.length > 0 && after.plugins.length === 0
    ? 'No plugin is left that can be used; what was published before is still in use.'
    : undefined;
