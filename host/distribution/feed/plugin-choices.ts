import type { Access } from '../../access/access.ts';
import type { Intent } from '../../http/intent.ts';
import type { Principal } from '../../http/principal.ts';
import type { SystemStore } from '../../store/system-store.ts';
import { putChoice } from '../registry/choice-repository.ts';
import type { PluginKey } from '../registry/marketplace.ts';
import { served } from '../registry/served-repository.ts';
import { pluginNotYours, pluginRequired } from './errors.ts';
import { grantedPlugins, pluginIdOf, type Tier } from './granted-plugins.ts';

interface PluginChoicesDeps {
  readonly store: Pick<SystemStore, 'read' | 'write'>;
  readonly access: Pick<Access, 'rights'>;
  readonly now: () => number;
}

/** Whether somebody wants a plugin that they were given. */
export interface PluginChoice extends PluginKey {
  readonly enabled: boolean;
}

/** What people want of what they were given. */
export class PluginChoices {
  readonly #deps: PluginChoicesDeps;

  constructor(deps: PluginChoicesDeps) {
    this.#deps = deps;
  }

  /** Switches a plugin off or on for one user; what is required stays on. */
  async put({ userId }: Principal, choice: PluginChoice, intent: Intent): Promise<Tier> {
    const { store, access, now } = this.#deps;
    const id = pluginIdOf(choice);
    const granted = grantedPlugins(access.rights, userId).find((one) => pluginIdOf(one) === id);
    const isServed = granted !== undefined && (await served(store.read, [choice])).length > 0;
    if (!isServed) throw pluginNotYours({ plugin: id });
    if (granted.tier === 'required' && !choice.enabled) throw pluginRequired({ plugin: id });
    await store.write(intent, (tx) => putChoice(tx, choice, { userId, at: new Date(now()) }));
    return granted.tier;
  }
}
