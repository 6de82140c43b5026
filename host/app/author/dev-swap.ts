import { isPlatformError } from '@agnes/sdk/errors';
import type { LockEntry } from '../../kernel/generation-lock.ts';
import { askedFor } from '../../kernel/grants.ts';
import { storeTree } from '../../kernel/plugin-store.ts';
import type { Plugins } from '../../kernel/plugins.ts';
import { reasonOf } from '../../kernel/reason.ts';
import { treeHash } from '../../kernel/tree.ts';
import { entryOf } from '../../plugin-manager/lock-entries.ts';
import { authorHint } from './author-hint.ts';
import type { Say } from './dev-lines.ts';
import type { DevSession } from './dev-session.ts';
import { type OpenPlugin, openPlugin } from './open-plugin.ts';

interface SwapDeps {
  /** Of the plugin, as its author has it. */
  readonly folder: string;
  /** Where trees are loaded from. */
  readonly store: string;
  readonly plugins: Pick<Plugins, 'stage'>;
  readonly say: Say;
  /** What the author wants it to have, and what is known of it. */
  readonly session: DevSession;
}

/** Puts what lies in a folder in the place of what of it runs. What does not load changes nothing. */
export class DevSwap {
  readonly #deps: SwapDeps;
  #seen: string | undefined;
  #isLoaded = false;

  constructor(deps: SwapDeps) {
    this.#deps = deps;
  }

  /** Loads the same files once more: what is granted, or settings, are others now. */
  again(): Promise<OpenPlugin | undefined> {
    this.#seen = undefined;
    return this.load();
  }

  /** Resolves to the plugin that runs from now on; nothing when it is the same as before, or does not load. */
  async load(): Promise<OpenPlugin | undefined> {
    try {
      const plugin = await openPlugin(this.#deps.folder);
      const hash = await treeHash(plugin.tree);
      if (hash === this.#seen) return undefined;
      this.#seen = hash;
      return await this.#replace(plugin);
    } catch (error) {
      this.#seen = undefined;
      this.#tellRefused(reasonOf(error), isPlatformError(error) ? error.hint : undefined);
      return undefined;
    }
  }

  async #replace(plugin: OpenPlugin): Promise<OpenPlugin | undefined> {
    const { store, plugins, say, session } = this.#deps;
    const begun = performance.now();
    const entry = this.#entryOf(plugin, await storeTree(plugin.tree, store));
    const staged = await plugins.stage({ generation: { plugins: [entry], local: {} } });
    const state = staged.states.find(({ lock, id }) => lock !== undefined && id === entry.id);
    if (state?.state !== 'active') {
      await staged.discard();
      this.#tellRefused(state?.reason ?? 'the host does not say why', state?.nextAction);
      return undefined;
    }
    await staged.commit();
    this.#isLoaded = true;
    const ms = Math.round(performance.now() - begun);
    session.plugin = plugin;
    session.noteLoad({ ok: true, ms });
    say(`loaded   DEV ${entry.id} ${entry.version} (${entry.files} files, ${ms} ms)`);
    return plugin;
  }

  /** Everything it asks for is granted but what its author withholds: whoever runs it here is its author. */
  #entryOf({ manifest, tree, folder }: OpenPlugin, stored: string): LockEntry {
    const grants = this.#deps.session.granted(askedFor(manifest).map(({ name }) => name));
    const hash = stored.split(/[/\\]/).at(-1) ?? '';
    return entryOf({ manifest, tree, treeHash: hash, source: { type: 'dev', path: folder }, grants });
  }

  #tellRefused(reason: string, hint: string | undefined): void {
    const rest = this.#isLoaded ? ' The version before goes on.' : ' It is loaded as soon as that is mended.';
    const help = hint === undefined ? '' : ` ${authorHint(hint)}`;
    this.#deps.session.noteLoad({ ok: false, ms: 0, reason });
    this.#deps.say(`refused  ${reason}${help}${rest}`);
  }
}
