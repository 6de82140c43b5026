import type { Intent } from '../../http/intent.ts';
import { newId } from '../../store/new-id.ts';
import { blankResourceId, tierNotAllowed } from '../errors.ts';
import type { FoundResource, ResourceLookup } from '../resource-lookup.ts';
import { actorOf, type WriteDeps, writeAccess } from '../write-access.ts';
import { applyGrants, type GrantRef, type NamedGrant } from './apply-grants.ts';
import { findGrants, type GrantFilter, type GrantKey, listGrants, type StoredGrant } from './repository.ts';

interface GrantDeps extends WriteDeps {
  readonly lookup: ResourceLookup;
}

/** A grant somebody wants. */
export interface GrantDraft extends GrantKey {
  readonly tier?: 'required' | 'optional' | undefined;
}

/** A grant as administrators see it. */
export interface GrantView extends NamedGrant {
  /** True when nothing of that id is known; the grant counts from the moment there is. */
  readonly isResourceUnknown: boolean;
}

/** Several grants that come and go together. */
export interface GrantBatch {
  readonly add: readonly GrantDraft[];
  readonly remove: readonly GrantRef[];
  /** The version of the overview that was changed. */
  readonly base?: number | undefined;
}

/** What a batch came to. */
export interface GrantsChanged {
  readonly added: readonly GrantView[];
  readonly removed: readonly NamedGrant[];
  /** Of the overview as it is now. */
  readonly version: number;
}

/** Grants resources to groups, and takes them away again. */
export class Grants {
  readonly #deps: GrantDeps;

  constructor(deps: GrantDeps) {
    this.#deps = deps;
  }

  /** By name of the group, then by type and resource. */
  async list(filter: GrantFilter): Promise<readonly GrantView[]> {
    const grants = await listGrants(this.#deps.store.read, filter);
    const found = await this.#deps.lookup.findAll(grants);
    return found.map(({ asked, found: resource }) => viewOf(asked, resource));
  }

  /** Lets the members of a group use one resource. It need not exist yet. */
  async grant(draft: GrantDraft, intent: Intent): Promise<GrantView> {
    const wanted = trimmed(draft);
    const resource = await this.#deps.lookup.get(wanted);
    const row = this.#rowOf(wanted, resource, intent);
    const told = { intent, resource: row.id, params: paramsOf(row) };
    const { result } = await writeAccess(this.#deps, told, (tx) =>
      applyGrants(tx, { add: [row], remove: [] }),
    );
    return viewOf({ ...row, group_name: result.added[0]?.group_name ?? '' }, resource);
  }

  /** Takes a grant away; it counts no more from the next request on. */
  async revoke(id: string, intent: Intent): Promise<void> {
    const [grant] = await findGrants(this.#deps.store.read, [id]);
    const told = { intent, resource: id, ...(grant && { params: paramsOf(grant) }) };
    await writeAccess(this.#deps, told, (tx) => applyGrants(tx, { add: [], remove: [{ id }] }));
  }

  /** All of it or nothing; refused when groups or grants have changed since `base`. */
  async changeTogether({ add, remove, base }: GrantBatch, intent: Intent): Promise<GrantsChanged> {
    const found = await this.#deps.lookup.getAll(add.map(trimmed));
    const views = found.map(({ asked, found: resource }) => ({
      row: this.#rowOf(asked, resource, intent),
      resource,
    }));
    const rows = views.map(({ row }) => row);
    const params = { added: rows.map(paramsOf), removed: await this.#told(remove) };
    const { result, version } = await writeAccess(this.#deps, { intent, params }, (tx) =>
      applyGrants(tx, { add: rows, remove, base }),
    );
    const resources = new Map(views.map(({ row, resource }) => [row.id, resource]));
    const added = result.added.map((grant) => viewOf(grant, resources.get(grant.id)));
    return { added, removed: result.removed, version };
  }

  /** For the audit log: an id alone says nothing once its row is gone. */
  async #told(refs: readonly GrantRef[]): Promise<readonly object[]> {
    const ids = refs.flatMap((ref) => ('id' in ref ? ref.id : []));
    const grants = new Map((await findGrants(this.#deps.store.read, ids)).map((grant) => [grant.id, grant]));
    return refs.map((ref) => {
      const grant = 'id' in ref ? grants.get(ref.id) : undefined;
      return grant ? { id: grant.id, ...paramsOf(grant) } : ref;
    });
  }

  #rowOf(
    { group_id, resource_type, tier }: GrantDraft,
    { type, id }: FoundResource,
    intent: Intent,
  ): StoredGrant {
    if (tier !== undefined && !type.isTiered) throw tierNotAllowed({ resource_type });
    const key = { group_id, resource_type, resource_id: id };
    const made = { assigned_at: new Date(this.#deps.now()), assigned_by: actorOf(intent) };
    return { id: newId(), ...key, tier: tier ?? null, ...made };
  }
}

const trimmed = (draft: GrantDraft): GrantDraft => {
  const resource_id = draft.resource_id.trim();
  if (resource_id === '') throw blankResourceId({});
  return { ...draft, resource_id };
};

const paramsOf = ({ group_id, resource_type, resource_id, tier }: StoredGrant) => ({
  group_id,
  resource_type,
  resource_id,
  ...(tier !== null && { tier }),
});

const viewOf = (grant: NamedGrant, resource: FoundResource | undefined): GrantView => ({
  ...grant,
  isResourceUnknown: resource?.exists === false,
});
