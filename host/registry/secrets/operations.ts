import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { reply } from '../../http/reply.ts';
import { secretInUse } from '../../store/secrets/errors.ts';
import type { Secrets } from '../../store/secrets/secrets.ts';
import type { StoredSecret } from '../../store/secrets/stored-secret.ts';
import type { StoredSecrets } from '../../store/secrets/stored-secrets.ts';
import type { Registry } from '../registry.ts';
import { allSources } from '../sources/repository.ts';
import { type SecretNamers, usersOfSecret } from './secret-users.ts';
import { type SecretAround, secretSchema, secretWire } from './secret-wire.ts';

/** What the operations on secrets need. */
interface SecretServices {
  readonly secrets: Pick<Secrets, 'has'>;
  readonly storedSecrets: Pick<StoredSecrets, 'list' | 'lastUsedAt' | 'put' | 'remove'>;
  readonly registry: Pick<Registry, 'sources'>;
  readonly plugins: SecretNamers['plugins'];
}

const params = Type.Object({ name: Type.String({ maxLength: 200 }) });
const noStore = { 'Cache-Control': 'no-store' };

/** Every stored secret, without its value. */
export const list = operation({
  id: 'secret.list',
  route: 'GET /api/admin/secrets',
  summary: 'Stored secrets: names, hosts and last use, never values.',
  who: 'admin',
  result: Type.Object({ secrets: Type.Array(secretSchema), count: Type.Integer() }),
  run: async (_input, services: SecretServices) => {
    const around = await aroundOf(services);
    const secrets = services.storedSecrets.list().map((secret) => secretWire(secret, around));
    return reply({ body: { secrets, count: secrets.length }, headers: noStore });
  },
});

/** What can be said of a secret. */
export const putBody = Type.Object(
  {
    value: Type.Optional(Type.String({ maxLength: 65_536, description: 'Write-only.' })),
    env_name: Type.Optional(Type.String({ maxLength: 64, description: 'Variable that holds it instead.' })),
    bound_hosts: Type.Optional(
      Type.Array(Type.String({ maxLength: 253 }), {
        maxItems: 100,
        description:
          'Hosts it may be sent to, such as `api.example.com` or `*.example.com`. Absent: as before.',
      }),
    ),
  },
  { additionalProperties: false },
);

/** Stores one, or binds it to other hosts. */
export const put = operation({
  id: 'secret.set',
  route: 'PUT /api/admin/secrets/:name',
  summary: 'Store a secret, point it to an environment variable, or bind it to other hosts.',
  who: 'admin',
  params,
  body: putBody,
  result: secretSchema,
  problems: ['invalid_secret'],
  audit: ({ params: { name }, body: { value, env_name, bound_hosts } }) => ({
    action: 'secret.set',
    resource: `secret:${name}`,
    params: {
      changed: value !== undefined || env_name !== undefined,
      ...(env_name !== undefined && { env_name }),
      ...(bound_hosts && { bound_hosts }),
    },
  }),
  run: async ({ params: { name }, body, intent, principal }, services: SecretServices) => {
    const draft = {
      name,
      owner: { type: 'user', id: principal.userId } as const,
      ...(body.value !== undefined && { value: body.value }),
      ...(body.env_name !== undefined && { envName: body.env_name }),
      ...(body.bound_hosts && { boundHosts: body.bound_hosts.map((host) => host.toLowerCase()) }),
    };
    const stored: StoredSecret = await services.storedSecrets.put(draft, intent);
    return reply({ body: secretWire(stored, await aroundOf(services)), headers: noStore });
  },
});

/** Forgets one. */
export const remove = operation({
  id: 'secret.delete',
  route: 'DELETE /api/admin/secrets/:name',
  summary: 'Forget a secret; with `force` even while a source or a plugin uses it.',
  who: 'admin',
  params,
  query: Type.Object({ force: Type.Boolean({ default: false }) }),
  result: Type.Null(),
  status: 204,
  problems: ['secret_unknown', 'secret_in_use'],
  audit: ({ params: { name }, query }) => ({
    action: 'secret.delete',
    resource: `secret:${name}`,
    params: { ...query },
  }),
  run: async ({ params: { name }, query, intent }, { storedSecrets, plugins }: SecretServices) => {
    await storedSecrets.remove(name, intent, async (tx) => {
      const used_by = usersOfSecret(name, { sources: await allSources(tx), plugins });
      if (used_by.length > 0 && !query.force) throw secretInUse({ name, used_by });
    });
  },
});

/** Everything that can be asked of the secret store. */
export const secretOperations = [list, put, remove] as const;

const aroundOf = async (services: SecretServices): Promise<SecretAround> => {
  const { secrets, storedSecrets, registry, plugins } = services;
  return {
    plugins,
    sources: await registry.sources(),
    isSet: (name) => secrets.has(name),
    lastUsedAt: (name) => storedSecrets.lastUsedAt(name),
  };
};
