import { systemIntent } from '../../http/intent.ts';
import type { GenerationLock, LockEntry } from '../../kernel/generation-lock.ts';
import { verifiedTree } from '../../kernel/locked-plugins.ts';
import { reasonOf } from '../../kernel/reason.ts';
import type { Conditions, Fault } from '../../store/conditions.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { GenerationFiles } from '../generation-files.ts';
import type { PluginManager } from '../plugin-manager.ts';

/** What looking at every file of the store needs. */
export interface CheckDeps {
  readonly files: Pick<GenerationFiles, 'current' | 'all'>;
  /** Folder of the trees. */
  readonly folder: () => Promise<string>;
  readonly manager: Pick<PluginManager, 'refresh'>;
  readonly conditions: Pick<Conditions, 'raise' | 'clear' | 'open'>;
  readonly store: Pick<SystemStore, 'write'>;
}

/** How it went. */
export interface Checked {
  readonly trees: number;
  readonly damaged: readonly string[];
}

const code = 'plugin_tree_damaged';
const subjectType = 'plugin_tree';

/** Compares every tree that a generation names with its hash. A plugin whose files are others is stopped at once, and on record. */
export const checkStore = async (deps: CheckDeps, signal: AbortSignal): Promise<Checked> => {
  const current = (await deps.files.current()).lock;
  const trees = treesOf(await deps.files.all());
  const store = await deps.folder();
  const faults: Fault[] = [];
  for (const [tree, uses] of trees) {
    signal.throwIfAborted();
    const reason = await verifiedTree(store, uses[0].entry).then(() => undefined, reasonOf);
    const isCurrent = uses.some(({ generation }) => generation === current?.generation);
    if (reason !== undefined) faults.push(faultOf(tree, { uses, reason, isCurrent }));
  }
  await told(faults, deps);
  if (faults.some(({ severity }) => severity === 'error')) await deps.manager.refresh();
  return { trees: trees.size, damaged: faults.map(({ subjectId }) => subjectId) };
};

interface Use {
  readonly entry: LockEntry;
  readonly generation: number;
}
type Uses = readonly [Use, ...Use[]];

const treesOf = (locks: readonly GenerationLock[]): ReadonlyMap<string, Uses> => {
  const trees = new Map<string, Uses>();
  for (const { generation, plugins } of locks) {
    for (const entry of plugins) {
      const { treeHash: tree } = entry;
      if (tree !== undefined) trees.set(tree, [{ entry, generation }, ...(trees.get(tree) ?? [])]);
    }
  }
  return trees;
};

interface Damage {
  readonly uses: Uses;
  readonly reason: string;
  readonly isCurrent: boolean;
}

const faultOf = (tree: string, { uses, reason, isCurrent }: Damage): Fault => {
  const generations = [...new Set(uses.map(({ generation }) => generation))].sort((a, b) => a - b);
  return {
    subjectType,
    subjectId: tree,
    code,
    severity: isCurrent ? 'error' : 'warning',
    why: reason,
    remedy: isCurrent
      ? 'Install the plugin again or go back to a generation without it; find out who changed the files.'
      : `Nothing of it runs. Do not go back to generation ${generations.join(', ')} before it is installed again.`,
    data: { plugin: uses[0].entry.id, version: uses[0].entry.version, generations },
  };
};

/** On record once, when it is found; ended when it is over. */
const told = async (faults: readonly Fault[], { conditions, store }: CheckDeps): Promise<void> => {
  const open = (await conditions.open()).filter(
    (one) => one.subjectType === subjectType && one.code === code,
  );
  for (const fault of faults) {
    await conditions.raise(fault);
    if (open.some(({ subjectId }) => subjectId === fault.subjectId)) continue;
    const intent = {
      ...systemIntent('plugin.quarantined', `${subjectType}:${fault.subjectId}`),
      params: Object(fault.data),
    };
    await store.write(intent, async () => undefined);
  }
  const holds = new Set(faults.map(({ subjectId }) => subjectId));
  for (const { subjectId } of open.filter((one) => !holds.has(one.subjectId)))
    await conditions.clear(subjectType, subjectId, code);
};
