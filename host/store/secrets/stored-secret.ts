import type { Secret } from '@agnes/sdk';
import type { SecretRow } from './repository.ts';
import type { SecretSeal } from './secret-seal.ts';

/** A stored secret as the host holds it in memory. */
export interface StoredSecret {
  readonly name: string;
  readonly kind: 'env' | 'value';
  /** For `env`: the variable that holds it. */
  readonly envName?: string;
  /** For `value`; absent when it cannot be read. */
  readonly value?: Secret;
  /** Hosts it may be sent to; none: nowhere. */
  readonly boundHosts: readonly string[];
  readonly owner: SecretOwner;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Who changed its value or its hosts last; absent: the host itself. */
  readonly updatedBy: string | undefined;
  readonly lastUsedAt: Date | undefined;
}

/** For what a secret was stored: by an administrator, or for a setting. */
interface SecretOwner {
  readonly type: 'user' | 'config';
  readonly id: string | null;
}

/** A secret to be stored: a value, or the name of a variable. */
export interface SecretDraft {
  readonly name: string;
  readonly value?: string;
  readonly envName?: string;
  /** Absent: as they were, for a new one none. */
  readonly boundHosts?: readonly string[];
  readonly owner: SecretOwner;
}

/** What a row holds, opened. */
export const storedOf = (row: SecretRow, seal: SecretSeal): StoredSecret => {
  const value = row.ciphertext === null ? undefined : seal.open(row.name, row.ciphertext);
  return {
    name: row.name,
    kind: row.kind,
    ...(row.env_name !== null && { envName: row.env_name }),
    ...(value && { value }),
    // Written by `secret-row.ts`, hence the `as`es.
    boundHosts: JSON.parse(row.bound_hosts) as string[],
    owner: { type: row.owner_type as SecretOwner['type'], id: row.owner_id },
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    updatedBy: row.updated_by ?? undefined,
    lastUsedAt: row.last_used_at ?? undefined,
  };
};
