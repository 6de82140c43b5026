import { reasonOf } from '../../kernel/reason.ts';
import type { Host } from '../host-type.ts';
import type { Say } from './dev-lines.ts';
import type { DevSession } from './dev-session.ts';
import { devSource } from './dev-source.ts';
import type { FixtureServer } from './fixture-server.ts';
import { readFixtures } from './fixtures.ts';
import type { OpenPlugin } from './open-plugin.ts';
import { secretNames } from './secret-settings.ts';

interface SupplyDeps {
  readonly host: Pick<Host, 'ensureSource' | 'loadFirstData'>;
  readonly server: FixtureServer;
  readonly say: Say;
  readonly session: DevSession;
  /** The environment of the host; secrets of the fixtures are put there. */
  readonly env: Record<string, string | undefined>;
}

/**
 * Makes the source of the fixtures and reads what of it was not read yet, one version after the other. A change waits
 * for no read: that of the version before is cancelled.
 */
export class DevSupply {
  readonly #deps: SupplyDeps;
  #current = new AbortController();
  #last: Promise<void> = Promise.resolve();

  constructor(deps: SupplyDeps) {
    this.#deps = deps;
  }

  /** Resolves once that is done, or another version has come. What cannot be made is told, and ends nothing. */
  offer(plugin: OpenPlugin): Promise<void> {
    this.#current.abort();
    this.#current = new AbortController();
    const { signal } = this.#current;
    this.#last = this.#last
      .then(() => (signal.aborted ? undefined : this.#provide(plugin, signal)))
      .catch((error) => this.#deps.say(`source   ${reasonOf(error)}`));
    return this.#last;
  }

  async #provide(plugin: OpenPlugin, signal: AbortSignal): Promise<void> {
    const { host, server, env, say, session } = this.#deps;
    const { config } = session;
    const source = devSource(plugin.manifest, await readFixtures(plugin), { server, config });
    if (!source) return;
    for (const name of secretNames(plugin.manifest, source.config)) env[name] = server.canary;
    await host.ensureSource(source);
    for (const failure of await host.loadFirstData(signal)) say(`failed   ${failure}`);
  }
}
