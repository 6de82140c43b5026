import { Type } from '@agnes/sdk';
import { isoUtc } from '../../store/iso-utc.ts';
import type { StoredSecret } from '../../store/secrets/stored-secret.ts';
import { type SecretNamers, usersOfSecret } from './secret-users.ts';

const maybe = (description: string) => Type.Union([Type.String(), Type.Null()], { description });

/** A stored secret as administrators see it. */
export const secretSchema = Type.Object({
  name: Type.String(),
  kind: Type.Union([Type.Literal('env'), Type.Literal('value')]),
  env_name: maybe('For `env`: the variable that holds it.'),
  bound_hosts: Type.Array(Type.String(), { description: 'Hosts it may be sent to; none: nowhere.' }),
  owner: Type.Object({
    type: Type.String({ description: '`user`, or `config` for what was typed into a setting.' }),
    id: maybe('Id of the user, or the key of the setting.'),
  }),
  set: Type.Boolean({ description: 'False: the variable is empty, or the value cannot be read any more.' }),
  used_by: Type.Array(Type.String(), { description: '`source:<slug>` or `plugin:<publisher>/<slug>`.' }),
  created_at: Type.String(),
  updated_at: Type.String(),
  updated_by: maybe('Id of the user who changed its value or its hosts last; null: the host.'),
  last_used_at: maybe('At most a minute old.'),
});

/** What the wire form says beside the secret itself. */
export interface SecretAround extends SecretNamers {
  readonly isSet: (name: string) => boolean;
  readonly lastUsedAt: (name: string) => Date | undefined;
}

/** The secret without its value. */
export const secretWire = (secret: StoredSecret, around: SecretAround) => {
  const { isSet, lastUsedAt } = around;
  const used = lastUsedAt(secret.name);
  return {
    name: secret.name,
    kind: secret.kind,
    env_name: secret.envName ?? null,
    bound_hosts: [...secret.boundHosts],
    owner: { ...secret.owner },
    set: isSet(secret.name),
    used_by: [...usersOfSecret(secret.name, around)],
    created_at: isoUtc(secret.createdAt),
    updated_at: isoUtc(secret.updatedAt),
    updated_by: secret.updatedBy ?? null,
    last_used_at: used ? isoUtc(used) : null,
  };
};
