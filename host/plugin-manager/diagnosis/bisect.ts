import type { GenerationLock, LockEntry } from '../../kernel/generation-lock.ts';
import { WriteQueue } from '../../store/write-queue.ts';
import { noSuchGeneration } from '../errors.ts';
import type { GenerationFiles } from '../generation-files.ts';
import type { GenerationLog } from '../generation-log.ts';
import type { PluginManager } from '../plugin-manager.ts';
import { wantedLock } from '../wanted-lock.ts';
import type { BisectFile, BisectState } from './bisect-file.ts';
import { bisectNothing, bisectNotRunning, bisectOtherVersions, bisectStepLost } from './errors.ts';
import { firstStep, nextStep, type Verdict } from './halving.ts';
import { ofOtherVersion, pluginsOfStep, searched } from './step-plugins.ts';

interface BisectDeps {
  readonly manager: Pick<PluginManager, 'current' | 'records' | 'put'>;
  readonly files: Pick<GenerationFiles, 'forget'>;
  readonly log: Pick<GenerationLog, 'failed'>;
  readonly file: BisectFile;
  /** True: the host does not start without this plugin. */
  readonly isRequired: (id: string) => boolean;
  /** True: it has ended the host, and is not loaded. */
  readonly isPutAway: (entry: LockEntry) => boolean;
  readonly hostVersion: string;
  readonly now: () => number;
}

/** Where a search is, and what runs now. */
export interface BisectView {
  readonly current: number;
  /** Absent: there was none yet. */
  readonly search: BisectState | undefined;
}

const told = 'A step of the search for the plugin that breaks; it is over.';

/** Finds the plugin that breaks, by halving: every step is a generation, and the end is the one it began from. */
export class Bisect {
  readonly #deps: BisectDeps;
  readonly #queue = new WriteQueue();

  constructor(deps: BisectDeps) {
    this.#deps = deps;
  }

  async view(): Promise<BisectView> {
    const { manager, file } = this.#deps;
    return { current: (await manager.current()).generation, search: await file.read() };
  }

  /** Begins; with `good` only what is another than in that generation is searched. */
  start(good: number | undefined, by: string): Promise<BisectView> {
    return this.#queue.run(async () => {
      const { manager, file, now, isRequired, isPutAway } = this.#deps;
      await file.refuseWhileRunning();
      const before = await manager.current();
      const was = await this.#pluginsOf(good);
      const all = searched({ now: before.plugins, good: was, isRequired, isPutAway });
      if (all.length === 0) throw bisectNothing(good === undefined ? {} : { good });
      const other = was && ofOtherVersion(all, { now: before.plugins, good: was });
      if (other !== undefined) throw bisectOtherVersions({ plugin: other, good: good ?? 0 });
      const state: BisectState = {
        outcome: 'running',
        began: before.generation,
        good: good ?? null,
        by,
        at: now(),
        all,
        ...stepOf(all),
        step: 0,
        culprit: null,
        isRestored: false,
      };
      return this.#begin(state);
    });
  }

  /** Says whether it works with what is on now, and goes on to the next half or ends. */
  answer(verdict: Verdict): Promise<BisectView> {
    return this.#queue.run(async () => {
      const { manager } = this.#deps;
      const state = await this.#running();
      const { generation } = await manager.current();
      if (state.outcome !== 'running') return this.#end(state);
      if (generation !== state.step) {
        const { current } = await this.#place(state, generation);
        throw bisectStepLost({ generation: current });
      }
      const next = nextStep(state, verdict);
      if (!('culprit' in next))
        return this.#place({ ...state, suspects: [...next.suspects], on: [...next.on] }, generation);
      const { culprit } = next;
      return this.#end({ ...state, outcome: culprit === null ? 'none' : 'found', culprit });
    });
  }

  /** Ends it without an answer. */
  stop(): Promise<BisectView> {
    return this.#queue.run(async () => {
      const state = await this.#running();
      return this.#end(state.outcome === 'running' ? { ...state, outcome: 'stopped' } : state);
    });
  }

  async #begin(state: BisectState): Promise<BisectView> {
    const { manager, file } = this.#deps;
    await file.write(state);
    try {
      return await this.#place(state, state.began);
    } catch (cause) {
      // Where nothing was changed, what could not begin keeps nobody from changing plugins. Else it is there to be stopped.
      if ((await manager.current()).generation === state.began)
        await file.write({ ...state, outcome: 'stopped', isRestored: true });
      throw cause;
    }
  }

  async #running(): Promise<BisectState> {
    const state = await this.#deps.file.read();
    if (!state || state.isRestored) throw bisectNotRunning({});
    return state;
  }

  /** Written down before and after: a crash in between is seen by the number of the step. */
  async #place(state: BisectState, base: number): Promise<BisectView> {
    const { manager, file, hostVersion, now } = this.#deps;
    await file.write({ ...state, step: 0 });
    const [began, good] = [
      await this.#pluginsOf(state.began),
      await this.#pluginsOf(state.good ?? undefined),
    ];
    const step = {
      plugins: pluginsOfStep(state, began ?? [], good),
      reason: reasonOf(state),
      by: state.by,
    };
    const made = { parent: state.began, hostVersion, at: now() };
    const { generation } = await manager.put(base, (next) => wantedLock(step, { ...made, generation: next }));
    if (base !== state.began) await this.#forget(base);
    const placed = { ...state, step: generation };
    await file.write(placed);
    return { current: generation, search: placed };
  }

  /** The outcome first: after a crash the end is only finished, never asked for again. */
  async #end(state: BisectState): Promise<BisectView> {
    const { manager, file } = this.#deps;
    await file.write(state);
    const { generation: step } = await manager.current();
    if (step !== state.began) {
      const lock = await this.#lock(state.began);
      await manager.put(step, () => lock);
      await this.#forget(step);
    }
    const ended = { ...state, isRestored: true };
    await file.write(ended);
    return { current: state.began, search: ended };
  }

  /** A start whose `current.json` is broken takes the newest file there is: a step is never to run by itself. */
  async #forget(step: number): Promise<void> {
    const { files, log } = this.#deps;
    await log.failed(await this.#lock(step), 'rolled_back', told);
    await files.forget(step);
  }

  async #lock(generation: number): Promise<GenerationLock> {
    const found = (await this.#deps.manager.records()).find(({ lock }) => lock.generation === generation);
    if (!found) throw noSuchGeneration({ generation: String(generation) });
    return found.lock;
  }

  async #pluginsOf(generation: number | undefined): Promise<readonly LockEntry[] | undefined> {
    return generation === undefined ? undefined : (await this.#lock(generation)).plugins;
  }
}

/** How the reason of every step begins. */
export const bisectReason = 'bisect step';

const reasonOf = ({ on, all, suspects }: BisectState): string =>
  `${bisectReason}: ${on.length} of ${all.length} plugins on, ${suspects.length} may be it`;

const stepOf = (all: readonly string[]) => {
  const { suspects, on } = firstStep(all);
  return { suspects: [...suspects], on: [...on] };
};
