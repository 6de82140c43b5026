import type { Access } from '../access/access.ts';
import type { Intent } from '../http/intent.ts';
import type { SystemStore } from '../store/system-store.ts';
import { storedAudience } from './audience.ts';
import { type Change, decide, getItem, noteChange } from './changes.ts';
import type { Item, Verb } from './item.ts';
import { itemsById } from './repository.ts';
import { checkTransition, transitions } from './transitions.ts';

/** What those who govern need. */
export interface GovernanceDeps {
  readonly store: Pick<SystemStore, 'read' | 'write'>;
  readonly access: Pick<Access, 'rights'>;
  /** Milliseconds UTC. */
  readonly now: () => number;
}

/** What an administrator decides. */
export interface Decision {
  readonly verb: Verb;
  readonly reason?: string;
  /** Of what is mandated: for whom. */
  readonly audience?: string | null;
  /** True: from any state. */
  readonly force?: boolean;
}

/** What came of a decision about several items. */
export interface Batch {
  readonly success: readonly string[];
  readonly not_found: readonly string[];
  readonly refused: readonly { readonly id: string; readonly status: string }[];
}

/** Decides what counts. Each decision about an item is a row in the audit log. */
export class Governance {
  readonly #deps: GovernanceDeps;

  constructor(deps: GovernanceDeps) {
    this.#deps = deps;
  }

  /** Decides about one item; answers how it stands. Saying again what holds already changes nothing. */
  decide(id: string, decision: Decision, intent: Intent): Promise<Item> {
    const { store, access, now } = this.#deps;
    const terms = termsOf(access, decision);
    return store.write(intent, async (tx) => {
      const item = await getItem(tx, id);
      if (item.status === transitions[decision.verb].to) return item;
      if (!decision.force) checkTransition(decision.verb, item);
      await decide({ tx, at: new Date(now()), intent }, item, terms);
      return getItem(tx, id);
    });
  }

  /** Decides about several, in one transaction; what cannot be decided stops no other. */
  decideAll(ids: readonly string[], decision: Decision, intent: Intent): Promise<Batch> {
    const { store, access, now } = this.#deps;
    const terms = termsOf(access, decision);
    return store.write(intent, async (tx) => {
      const wanted = [...new Set(ids)];
      const change = { tx, at: new Date(now()), intent };
      const outcomes: [id: string, outcome: Outcome][] = [];
      for (const id of wanted) outcomes.push([id, await this.#decideOne(change, id, { decision, terms })]);
      const idsOf = (outcome: string) => outcomes.filter(([, one]) => one === outcome).map(([id]) => id);
      const refused = outcomes.flatMap(([id, one]) => (typeof one === 'object' ? [{ id, ...one }] : []));
      return { success: idsOf('success'), not_found: idsOf('not_found'), refused };
    });
  }

  async #decideOne(change: Change, id: string, { decision, terms }: Asked): Promise<Outcome> {
    const { verb, reason, force = false } = decision;
    // Read anew: an item before it may have taken this one out.
    const item = (await itemsById(change.tx, [id])).get(id);
    if (!item) return 'not_found';
    const { to, from } = transitions[verb];
    if (item.status === to) return 'success';
    if (!force && !from.includes(item.status)) return { status: item.status };
    await decide(change, item, terms);
    await noteChange(change, { verb, id, params: { from: item.status, reason: reason ?? null } });
    return 'success';
  }
}

type Terms = Parameters<typeof decide>[2];
type Outcome = 'success' | 'not_found' | { readonly status: string };

interface Asked {
  readonly decision: Decision;
  readonly terms: Terms;
}

const termsOf = (access: GovernanceDeps['access'], { verb, audience }: Decision): Terms => ({
  verb,
  ...(verb === 'mandate' && audience !== undefined && { audience: storedAudience(access, audience) }),
});
