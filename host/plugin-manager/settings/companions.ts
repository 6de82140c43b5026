import { isDeepStrictEqual } from 'node:util';
import type { Manifest } from '@agnes/sdk';
import {
  canonicalJson,
  contentHash,
  type GenerationLock,
  type LockEntry,
} from '../../kernel/generation-lock.ts';
import type { Next } from '../../kernel/plugins.ts';
import { overlayText, type Slice, slicesAgain, withSlices } from '../../settings/overlay-file.ts';
import { laidOver } from '../../settings/tree.ts';
import { crashPoint } from '../../store/crash-point.ts';
import { newId } from '../../store/new-id.ts';
import type { SystemStore } from '../../store/system-store.ts';
import { lockedSettings, type SettingsOf } from '../settings-part.ts';
import type { KeptState, StateStep } from '../state/kept-state.ts';
import { type KeptSettings, keepSettings, settingsIn } from './config-repository.ts';
import { dropJournal, type Journal, openJournal, writeJournal } from './journal.ts';
import { named, type Owner, saidIn, slicesOf } from './places.ts';
import { settleJournal } from './settle.ts';

/** What keeping settings and state beside the code of plugins needs. */
interface CompanionDeps {
  readonly store: Pick<SystemStore, 'read' | 'keep'>;
  /** Folder of the generations. */
  readonly folder: string;
  /** What instance.yaml and the overlay say, as they are written. */
  readonly written: () => Promise<{ readonly base: unknown; readonly overlay: unknown }>;
  /** Puts values into the overlay. */
  readonly lay: (slices: readonly Slice[]) => Promise<void>;
  /** What plugins would be told with this text as the overlay; throws when no host would start with it. */
  readonly settingsWith: (overlay: string) => Promise<SettingsOf>;
  readonly manifests: () => readonly Manifest[];
  /** What an installed version says of itself, as it lies in the store; throws when it does not. */
  readonly stored: (entry: LockEntry) => Promise<{ readonly manifest: Manifest }>;
  readonly state: Pick<KeptState, 'change' | 'leave'>;
  /** Has connectors remember what they are to. */
  readonly settleState: (journal: Journal) => Promise<void>;
  /** Told that what a start could not put in is in. */
  readonly settled: () => Promise<void>;
  /** Told what is done at the next start instead. */
  readonly log: (message: string, error: unknown) => void;
}

type Lock = Pick<GenerationLock, 'generation' | 'plugins'>;

/** One generation in place of another. */
export interface Transition {
  readonly lock: GenerationLock;
  readonly before: Lock;
  /** What is to be said in the overlay; absent: what was said in that generation, where it was one already. */
  readonly overlay?: readonly Slice[] | undefined;
}

/** What goes along with a generation; nothing of it is in effect yet. */
interface Prepared {
  /** What plugins are set up with. */
  readonly next: Next;
  /** Writes down what is to be done, right before the generation counts. */
  announce(): Promise<void>;
  /** Does it, once the generation counts; what fails is done at the next start. */
  settle(): Promise<void>;
}

/** Settings and what connectors remember: they go forward and back with the code, as one. */
export class Companions {
  readonly #deps: CompanionDeps;

  constructor(deps: CompanionDeps) {
    this.#deps = deps;
  }

  /** Looks what has to become of them. */
  async prepare({ lock, before, overlay: wanted }: Transition): Promise<Prepared> {
    const { folder, store, settingsWith, written, state } = this.#deps;
    await this.settleOpen();
    const { base, overlay } = await written();
    const known = await settingsIn(store.read, lock.generation);
    // As they are written down, here and in the journal: a secret that somebody typed into the overlay is in no other file.
    const slices = wanted ?? known.flatMap((one) => one.overlay);
    const after = withSlices(overlay, slicesAgain(slices, overlay));
    const isSame = isDeepStrictEqual(after, overlay);
    const steps = stepsBetween(before, lock);
    const changes = (await Promise.all(steps.map((step) => state.change(step)))).flatMap((one) => one ?? []);
    const said = slices.map(({ path, ...value }) => ({ path: [...path], ...value }));
    const journal = { id: newId(), generation: lock.generation, overlay: said, state: changes };
    return {
      next: isSame ? {} : { settingsOf: await settingsWith(overlayText(after)) },
      announce: async () => {
        for (const step of steps) await state.leave(step, before.generation);
        await this.#keep(before, { base, overlay });
        // Going back without the settings of then leaves written down what they were.
        const isOnlyCode = wanted !== undefined && lock.generation < before.generation;
        if (!isOnlyCode) await this.#keep(lock, { base, overlay: after });
        const sha256 = contentHash(canonicalJson(lock));
        const isNothing = isSame && changes.length === 0;
        await (isNothing ? dropJournal(folder) : writeJournal(folder, { ...journal, sha256 }));
        crashPoint('companions.announced');
      },
      settle: () => this.#settleOrTell(journal),
    };
  }

