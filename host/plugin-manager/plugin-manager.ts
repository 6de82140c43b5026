import type { GenerationLock, LockEntry } from '../kernel/generation-lock.ts';
import { WriteQueue } from '../store/write-queue.ts';
import { changed, proving, refuseFailed, refuseUnreadable } from './changed-entries.ts';
import { ProbeNotes } from './conformance.ts';
import { generationChanged, noSuchGeneration } from './errors.ts';
import { recordsOf } from './generation-records.ts';
import type { GenerationRecord } from './generation-repository.ts';
import { shippedLock } from './lock-entries.ts';
import type { ManagerDeps } from './manager-deps.ts';
import type { Wanted } from './plan.ts';
import type { Transition } from './settings/companions.ts';
import { takeOver } from './settings/take-over.ts';
import { swapTo } from './swap.ts';
import { type Switched, type Switching, switchPlugin } from './switch-plugin.ts';
import { wantedLock } from './wanted-lock.ts';
import { provingAtStart, watchOver } from './watch-over.ts';
import { writing } from './writing.ts';

/** Replaces the plugins of this host as a whole, one change after the other. */
export class PluginManager {
  readonly #deps: ManagerDeps;
  readonly #queue = new WriteQueue();

  constructor(deps: ManagerDeps) {
    this.#deps = deps;
  }

  /** The current generation; 0 and nothing in it when nothing was ever installed. */
  async current(): Promise<Pick<GenerationLock, 'generation' | 'plugins'> & Partial<GenerationLock>> {
    return (await this.#deps.files.current()).lock ?? { generation: 0, plugins: [] };
  }

  /** Every generation and how it went, newest first: which one counts is what the files say. */
  async records(): Promise<readonly GenerationRecord[]> {
    const { files, log } = this.#deps;
    const { generation: current } = await this.current();
    return recordsOf(current, await files.all(), await log.all());
  }

  /** The number that a change of this generation gets; throws when that is no longer the current one. */
  async nextGeneration(base: number): Promise<number> {
    await this.#deps.refuseWhileHeld?.();
    const { generation: current } = await this.current();
    if (current !== base) throw generationChanged({ base, current });
    // The very first change is written down after what there was before it.
    return (await this.#next()) + (current === 0 ? 1 : 0);
  }

  /** The generation that one would go back to; throws when there is none. */
  async rollbackTarget(to: number | undefined): Promise<number> {
    await this.#deps.refuseWhileHeld?.();
    const before = await this.current();
    const generation = to ?? before.parent ?? 0;
    const lock = await this.#deps.files.read(generation).catch(() => undefined);
    if (!lock || generation === before.generation) throw noSuchGeneration({ generation: String(generation) });
    return generation;
  }

  /**
   * Makes a new generation and has it run; `tell` hears its steps. When a plugin of it does not start or soon fails, the
   * old one runs on.
   */
  apply(
    wanted: Wanted,
    signal: AbortSignal,
    tell: (step: string) => void = () => {},
  ): Promise<GenerationLock> {
    return this.#queue.run(async () => {
      const { hostVersion, now } = this.#deps;
      await this.#deps.refuseWhileHeld?.();
      const found = await this.current();
      if (found.generation !== wanted.base)
        throw generationChanged({ base: wanted.base, current: found.generation });
      const before = await this.#parent(found.generation);
      const made = { generation: await this.#next(), parent: before.generation, hostVersion, at: now() };
      const lock = wantedLock(wanted, made);
      tell(`Generation ${lock.generation} is set up and tried beside what runs.`);
      const entries = await this.#prove({ lock, before, overlay: wanted.overlay }, before, signal);
      tell(`Generation ${lock.generation} runs and is watched.`);
      await watchOver({ lock, before, entries }, this.#deps, signal);
      return lock;
    });
  }

  /** Goes back to an older generation, the parent when none is named. */
  rollback(to: number | undefined): Promise<GenerationLock> {
    return this.#queue.run(async () => {
      const { files, log } = this.#deps;
      const before = await this.current();
      const lock = await files.read(await this.rollbackTarget(to));
      await swapTo({ lock, before }, this.#deps, async ({ states }) =>
        refuseUnreadable(changed(lock, before), states),
      );
      const told = `An administrator went back to generation ${lock.generation}.`;
      if (before.generation > 0) await log.failed(await files.read(before.generation), 'rolled_back', told);
      await log.activated(lock, 'proven');
      return lock;
    });
  }

