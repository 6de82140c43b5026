import { isHostPattern } from './bound-host.ts';
import { secretInvalid } from './errors.ts';
import type { SecretRow } from './repository.ts';
import type { SecretSeal } from './secret-seal.ts';
import { secretName } from './secrets.ts';
import type { SecretDraft } from './stored-secret.ts';

const mostBytes = 64 * 1024;

/** Throws unless the draft can be kept. What is refused is never repeated: it may be the secret itself. */
export const checkSecret = (draft: SecretDraft, reserved: ReadonlySet<string>): void => {
  const { name } = draft;
  const broken = rules.find(({ holds }) => !holds(draft, reserved));
  if (broken)
    throw secretInvalid({
      name: secretName.test(name) ? name : '…',
      reason: broken.reason,
      field: broken.field,
    });
};

interface Rule {
  /** What is to be mended. */
  readonly field: 'name' | 'value' | 'env_name' | 'bound_hosts';
  readonly reason: string;
  readonly holds: (draft: SecretDraft, reserved: ReadonlySet<string>) => boolean;
}

const rules: readonly Rule[] = [
  { field: 'name', reason: 'its name is not of A-Z, 0-9 and _', holds: ({ name }) => secretName.test(name) },
  {
    field: 'name',
    reason: 'that name is one of the host itself',
    holds: ({ name, envName = '' }, reserved) => !reserved.has(name) && !reserved.has(envName),
  },
  {
    field: 'value',
    reason: 'it has a value and a variable',
    holds: ({ value, envName }) => value === undefined || envName === undefined,
  },
  {
    field: 'env_name',
    reason: 'the variable has no valid name',
    holds: ({ envName }) => envName === undefined || secretName.test(envName),
  },
  { field: 'value', reason: 'the value is empty', holds: ({ value }) => value !== '' },
  {
    field: 'value',
    reason: 'the value is larger than 64 KiB',
    holds: ({ value = '' }) => Buffer.byteLength(value) <= mostBytes,
  },
  {
    field: 'bound_hosts',
    reason: 'a host is no host name',
    holds: ({ boundHosts = [] }) => boundHosts.every(isHostPattern),
  },
];

interface Making {
  readonly seal: SecretSeal;
  readonly at: Date;
  readonly by: string | null;
  readonly existing: SecretRow | undefined;
}

/** The row of a draft that was checked, on top of the one that is there. */
export const secretRow = (draft: SecretDraft, { seal, at, by, existing }: Making): SecretRow => {
  const { name, value, envName, boundHosts, owner } = draft;
  if (!existing && value === undefined && envName === undefined)
    throw secretInvalid({ name, reason: 'it is new and has neither a value nor a variable', field: 'value' });
  const hosts = boundHosts && JSON.stringify([...new Set(boundHosts)]);
  const made: SecretRow = {
    name,
    kind: 'env',
    env_name: null,
    ciphertext: null,
    key_id: null,
    owner_type: owner.type,
    owner_id: owner.id,
    created_at: at,
    last_used_at: null,
    bound_hosts: '[]',
    ...existing,
    ...(hosts !== undefined && { bound_hosts: hosts }),
    updated_at: at,
    updated_by: by,
  };
  if (envName !== undefined)
    return { ...made, kind: 'env', env_name: envName, ciphertext: null, key_id: null };
  if (value === undefined) return made;
  return {
    ...made,
    kind: 'value',
    env_name: null,
    ciphertext: seal.seal(name, value),
    key_id: seal.keyId,
  };
};
