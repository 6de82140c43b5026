import type { Access } from '../../access/access.ts';
import type { Intent } from '../../http/intent.ts';
import type { Principal } from '../../http/principal.ts';
import type { Registry } from '../../registry/registry.ts';
import type { SystemStore } from '../../store/system-store.ts';
import { preferenceOf, savePreference, saveSettings, settingsOf } from './repository.ts';

/** What somebody asked for, by id or name of a table. */
type Wanted = Readonly<Record<string, boolean>>;

/** What became of a wish. A table that is not there and one that is not granted are told alike. */
type Outcome = { enabled: boolean } | { error: 'no permission' };

/** `explicit`: only tables that somebody subscribed to; `all`: all but those they turned off. */
export const tableModes = ['all', 'explicit'] as const;

interface SubscriptionDeps {
  readonly store: Pick<SystemStore, 'read' | 'write'>;
  readonly access: Pick<Access, 'mayUse' | 'filter'>;
  readonly registry: Pick<Registry, 'find' | 'tables'>;
  readonly now: () => number;
}

const modeKey = 'table_mode';

/** Which of the tables they may read people want on their own machines. */
export class Subscriptions {
  readonly #deps: SubscriptionDeps;

  constructor(deps: SubscriptionDeps) {
    this.#deps = deps;
  }

  /** By name, of tables the caller may still read. */
  async of(principal: Principal): Promise<Record<string, boolean>> {
    const { store, access, registry } = this.#deps;
    const said = await settingsOf(store.read, principal.userId);
    const enabled = new Map(said.map((one) => [one.tableId, one.enabled]));
    const readable = await access.filter(principal, 'table', await registry.tables());
    return Object.fromEntries(
      readable.flatMap(({ resource: { id, name } }) => {
        const wish = enabled.get(id);
        return wish === undefined ? [] : [[name, wish]];
      }),
    );
  }

  async modeOf({ userId }: Principal): Promise<string> {
    return String((await preferenceOf(this.#deps.store.read, userId, modeKey)) ?? 'all');
  }

  /** Notes what the caller may have, and says so for each; `mode` is noted where it is given. */
  async update(principal: Principal, wish: { tables: Wanted; mode?: string }, intent: Intent) {
    const { store, now } = this.#deps;
    const granted = new Map<string, boolean>();
    const updated: [string, Outcome][] = [];
    for (const [asked, enabled] of Object.entries(wish.tables)) {
      const id = await this.#idOf(principal, asked);
      if (id !== undefined) granted.set(id, enabled);
      updated.push([asked, id === undefined ? { error: 'no permission' } : { enabled }]);
    }
    const at = new Date(now());
    await store.write(intent, async (tx) => {
      await saveSettings(tx, principal.userId, { at, tables: granted });
      if (wish.mode !== undefined)
        await savePreference(tx, principal.userId, { key: modeKey, value: wish.mode, at });
    });
    return Object.fromEntries(updated);
  }

  async #idOf(principal: Principal, asked: string): Promise<string | undefined> {
    const { access, registry } = this.#deps;
    const table = await registry.find(asked);
    return table && access.mayUse(principal, 'table', table.id) ? table.id : undefined;
  }
}
