import { type AuthHost, ConfigError, defineAuthProvider, type RedirectMethod } from '@agnes/sdk';
import { claimOf } from './claim.ts';
import { discovery } from './discovery.ts';
import { groupsIn } from './groups.ts';
import type { Instance, Settings } from './settings.ts';

/** Sign-in with OpenID Connect: one method for each identity provider in the settings. */
export default defineAuthProvider<Settings>({
  id: 'oidc',
  methods: (host) => {
    const { instances } = host.settings;
    const twice = instances.find(
      ({ name }, index) => instances.findIndex((one) => one.name === name) < index,
    );
    if (twice) throw ConfigError({ reason: `auth.oidc.instances has the name "${twice.name}" twice.` });
    return instances.map((instance) => methodOf(instance, host));
  },
});

const methodOf = (instance: Instance, { http, hasSecret }: AuthHost<Settings>): RedirectMethod => {
  const { name, title = name, client_secret_env: secret, allowed_domain, groups_claim } = instance;
  const client = discovery({ instance, http, now: Date.now });
  return {
    id: `oidc:${name}`,
    kind: 'redirect',
    title,
    order: 15,
    available: () => (hasSecret(secret) ? { ok: true } : { ok: false, reason: `${secret} is not set.` }),
    client,
    complete: async ({ claims }) => claimOf(claims, instance),
    ...(allowed_domain !== undefined && { allowedDomain: allowed_domain }),
    ...(groups_claim !== undefined && {
      groups: async ({ handshake }) => groupsIn(handshake?.claims[groups_claim], groups_claim),
    }),
  };
};
