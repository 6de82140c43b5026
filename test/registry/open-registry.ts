import type { ExecutionContext } from 'ava';
import { Access } from '../../host/access/access.ts';
import { systemIntent } from '../../host/http/intent.ts';
import { Registry } from '../../host/registry/registry.ts';
import type { KnownConnector } from '../../host/registry/source.ts';
import { openSystemStore, type SystemStore } from '../../host/store/system-store.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** An instant at which nothing moves. */
export const now = (): number => Date.UTC(2027, 0, 1);

/** What the host itself does. */
export const intent = systemIntent('test');

/** Connectors of the types `files` and `warehouse`; the latter has settings that name secrets. */
export const connectors: readonly KnownConnector[] = [
  {
    type: 'files',
    plugin: 'agnes/connector-files',
    manifest: {},
    contribution: {
      config: {
        version: 2,
        schema: {
          type: 'object',
          required: ['location'],
          additionalProperties: false,
          properties: {
            location: { type: 'string', minLength: 1 },
            glob: { type: 'string', default: '**/*' },
          },
        } as KnownConnector['contribution']['config']['schema'],
      },
    },
  },
  {
    type: 'warehouse',
    plugin: 'acme/warehouse',
    manifest: {
      capabilities: {
        network: [
          {
            host: 'warehouse.example.com',
            secret: { config: 'token_env', header: 'Authorization', template: 'Bearer {secret}' },
            why: 'There the data is.',
          },
        ],
      },
    },
    contribution: {
      config: {
        version: 1,
        schema: {
          type: 'object',
          properties: {
            token_env: { type: 'string' },
            proxy: { type: 'object', properties: { password_env: { type: 'string', format: 'secret' } } },
          },
        } as KnownConnector['contribution']['config']['schema'],
      },
    },
  },
];

/** A registry on a store of its own; `removed` collects what `onChanged` was told. */
export const openRegistry = async (
  t: ExecutionContext,
): Promise<{ registry: Registry; store: SystemStore; removed: string[] }> => {
  const folder = await tempFolder(t);
  const store = await openSystemStore({ folder, now, hostVersion: '0.0.0' });
  t.teardown(() => store[Symbol.asyncDispose]());
  const removed: string[] = [];
  const registry = registryOn(store, removed);
  return { registry, store, removed };
};

/** Another registry on the same store, as after a restart. */
export const registryOn = (store: SystemStore, removed: string[] = []): Registry =>
  new Registry({
    store,
    now,
    connectors: () => connectors,
    access: new Access({ store, now }),
    onChanged: async (ids) => {
      removed.push(...ids);
    },
  });
