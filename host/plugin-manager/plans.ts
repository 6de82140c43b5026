import { canonicalJson, contentHash, type LockEntry } from '../kernel/generation-lock.ts';
import { newId } from '../store/new-id.ts';
import { chosenPackage } from './choice.ts';
import { conforming, type PackageLook } from './conformance.ts';
import { planExpired, planUnresolved } from './errors.ts';
import { installStep, problemOf, removalStep } from './install-step.ts';
import type { Packages, StoredPackage } from './packages.ts';
import type { Asked, Plan, Problem, Step, Wanted, WantedInstall } from './plan.ts';
import type { PluginManager } from './plugin-manager.ts';
import type { SettingsOf } from './settings-part.ts';

interface PlanDeps {
  readonly manager: Pick<PluginManager, 'current' | 'generations'>;
  readonly packages: Pick<Packages, 'bring' | 'stored'>;
  readonly settingsOf: SettingsOf;
  readonly conformance: PackageLook;
  readonly hostVersion: string;
  readonly now: () => number;
}

/** What a plan is applied with. */
interface Approval {
  readonly hash: string;
  readonly approve: readonly string[];
  readonly by: string;
}

/** What is there when a plan is made. */
interface Known {
  readonly before: readonly LockEntry[];
  /** Every entry of every generation. */
  readonly ever: readonly LockEntry[];
}

const goodFor = 30 * 60_000;
const most = 50;

/** Plans that administrators look at before anything changes. A restart forgets them. */
export class Plans {
  readonly #deps: PlanDeps;
  readonly #plans = new Map<string, Plan>();

  constructor(deps: PlanDeps) {
    this.#deps = deps;
  }

  /** Works out a plan. What is to be installed is brought into the store, where it does nothing. */
  async make(asked: Asked, signal: AbortSignal): Promise<Plan> {
    const { manager, now } = this.#deps;
    const { generation: base, plugins: before } = await manager.current();
    const ever = (await manager.generations()).flatMap(({ plugins }) => plugins);
    const steps = await this.#steps(asked, { before, ever }, signal);
    const actions = steps.flatMap((step) => ('action' in step ? step.action : []));
    const touched = actions.map(({ id }) => id);
    const entries = steps.flatMap((step) => ('action' in step ? (step.entry ?? []) : []));
    const plugins = [...before.filter(({ id }) => !touched.includes(id)), ...entries];
    const problems = [
      ...steps.flatMap((step) => ('problem' in step ? step.problem : [])),
      ...namedTwice(touched),
    ];
    const content = { base, plugins, actions, problems };
    const hash = contentHash(canonicalJson(content));
    const plan = { id: newId(), hash, expiresAt: new Date(now() + goodFor), ...content };
    this.#keep(plan);
    return plan;
  }

  /** What is to be applied, if it is what was looked at and every new capability was approved by name. */
  take(id: string, { hash, approve, by }: Approval): Wanted {
    const plan = this.#plans.get(id);
    if (!plan || plan.expiresAt.getTime() < this.#deps.now()) throw planExpired({ plan: id });
    if (plan.hash !== hash) throw planUnresolved({ reason: 'its hash is another one' });
    const [problem] = plan.problems;
    if (problem) throw planUnresolved({ reason: problem.message });
    if (plan.actions.length === 0) throw planUnresolved({ reason: 'it changes nothing' });
    const missing = plan.actions
      .flatMap(({ powers }) => powers.added.map(({ name }) => name))
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

  async #steps(
    { install, remove, grants }: Asked,
    known: Known,
    signal: AbortSignal,
  ): Promise<readonly Step[]> {
    const steps: Step[] = [];
    for (const id of remove) {
      const old = known.before.find((entry) => entry.id === id);
      steps.push(removalStep(id, old, await this.#stored(old)));
    }
    for (const wanted of install) steps.push(await this.#installation({ wanted, grants }, known, signal));
    return steps;
  }

  async #installation(
    { wanted, grants }: { readonly wanted: WantedInstall; readonly grants: Asked['grants'] },
    { before, ever }: Known,
    signal: AbortSignal,
  ): Promise<Step> {
    const { hostVersion, now, settingsOf, conformance } = this.#deps;
    try {
      const packages = await this.#candidates(wanted, ever, signal);
      const id = wanted.id ?? packages[0]?.manifest.id ?? '';
      const other = packages.find(({ manifest }) => manifest.id !== id);
      if (other) return refused(id, 'other_plugin', `The source holds "${other.manifest.id}"`);
      const old = before.find((entry) => entry.id === id);
      const next = chosenPackage({ id, wanted, packages, old, hostVersion, now: now() });
      if ('code' in next) return { problem: next };
      if (isReused(next, ever)) {
        const { version } = next.manifest;
        return refused(id, 'version_reused', `"${id}" ${version} was installed before with other files`);
      }
      const stored = await this.#stored(old);
      const step = installStep({ next, wanted, grants: grants[id], old, before: stored, settingsOf });
      return await conforming(step, () => conformance(next));
    } catch (cause) {
      return { problem: problemOf(wanted.id ?? '', cause) };
    }
  }

  /** What the source holds; without one, every version that was installed before and still lies in the store. */
  async #candidates(
    { id, source }: WantedInstall,
    ever: readonly LockEntry[],
    signal: AbortSignal,
  ): Promise<readonly StoredPackage[]> {
    if (source) return [await this.#deps.packages.bring(source, signal)];
    const entries = new Map(
      ever.filter((entry) => entry.id === id).map((entry) => [entry.treeHash, entry] as const),
    );
    const found = await Promise.all([...entries.values()].map((entry) => this.#stored(entry)));
    return found.flatMap((one) => one ?? []);
  }

  /** Files that are gone or changed are none to compare with or to go back to. */
  async #stored(entry: LockEntry | undefined): Promise<StoredPackage | undefined> {
    if (!entry || entry.source.type === 'bundled') return undefined;
    return this.#deps.packages.stored(entry).catch(() => undefined);
  }
}

const refused = (id: string, code: string, message: string): Step => ({ problem: { id, code, message } });

const isReused = ({ manifest, treeHash }: StoredPackage, ever: readonly LockEntry[]): boolean =>
  ever.some((one) => one.id === manifest.id && one.version === manifest.version && one.treeHash !== treeHash);

const namedTwice = (ids: readonly string[]): readonly Problem[] =>
  [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))].map((id) => ({
    id,
    code: 'named_twice',
    message: `"${id}" is named more than once in this plan`,
  }));