  /** Ends what a crash interrupted. */
  async settleOpen(): Promise<void> {
    const journal = await openJournal(this.#deps.folder);
    if (!journal) return;
    await settleJournal(journal, this.#deps);
    await this.#deps.settled();
  }

  /** Plugins whose settings the overlay says otherwise than when this generation was written down. */
  async moved(lock: Lock): Promise<readonly string[]> {
    const { store, written } = this.#deps;
    const { overlay } = await written();
    const owners = new Map((await this.#owners(lock)).map((owner) => [owner.id, owner]));
    const known = await settingsIn(store.read, lock.generation);
    return known
      .filter(({ plugin, overlay: was }) => {
        const owner = owners.get(plugin);
        return owner && !isDeepStrictEqual(wire(slicesOf(overlay, owner)), wire(was));
      })
      .map(({ plugin }) => plugin);
  }

  /** The entries of a generation with the settings that files say now. */
  async withSettings(entries: readonly LockEntry[]): Promise<readonly LockEntry[]> {
    const { written, settingsWith, manifests, stored } = this.#deps;
    const settingsOf = await settingsWith(overlayText((await written()).overlay));
    return Promise.all(
      entries.map(async (entry) => {
        const manifest = entry.sources
          ? (await stored(entry).catch(() => undefined))?.manifest
          : manifests().find(({ id }) => id === entry.id);
        return manifest ? { ...entry, config: lockedSettings(manifest, settingsOf(manifest)) } : entry;
      }),
    );
  }

  /** Writes down what files say of the settings in this generation. */
  async note(lock: Lock): Promise<void> {
    await this.#keep(lock, await this.#deps.written());
  }

  async #settleOrTell(journal: Journal): Promise<void> {
    await settleJournal(journal, this.#deps).catch((error: unknown) =>
      this.#deps.log('Settings of plugins could not be put in place; the next start does it.', error),
    );
  }

  async #keep(lock: Lock, { base, overlay }: { readonly base: unknown; readonly overlay: unknown }) {
    const whole = laidOver(base, overlay);
    const rows = (await this.#owners(lock)).map((owner): KeptSettings => {
      const entry = lock.plugins.find(({ id, sources }) => id === owner.id && !sources);
      return {
        plugin: owner.id,
        version: entry?.config.version ?? owner.config?.version ?? 1,
        config: named(saidIn(whole, owner), owner),
        secretRefs: entry?.config.secretRefs ?? [],
        overlay: slicesOf(overlay, owner),
      };
    });
    await this.#deps.store.keep((tx) => keepSettings(tx, lock.generation, rows));
  }

  /** Who has settings in this generation: what is installed for all sources, and what ships, in whatever version it does now. */
  async #owners({ plugins }: Lock): Promise<readonly Owner[]> {
    const { manifests, stored } = this.#deps;
    const known = manifests();
    const main = plugins.filter(({ sources }) => !sources);
    const installed = await Promise.all(
      main.map(async (entry) => {
        const isBundled = entry.source.type === 'bundled';
        const isIt = (one: Manifest) => one.id === entry.id && (isBundled || one.version === entry.version);
        const running = known.find(isIt);
        return running ?? (await stored(entry).catch(() => undefined))?.manifest ?? { id: entry.id };
      }),
    );
    const ids = new Set(main.map(({ id }) => id));
    return [...installed, ...known.filter(({ id, config }) => config && !ids.has(id))];
  }
}

/**
 * Installed plugins that are to be there, as they were and as they are to be; what is for some sources alone is not looked
 * at. One that was not there may have been before: its sources remember. Of what lies elsewhere a generation does not know
 * how it remembers.
 */
export const stepsBetween = (before: Lock, lock: Lock): readonly StateStep[] =>
  lock.plugins.filter(isMain).map((next) => ({
    old: before.plugins.find((entry) => entry.id === next.id && isMain(entry)),
    next,
  }));

const isMain = ({ sources, source }: LockEntry): boolean => !sources && source.type !== 'bundled';

// As it was written down: what is absent is not there.
const wire = (slices: readonly Slice[]): unknown => JSON.parse(JSON.stringify(slices));
