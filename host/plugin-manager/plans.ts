import { canonicalJson, contentHash, type LockEntry } from '../kernel/generation-lock.ts';
import type { Plugins } from '../kernel/plugins.ts';
import { newId } from '../store/new-id.ts';
import type { SecretDraft } from '../store/secrets/stored-secret.ts';
import type { SystemStore } from '../store/system-store.ts';
import { chosenPackage } from './choice.ts';
import { conforming, type PackageLook } from './conformance.ts';
import { planExpired, planUnresolved } from './errors.ts';
import { problemOf, removalStep } from './install-step.ts';
import type { Packages, StoredPackage } from './packages.ts';
import type { Asked, Plan, PlannedAction, Step, Wanted, WantedInstall } from './plan.ts';
import { isReused, namedTwice } from './plan-problems.ts';
import type { PluginManager } from './plugin-manager.ts';
import { changeSteps } from './settings/change-steps.ts';
import { typedSecretsGone } from './settings/errors.ts';
import { stepWithSettings } from './settings/install-settings.ts';
import { keepPlan, planOf } from './settings/plan-repository.ts';
import { type DraftDeps, SettingsDraft } from './settings/settings-draft.ts';
import type { SettingsOf } from './settings-part.ts';
import type { KeptState } from './state/kept-state.ts';
import { pricesOf } from './state/plan-prices.ts';

interface PlanDeps {
  readonly manager: Pick<PluginManager, 'current' | 'generations'>;
  readonly packages: Pick<Packages, 'bring' | 'stored'>;
  readonly settingsOf: SettingsOf;
  readonly settings: DraftDeps;
  readonly plugins: Pick<Plugins, 'list' | 'manifests'>;
  readonly state: Pick<KeptState, 'change' | 'price' | 'rows'>;
  readonly store: Pick<SystemStore, 'read' | 'keep'>;
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
  /** Settings as they are to be. */
  readonly draft: SettingsDraft;
}

const goodFor = 30 * 60_000;
const most = 50;

/** Plans that administrators look at before anything changes. A restart forgets what was typed as a secret, nothing else. */
export class Plans {
  readonly #deps: PlanDeps;
  readonly #plans = new Map<string, Plan>();
  readonly #typed = new Map<string, readonly SecretDraft[]>();

  constructor(deps: PlanDeps) {
    this.#deps = deps;
  }

  /** Works out a plan. What is to be installed is brought into the store, where it does nothing. */
  async make(asked: Asked, signal: AbortSignal): Promise<Plan> {
    const { manager, now, settings, state, packages } = this.#deps;
    const { generation: base, plugins: before } = await manager.current();
    const ever = (await manager.generations()).flatMap(({ plugins }) => plugins);
    const draft = await SettingsDraft.open(settings);
    const steps = await this.#steps(asked, { before, ever, draft }, signal);
    const actions = steps.flatMap((step) => ('action' in step ? step.action : []));
    const touched = actions.map(({ id }) => id);
    const entries = steps.flatMap((step) => ('action' in step ? (step.entry ?? []) : []));
    const plugins = [...before.filter(({ id }) => !touched.includes(id)), ...entries];
    const problems = [
      ...steps.flatMap((step) => ('problem' in step ? step.problem : [])),
      ...namedTwice(touched),
    ];
    const prices = await pricesOf({ before, entries }, { state, stored: (entry) => packages.stored(entry) });
    // What cannot be applied is kept without settings: among them may be secrets in the wrong place.
    const overlay = problems.length === 0 ? draft.slices : [];
    const secretNames = draft.secrets.map(({ name }) => name);
    const content = { base, plugins, actions, problems, overlay, secretNames, prices };
    const hash = contentHash(canonicalJson(content));
    const plan = { id: newId(), hash, expiresAt: new Date(now() + goodFor), ...content };
    this.#typed.set(plan.id, draft.secrets);
    this.#keep(plan);
    await this.#deps.store.keep((tx) => keepPlan(tx, plan, new Date(now())));
    return plan;
  }

  /** Has a plan of before the restart at hand. */
  async recall(id: string): Promise<void> {
    if (this.#plans.has(id)) return;
    const plan = await planOf(this.#deps.store.read, id);
    if (plan) this.#keep(plan);
  }

  /** Secrets that were typed for a plan. */
  secretsOf(id: string): readonly SecretDraft[] {
    return this.#typed.get(id) ?? [];
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
    if (plan.secretNames.length > 0 && !this.#typed.has(id)) throw typedSecretsGone({ plan: id });
    const reason = plan.actions.map(reasonFor).join(', ');
    return { base: plan.base, plugins: plan.plugins, reason, by, overlay: plan.overlay };
  }

  #keep(plan: Plan): void {
    const [oldest] = this.#plans.keys();
    if (this.#plans.size >= most && oldest !== undefined) {
      this.#plans.delete(oldest);
      this.#typed.delete(oldest);
    }
    this.#plans.set(plan.id, plan);
  }

  async #steps(
    { install, remove, grants, config = {} }: Asked,
    known: Known,
    signal: AbortSignal,
  ): Promise<readonly Step[]> {
    const steps: Step[] = [];
    for (const id of remove) {
      const old = known.before.find((entry) => entry.id === id);
      steps.push(removalStep(id, old, await this.#stored(old)));
    }
    for (const wanted of install)
      steps.push(await this.#installation({ wanted, grants, config }, known, signal));
    const done = steps.map((step) => ('action' in step ? step.action.id : step.problem.id));
    const rest = Object.entries(config).filter(([id]) => !done.includes(id));
    return [...steps, ...(await changeSteps(rest, { ...this.#deps, ...known }))];
  }

  async #installation(
    { wanted, grants, config = {} }: { readonly wanted: WantedInstall } & Pick<Asked, 'grants' | 'config'>,
    { before, ever, draft }: Known,
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
      const installing = { next, wanted, grants: grants[id], old, before: stored, settingsOf };
      const step = await stepWithSettings(installing, draft, config[id]);
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

const reasonFor = ({ id, from, to }: PlannedAction): string =>
  from === to ? `settings of ${id}` : `${id} ${from ?? 'none'} → ${to ?? 'none'}`;

const refused = (id: string, code: string, message: string): Step => ({ problem: { id, code, message } });