  /** Looks at every plugin anew, as a start does: what has changed beneath it ends. */
  refresh(): Promise<void> {
    return this.#queue.run(async () => (await this.#deps.plugins.stage({})).commit());
  }

  /** For a host that starts: mends its files, and goes on watching what was put in place shortly before it ended. */
  resume(signal: AbortSignal): Promise<void> {
    return this.#queue.run(async () => {
      const { files, log } = this.#deps;
      // What a full disk keeps from being mended now is mended at the next start.
      await files.mend().catch(() => undefined);
      const { lock } = await files.current();
      if (!lock || !(await log.isUnproven(lock))) return;
      const before = lock.parent ? await files.read(lock.parent).catch(() => undefined) : undefined;
      // Where there is nothing to go back to, it stays whatever becomes of it.
      await log.activated(lock, before ? 'new' : 'proven');
      if (!before) return;
      const entries = await provingAtStart({ lock, before }, this.#deps);
      await watchOver({ lock, before, entries }, this.#deps, signal);
    });
  }

  /** Puts a generation in place unproven: a step of a search, or its end. What the overlay says by then stays. */
  put(base: number, make: (next: number) => GenerationLock): Promise<GenerationLock> {
    return this.#queue.run(async () => {
      const before = await this.current();
      if (before.generation !== base) throw generationChanged({ base, current: before.generation });
      const lock = make(await this.#next());
      await swapTo({ lock, before, overlay: [] }, this.#deps);
      await this.#deps.log.activated(lock, 'proven');
      return lock;
    });
  }

  /** Switches a plugin off or on; that is a generation of its own. `note` writes it down, before it is done. */
  setEnabled(id: string, enabled: boolean, { by, note }: Pick<Switching, 'by' | 'note'>): Promise<Switched> {
    return switchPlugin({ id, enabled, by, note }, this, this.#deps);
  }

  /** Makes a generation of settings that were changed elsewhere, so that one can go back from them. */
  takeOver(by: string): Promise<GenerationLock | undefined> {
    return this.#queue.run(async () => {
      const isHeld = await this.#deps.refuseWhileHeld?.().then(
        () => false,
        () => true,
      );
      return isHeld ? undefined : takeOver({ ...this.#deps, number: () => this.#next() }, by);
    });
  }

  /** A number that no generation has or had. */
  async #next(): Promise<number> {
    const { files, log } = this.#deps;
    return Math.max(await files.next(), (await log.highest()) + 1);
  }

  /** What there was before; when nothing was ever installed that is written down first, so that one can go back to it. */
  async #parent(current: number): Promise<GenerationLock> {
    const { files, hostVersion, now } = this.#deps;
    if (current > 0) return files.read(current);
    const lock = shippedLock({ generation: await this.#next(), hostVersion, at: now() });
    await writing(() => files.write(lock));
    return lock;
  }

  /** Swaps when the new plugins start and their sources answer; else nothing has changed. Answers what is to be watched. */
  async #prove(
    change: Transition,
    before: GenerationLock,
    signal: AbortSignal,
  ): Promise<readonly LockEntry[]> {
    const { log, probe, files, plugins } = this.#deps;
    const { lock } = change;
    const entries = proving(lock, before, plugins.list());
    try {
      await swapTo(change, this.#deps, async (staged) => {
        refuseFailed(entries, staged.states);
        const notes = new ProbeNotes();
        await probe(entries, staged, { note: notes.add, signal });
        signal.throwIfAborted();
        lock.plugins = notes.added(lock.plugins);
      });
    } catch (cause) {
      await files.forget(lock.generation).catch(() => undefined);
      await log.failed(lock, 'failed', cause);
      throw cause;
    }
    await log.activated(lock);
    return entries;
  }
}
