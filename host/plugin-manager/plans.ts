import { resolve } from 'node:path';
import { isPlatformError } from '@agnes/sdk';
import { canonicalJson, contentHash, type LockEntry } from '../kernel/generation-lock.ts';
import { askedFor } from '../kernel/grants.ts';
import { readManifest } from '../kernel/manifest-file.ts';
import { storeTree } from '../kernel/plugin-store.ts';
import { reasonOf } from '../kernel/reason.ts';
import { readTree } from '../kernel/tree.ts';
import { newId } from '../store/new-id.ts';
import { planExpired, planUnresolved } from './errors.ts';
import { entryOf } from './lock-entries.ts';
import type { PluginManager, Wanted } from './plugin-manager.ts';

/** What an administrator wants to be another. */
export interface Asked {
  /** Absolute folders of this machine that hold a plugin each. */
  readonly install: readonly { readonly id?: string; readonly source: { readonly path: string } }[];
  readonly remove: readonly string[];
  /** Capabilities by plugin; all that it asks for where nothing is said. */
  readonly grants: Readonly<Record<string, readonly string[]>>;
}

/** What would happen to one plugin. */
export interface PlannedAction {
  readonly id: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly added: readonly { readonly name: string; readonly why: string }[];
  readonly removed: readonly string[];
  readonly connectors: readonly string[];
}

/** Something that keeps a plan from being applied. */
interface Problem {
  readonly id: string;
  readonly code: string;
  readonly message: string;
}

/** What was worked out. Nothing has changed yet. */
export interface Plan {
  readonly id: string;
  readonly hash: string;
  readonly expiresAt: Date;
  readonly base: number;
  readonly plugins: readonly LockEntry[];
  readonly actions: readonly PlannedAction[];
  readonly problems: readonly Problem[];
}

interface PlanDeps {
  readonly manager: Pick<PluginManager, 'current' | 'generations'>;
  /** Folder of the trees that were installed. */
  readonly store: () => Promise<string>;
  readonly now: () => number;
}

type Step = { readonly action: PlannedAction; readonly entry?: LockEntry } | { readonly problem: Problem };

const goodFor = 30 * 60_000;
const most = 50;

/** Plans that administrators look at before anything changes. A restart forgets them. */
export class Plans {
  readonly #deps: PlanDeps;
  readonly #plans = new Map<string, Plan>();

  constructor(deps: PlanDeps) {
    this.#deps = deps;
  }

  /** Works out a plan. What is to be installed is copied into the store, where it does nothing. */
  async make({ install, remove, grants }: Asked): Promise<Plan> {
    const { manager, now } = this.#deps;
    const { generation: base, plugins: before } = await manager.current();
    const steps: Step[] = remove.map((id) => removal(id, before));
    for (const { source, id } of install)
      steps.push(await this.#installation({ path: source.path, id, grants }, before));
    const actions = steps.flatMap((step) => ('action' in step ? step.action : []));
    const touched = actions.map(({ id }) => id);
    const entries = steps.flatMap((step) => ('action' in step ? (step.entry ?? []) : []));
    const plugins = [...before.filter(({ id }) => !touched.includes(id)), ...entries];
    const problems = steps.flatMap((step) => ('problem' in step ? step.problem : []));
    const content = { base, plugins, actions, problems };
    const hash = contentHash(canonicalJson(content));
    const plan = { id: newId(), hash, expiresAt: new Date(now() + goodFor), ...content };
    this.#keep(plan);
    return plan;
  }

  /** What is to be applied, if it is what was looked at and every new capability was approved by name. */
  take(
    id: string,
    {
      hash,
      approve,
      by,
    }: { readonly hash: string; readonly approve: readonly string[]; readonly by: string },
  ): Wanted {
    const plan = this.#plans.get(id);
    if (!plan || plan.expiresAt.getTime() < this.#deps.now()) throw planExpired({ plan: id });
    if (plan.hash !== hash) throw planUnresolved({ reason: 'its hash is another one' });
    const [problem] = plan.problems;
    if (problem) throw planUnresolved({ reason: problem.message });
    if (plan.actions.length === 0) throw planUnresolved({ reason: 'it changes nothing' });
    const missing = plan.actions
      .flatMap(({ added }) => added.map(({ name }) => name))
      .filter((name) => !approve.includes(name));
    if (missing.length > 0) throw planUnresolved({ reason: `${missing.join(', ')} was not approved` });
    const reason = plan.actions
      .map(({ id: plugin, from, to }) => `${plugin} ${from ?? 'none'} → ${to ?? 'none'}`)
      .join(', ');
    return { base: plan.base, plugins: plan.plugins, reason, by };
  }

  #keep(plan: Plan): void {
    const [oldest] = this.#plans.keys();
    if (this.#plans.size >= most && oldest !== undefined) this.#plans.delete(oldest);
    this.#plans.set(plan.id, plan);
  }

  async #installation(
    {
      path,
      id,
      grants,
    }: { readonly path: string; readonly id: string | undefined; readonly grants: Asked['grants'] },
    before: readonly LockEntry[],
  ): Promise<Step> {
    try {
      const tree = await readTree(resolve(path), 'refuse');
      const manifest = await readManifest(tree);
      const problem = (code: string, message: string) => ({ problem: { id: manifest.id, code, message } });
      if (id !== undefined && id !== manifest.id)
        return problem('other_plugin', `The folder holds "${manifest.id}"`);
      const folder = await storeTree(tree, await this.#deps.store());
      const asked = askedFor(manifest);
      const wanted = grants[manifest.id];
      const given = asked.filter(({ name }) => wanted?.includes(name) ?? true);
      const source = { type: 'folder', path: tree.folder } as const;
      const treeHash = folder.slice(folder.lastIndexOf('sha256-'));
      const entry = entryOf({ manifest, tree, treeHash, source, grants: given.map(({ name }) => name) });
      if (await this.#isReused(entry))
        return problem(
          'version_reused',
          `"${entry.id}" ${entry.version} was installed before with other files`,
        );
      const old = before.find((one) => one.id === entry.id);
      const connectors = (manifest.contributes.connectors ?? []).map((connector) => connector.id);
      return { entry, action: { ...difference(old, entry, given), connectors } };
    } catch (cause) {
      const code = isPlatformError(cause) ? cause.code : 'plugin_unreadable';
      return { problem: { id: id ?? '', code, message: reasonOf(cause) } };
    }
  }

  async #isReused({ id, version, treeHash }: LockEntry): Promise<boolean> {
    const known = (await this.#deps.manager.generations()).flatMap(({ plugins }) => plugins);
    return known.some((one) => one.id === id && one.version === version && one.treeHash !== treeHash);
  }
}

const removal = (id: string, before: readonly LockEntry[]): Step => {
  const old = before.find((one) => one.id === id && one.source.type !== 'bundled');
  if (!old) return { problem: { id, code: 'not_installed', message: `"${id}" is not installed` } };
  return { action: { id, from: old.version, to: null, added: [], removed: old.grants, connectors: [] } };
};

const difference = (
  old: LockEntry | undefined,
  { id, version, grants }: LockEntry,
  given: PlannedAction['added'],
) => ({
  id,
  from: old?.version ?? null,
  to: version,
  added: given.filter(({ name }) => !old?.grants.includes(name)),
  removed: (old?.grants ?? []).filter((name) => !grants.includes(name)),
});
