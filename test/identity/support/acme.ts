import type { ExecutionContext } from 'ava';
import type { Browser } from '../../support/browser.ts';
import { startBundled } from '../../support/bundled-method.ts';
import { startHostileProvider } from '../../support/hostile-provider.ts';
import { publicOrigin, startRedirecting } from './redirecting.ts';

/** Where a sign-in with the provider begins. */
export const login = `${publicOrigin}/auth/oidc/acme/login?next=/catalog`;

/** A host that knows a provider as `oidc:acme`, and a browser. */
export const startAcme = async (
  t: ExecutionContext,
  options: Parameters<typeof startRedirecting>[2] = {},
) => {
  const provider = await startHostileProvider(t);
  const { issuer, clientId: client_id } = provider;
  const instance = { name: 'acme', issuer, client_id, client_secret_env: 'ACME_SECRET' };
  const { methods } = await startBundled(t, 'agnes/auth-oidc', { settings: { instances: [instance] } });
  const host = await startRedirecting(t, methods, options);
  return { ...host, provider, methods, tab: host.browser() };
};

/** Goes through a sign-in: where the browser ended, and whether somebody is signed in. */
export const signInAt = async (tab: Browser) => {
  const { visited } = await tab.follow(login);
  return { end: visited.at(-1), isIn: tab.cookie(publicOrigin, 'access_token') !== undefined, visited };
};
