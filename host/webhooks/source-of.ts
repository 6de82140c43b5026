import { noSuchRoute } from '../http/errors.ts';
import type { DeclaredWebhook } from '../kernel/loaded.ts';
import type { Plugins } from '../kernel/plugins.ts';
import type { Registry } from '../registry/registry.ts';
import type { Source } from '../registry/source.ts';
import { webhookOff } from './errors.ts';

/** Where something came in: at the path of a webhook, or at the one that every webhook has. */
export type Address =
  | { readonly path: string; readonly connection?: string }
  | { readonly connection: string; readonly path?: undefined };

/** Whose address it is. Without source nobody has set one up. */
export interface Addressed {
  readonly webhook: DeclaredWebhook;
  readonly source: Source | undefined;
}

interface Deps {
  readonly plugins: Pick<Plugins, 'webhooks'>;
  readonly registry: Pick<Registry, 'sources' | 'findSource'>;
}

/** The address as it is written. */
export const writtenAddress = ({ path, connection }: Address): string =>
  `/webhooks/${path ?? 'x'}${connection === undefined ? '' : `/${connection}`}`;

/** Whose address this is; throws what somebody hears who asks for one that is nobody's. */
export const sourceOf = async (address: Address, { plugins, registry }: Deps): Promise<Addressed> => {
  const { path, connection } = address;
  const named = connection === undefined ? undefined : await registry.findSource(connection);
  const webhook = plugins
    .webhooks()
    .find(({ contribution }) =>
      path === undefined ? contribution.connector === named?.type : contribution.path === path,
    );
  const isStranger = connection !== undefined && named?.type !== webhook?.contribution.connector;
  if (!webhook || isStranger) throw noSuchRoute({ path: writtenAddress(address) });
  if (!webhook.isActive) throw webhookOff({ plugin: webhook.plugin });
  return { webhook, source: named ?? (await defaultOf(webhook.contribution.connector, registry)) };
};

const defaultOf = async (type: string, registry: Deps['registry']): Promise<Source | undefined> =>
  (await registry.sources()).find((source) => source.type === type && source.isDefault);
