import type { Registry } from '../../registry/registry.ts';
import type { Source } from '../../registry/source.ts';
import type { Secrets } from '../../store/secrets/secrets.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { AttachRow, ExtractContent, Refused, RemoteRead } from '../read-messages.ts';
import { attachFault } from './attach-policy.ts';
import { savedAttaches } from './attach-store.ts';
import type { RemotePolicy } from './remote-policy.ts';

/** What judging the remote rows of an extract needs. */
export interface RemoteDeps {
  readonly store: Pick<SystemStore, 'read'>;
  readonly registry: Pick<Registry, 'sources'>;
  readonly secrets: Pick<Secrets, 'has'>;
  readonly remotePolicy: Pick<RemotePolicy, 'effective'>;
}

/** A remote row that may be registered; `missing` names the token that is not set. */
export interface AcceptedRemote {
  readonly remote: RemoteRead;
  readonly extension: string;
  readonly missing?: string;
}

/** The remote side of an extract, row by row. */
export interface RemoteSide {
  readonly attaches: readonly AttachRow[];
  readonly remotes: readonly AcceptedRemote[];
  readonly refused: readonly Refused[];
}

/** Judges each attach by the policy, then each remote table by its attach. */
export const acceptRemote = async (
  source: Source,
  { attaches, remote }: Pick<ExtractContent, 'attaches' | 'remote'>,
  deps: RemoteDeps,
): Promise<RemoteSide> => {
  if (attaches.length === 0 && remote.length === 0) return { attaches: [], remotes: [], refused: [] };
  const policy = await deps.remotePolicy.effective();
  const taken = await takenAliases(source, deps);
  const accepted = new Map<string, AttachRow>();
  const refused: Refused[] = [];
  for (const row of attaches) {
    const key = row.alias.toLowerCase();
    const fault = attachFault(row, policy) ?? clash(taken.get(key) ?? (accepted.has(key) && source.slug));
    if (fault) refused.push({ ...fault, name: `_remote_attach: ${row.alias.slice(0, 64)}` });
    else accepted.set(key, row);
  }
  const judged = remote.map((one) => ({ one, fault: remoteFault(one, accepted) }));
  return {
    attaches: [...accepted.values()],
    remotes: judged.flatMap(({ one, fault }) => (fault ? [] : acceptedOf(one, accepted, deps))),
    refused: [
      ...refused,
      ...judged.flatMap(({ one, fault }) => (fault ? [{ ...fault, name: one.name }] : [])),
    ],
  };
};

/** Aliases that earlier sources hold, in lower case, with the source. */
const takenAliases = async (
  { id }: Source,
  { registry, store }: RemoteDeps,
): Promise<ReadonlyMap<string, string>> => {
  const taken = new Map<string, string>();
  for (const other of await registry.sources()) {
    if (other.id === id) continue;
    for (const { alias } of await savedAttaches(store.read, other.slug))
      taken.set(alias.toLowerCase(), other.slug);
  }
  return taken;
};

const clash = (owner: string | false | undefined): Omit<Refused, 'name'> | undefined =>
  owner ? { code: 'alias_taken', why: `the source "${owner}" has this alias already` } : undefined;

/** Upstream names appear quoted only, and still hold no quotes and no paths. */
const relaxed = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;

const remoteFault = (
  { alias, bucket, sourceTable }: RemoteRead,
  accepted: ReadonlyMap<string, AttachRow>,
): Omit<Refused, 'name'> | undefined => {
  if (!accepted.has(alias.toLowerCase()))
    return { code: 'not_attached', why: 'the alias of its view is in no accepted row of _remote_attach' };
  if (!relaxed.test(bucket) || !relaxed.test(sourceTable))
    return { code: 'bad_upstream_name', why: 'its view names a bucket or table that no upstream has' };
  return undefined;
};

const acceptedOf = (
  remote: RemoteRead,
  accepted: ReadonlyMap<string, AttachRow>,
  { secrets }: RemoteDeps,
): readonly AcceptedRemote[] => {
  const attach = accepted.get(remote.alias.toLowerCase());
  if (!attach) return [];
  const { tokenEnv, extension } = attach;
  const isMissing = tokenEnv !== '' && !secrets.has(tokenEnv);
  return [{ remote, extension, ...(isMissing && { missing: tokenEnv }) }];
};
