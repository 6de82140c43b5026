import type { Principal } from '../../http/principal.ts';
import { findUser, findUserByEmail } from '../../identity/users/repository.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { Access } from '../access.ts';
import { memberUnknown } from '../errors.ts';
import type { FoundResource, ResourceLookup, ResourceName } from '../resource-lookup.ts';
import { chainOf } from './chain.ts';
import type { Reason, Step } from './step.ts';

interface ExplainDeps {
  readonly store: Pick<SystemStore, 'read'>;
  readonly access: Access;
  readonly lookup: ResourceLookup;
  readonly now: () => number;
}

/** Whether somebody may use something, and why. */
export interface Explanation {
  readonly user: Person;
  readonly resource: { readonly type: string; readonly id: string; readonly name?: string };
  readonly allowed: boolean;
  readonly reason: Reason;
  readonly steps: readonly Step[];
}

interface Person {
  readonly id: string;
  readonly email: string;
  readonly active: boolean;
}

/** Says why a decision is what it is. It asks the rights that decide, and decides nothing itself. */
export class Explain {
  readonly #deps: ExplainDeps;

  constructor(deps: ExplainDeps) {
    this.#deps = deps;
  }

  /** About anybody, by id or address, for administrators. */
  async about(asked: ResourceName & { readonly user: string }): Promise<Explanation> {
    const { store, lookup } = this.#deps;
    const user = (await findUser(store.read, asked.user)) ?? (await findUserByEmail(store.read, asked.user));
    if (!user) throw memberUnknown({ user: asked.user });
    const resource = await lookup.get(asked);
    const steps = [personStep(user), resourceStep(resource)];
    return this.#explained({ user, resource, shown: resource, isForAdmins: true }, steps);
  }

  /** About the caller. What they may not use looks the same whether or not it exists. */
  async own({ userId: id, email, isAdmin }: Principal, asked: ResourceName): Promise<Explanation> {
    const { access, lookup } = this.#deps;
    const resource = await lookup.get(asked);
    const mayKnow = access.mayUse({ userId: id, isAdmin }, resource.type.key, resource.id);
    const shown = mayKnow ? resource : { type: resource.type, id: asked.resource_id };
    const user = { id, email, active: true };
    return this.#explained(
      { user, resource, shown, isForAdmins: false },
      mayKnow ? [resourceStep(resource)] : [],
    );
  }

  #explained(subject: Subject, before: readonly Step[]): Explanation {
    const { user, resource, shown, isForAdmins } = subject;
    const { access, now } = this.#deps;
    const { type, id } = { type: resource.type.key, id: resource.id };
    const mayUse = access.mayUse({ userId: user.id, isAdmin: access.isAdmin(user.id) }, type, id);
    const label = `the ${type} "${shown.name ?? shown.id}"`;
    const question = { userId: user.id, email: user.email, type, id, label, mayUse, isForAdmins };
    const chain = chainOf(access.rights, question, now());
    const reason = this.#reason(subject, mayUse);
    const allowed = reason === 'granted' || reason === 'administrator';
    const text = `${user.email} may ${allowed ? '' : 'not '}use ${label}: ${because[reason]}.`;
    return {
      user: { id: user.id, email: user.email, active: user.active },
      resource: { type, id: shown.id, ...(shown.name !== undefined && { name: shown.name }) },
      allowed,
      reason,
      steps: [...before, ...chain, { step: 'decision', ok: allowed, text }],
    };
  }

  #reason({ user, resource: { type, id, exists }, isForAdmins }: Subject, mayUse: boolean): Reason {
    if (!user.active) return 'account_deactivated';
    if (exists === false && (mayUse || isForAdmins)) return 'resource_unknown';
    if (!mayUse) return 'not_granted';
    return this.#deps.access.rights.isGranted(user.id, type.key, id) ? 'granted' : 'administrator';
  }
}

interface Subject {
  readonly user: Person;
  readonly resource: FoundResource;
  /** What of the resource may be shown. */
  readonly shown: Pick<FoundResource, 'type' | 'id' | 'name'>;
  readonly isForAdmins: boolean;
}

const because: Readonly<Record<Reason, string>> = {
  administrator: 'administrators pass every check but that of the marketplace feed',
  granted: 'a group they are in was granted it',
  not_granted: 'no group they are in was granted it',
  resource_unknown: 'there is nothing of that id',
  account_deactivated: 'the account is deactivated',
};

const personStep = ({ email, active }: Person): Step => ({
  step: 'user',
  ok: active,
  text: active ? `${email} is an active user.` : `${email} is deactivated.`,
});

const resourceStep = ({ type, id, name, exists }: FoundResource): Step => ({
  step: 'resource',
  ok: exists !== false,
  text: resourceText(`${type.key} "${name ?? id}"`, exists),
});

const resourceText = (what: string, exists: boolean | undefined): string => {
  if (exists === undefined)
    return `Whether there is a ${what} cannot be said now: its lister does not answer.`;
  return exists ? `There is a ${what}.` : `There is no ${what}.`;
};
