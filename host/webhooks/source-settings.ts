import { isPlatformError, type Secret } from '@agnes/sdk';
import type { DeclaredWebhook } from '../kernel/loaded.ts';
import type { Registry } from '../registry/registry.ts';
import type { Source } from '../registry/source.ts';
import { hostsOf } from '../registry/sources/hosts.ts';
import type { Secrets } from '../store/secrets/secrets.ts';

interface Deps {
  readonly registry: Pick<Registry, 'connector'>;
  readonly secrets: Pick<Secrets, 'has' | 'resolve' | 'resolveFor'>;
}

/** The secret that the senders of a source sign with; one that was given for other hosts than those of the source is none. */
export const signingSecret = (
  source: Source,
  { contribution }: DeclaredWebhook,
  { registry, secrets }: Deps,
): Secret | undefined => {
  const reference = referenceOf(source, contribution.signature.secret);
  if (reference === undefined) return undefined;
  const hosts = hostsOf(source, registry.connector(source.type)).map(withoutPort);
  if (hosts.length === 0) return secrets.resolve(reference);
  for (const host of hosts) {
    const found = boundTo(host, reference, secrets);
    if (found) return found;
  }
  return undefined;
};

/** True when everything is set without which events cannot be worked off. */
export const isConfigured = (
  source: Source,
  { contribution: { requires = [] } }: DeclaredWebhook,
  { secrets }: Pick<Deps, 'secrets'>,
): boolean => source.enabled && requires.every((setting) => isSet(source, setting, secrets));

const isSet = (source: Source, setting: string, secrets: Deps['secrets']): boolean => {
  const value = source.config[setting];
  if (value === undefined || value === null || value === '') return false;
  const reference = referenceOf(source, setting);
  return reference === undefined || secrets.has(reference);
};

/** What a setting that names a secret leads to. */
const referenceOf = ({ config, secretRefs }: Source, setting: string): string | undefined => {
  const name = config[setting];
  return typeof name === 'string' ? secretRefs[name] : undefined;
};

const withoutPort = (host: string): string => host.replace(/:\d+$/, '');

const boundTo = (host: string, reference: string, secrets: Deps['secrets']): Secret | undefined => {
  try {
    return secrets.resolveFor(reference, host);
  } catch (cause) {
    if (isPlatformError(cause) && cause.code === 'secret_not_bound') return undefined;
    throw cause;
  }
};
