import { canonicalJson, contentHash, type GenerationLock } from '../kernel/generation-lock.ts';
import { newId } from '../store/new-id.ts';
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
import type { PluginManager } from './plugin-manager.ts';

interface PlanDeps extends InstallDeps {
  readonly manager: Pick<PluginManager, 'current'>;
  /** Every generation that was kept, also those whose files are gone by now. */
  readonly kept: () => Promise<readonly GenerationLock[]>;
  /** Every source there is. */
  readonly sources: () => Promise<readonly KnownSource[]>;
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
    const ever = (await this.#deps.kept()).flatMap(({ plugins }) => plugins);
    const steps = await this.#steps(asked, { before, ever }, signal);
    const made = steps.flatMap((step) => ('action' in step ? step : []));
    const plugins = made.reduce(afterStep, before);
    const sources = await this.#deps.sources();
    const actions = made.map(({ action }) => ({
      ...action,
      moves: movedSources(action, { before, after: plugins }, sources),
    }));
    const problems = [
      ...steps.flatMap((step) => ('problem' in step ? step.problem : [])),
      ...namedTwice(actions),
      ...sourceFaults(actions, sources),
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

  async #steps(asked: Asked, known: Known, signal: AbortSignal): Promise<readonly Step[]> {
    const steps: Step[] = [];
    for (const id of asked.remove) {
      const old = known.before.find((entry) => entry.id === id);
      steps.push(removalStep(id, old, await storedOf(old, this.#deps)));
    }
    steps.push(...(await freeingSteps(asked, known.before, this.#deps)));
    const install = [...asked.install, ...pinnedInstalls(asked.pinSources)];
    steps.push(...(await installSteps({ ...asked, install }, { known, signal }, this.#deps)));
    return steps;
  }
}

/** One version of a plugin for all, and one for each source. */
const namedTwice = (actions: readonly Pick<PlannedAction, 'id' | 'sources'>[]): readonly Problem[] => {
  const names = actions.flatMap(({ id, sources }) => (sources ?? ['']).map((source) => ({ id, source })));
  const twice = names.filter(
    (one, index) => names.findIndex(({ id, source }) => id === one.id && source === one.source) !== index,
  );
  return [...new Set(twice.map(({ id }) => id))].map((id) => ({
    id,
    code: 'named_twice',
    message: `"${id}" is named more than once in this plan`,
  }));
};
