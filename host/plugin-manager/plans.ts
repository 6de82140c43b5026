import { canonicalJson, contentHash, type GenerationLock } from '../kernel/generation-lock.ts';
import type { Plugins } from '../kernel/plugins.ts';
import { newId } from '../store/new-id.ts';
import type { SecretDraft } from '../store/secrets/stored-secret.ts';
import type { SystemStore } from '../store/system-store.ts';
import { planExpired, planUnresolved } from './errors.ts';
import { removalStep } from './install-step.ts';
import { type InstallDeps, installSteps, type Known, storedOf } from './installations.ts';
import {
  afterStep,
  freeingSteps,
  type KnownSource,
  movedSources,
  pinnedInstalls,
  sourceFaults,
} from './live-versions.ts';
import type { Asked, Plan, PlannedAction, Problem, Step, Wanted } from './plan.ts';
import { namedTwice, type Outcome, refusedSettings, stateVersionsDiffer } from './plan-problems.ts';
import type { PluginManager } from './plugin-manager.ts';
import { refusedSources } from './refused-sources.ts';
import { changeSteps } from './settings/change-steps.ts';
import { typedSecretsGone } from './settings/errors.ts';
import { keepPlan, planOf } from './settings/plan-repository.ts';
import { type DraftDeps, SettingsDraft } from './settings/settings-draft.ts';
import type { KeptState } from './state/kept-state.ts';
import { pricesOf } from './state/plan-prices.ts';

interface PlanDeps extends InstallDeps {
  readonly manager: Pick<PluginManager, 'current'>;
  /** Every generation that was kept, also those whose files are gone by now. */
  readonly kept: () => Promise<readonly GenerationLock[]>;
  /** Every source there is. */
  readonly sources: () => Promise<readonly KnownSource[]>;
  readonly settings: DraftDeps;
  readonly plugins: Pick<Plugins, 'list' | 'manifests'>;
  readonly state: Pick<KeptState, 'change' | 'price' | 'rows'>;
  readonly store: Pick<SystemStore, 'read' | 'keep'>;
  readonly now: () => number;
}

/** What a plan is applied with. */
interface Approval {
  readonly hash: string;
  readonly approve: readonly string[];
  readonly by: string;
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
    const ever = (await this.#deps.kept()).flatMap(({ plugins }) => plugins);
    const draft = await SettingsDraft.open(settings);
    const steps = await this.#steps(asked, { before, ever, draft }, signal);
    const made = steps.flatMap((step) => ('action' in step ? step : []));
    const plugins = made.reduce(afterStep, before);
    const sources = await this.#deps.sources();
    const actions = made.map(({ action }) => ({
      ...action,
      moves: movedSources(action, { before, after: plugins }, sources),
    }));
    const faults = [
      ...steps.flatMap((step) => ('problem' in step ? step.problem : [])),
      ...namedTwice(actions),
      ...sourceFaults(actions, sources),
      ...(await refusedSources({ actions, before, after: plugins }, sources, this.#deps)),
    ];
    const problems = faults.length > 0 ? faults : await this.#together({ actions, entries: plugins }, draft);
    const entries = made.flatMap(({ entry }) => (entry && !entry.sources ? entry : []));
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

  /** What is wrong where every step by itself is right. */
  async #together(planned: Outcome, draft: SettingsDraft): Promise<readonly Problem[]> {
    const settingsOf = draft.slices.length === 0 ? this.#deps.settingsOf : await draft.settings();
    return [
      ...stateVersionsDiffer(planned, this.#deps.plugins.manifests()),
      ...(await refusedSettings({ ...planned, settingsOf }, this.#deps)),
    ];
  }

  async #steps(asked: Asked, known: Known, signal: AbortSignal): Promise<readonly Step[]> {
    const steps: Step[] = [];
    for (const id of asked.remove) {
      const old = known.before.find((entry) => entry.id === id);
      steps.push(removalStep(id, old, await storedOf(old, this.#deps)));
    }
    steps.push(...(await freeingSteps(asked, known.before, this.#deps)));
    const install = [...asked.install, ...pinnedInstalls(asked.pinSources)];
    steps.push(...(await installSteps({ ...asked, install }, { known, signal }, this.#deps)));
    const rest = Object.entries(asked.config ?? {}).filter(
      ([id]) => !steps.some((step) => hasSettings(step, id)),
    );
    return [...steps, ...(await changeSteps(rest, { ...this.#deps, ...known }))];
  }
}

/** Whether a step is of this plugin and its version for all, with which its settings were looked at. */
const hasSettings = (step: Step, id: string): boolean =>
  'problem' in step ? step.problem.id === id : step.action.id === id && !step.action.sources;

const reasonFor = ({ id, from, to }: PlannedAction): string =>
  from === to ? `settings of ${id}` : `${id} ${from ?? 'none'} → ${to ?? 'none'}`;
