import type { ExecutionContext } from 'ava';
import { Access } from '../../host/access/access.ts';
import { systemIntent } from '../../host/http/intent.ts';
import { systemTimers } from '../../host/http/timers.ts';
import { Jobs } from '../../host/jobs/jobs.ts';
import { Registry } from '../../host/registry/registry.ts';
import type { KnownConnector } from '../../host/registry/source.ts';
import type { SystemStore } from '../../host/store/system-store.ts';
import { freshStore } from '../support/fresh-store.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** An instant at which nothing moves. */
export const now = (): number => Date.UTC(2027, 0, 1);

/** What the host itself does. */
export const intent = systemIntent('test');

/** Connectors of the types `files`, `bigquery` and `warehouse`; the last has settings that name secrets. */
export const connectors: readonly KnownConnector[] = [
  {
    type: 'files',
    plugin: 'agnes/connector-files',
    manifest: {},
    contribution: {
      queryModes: ['local', 'materialized'],
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
    type: 'bigquery',
    plugin: 'acme/bigquery',
    manifest: {},
    contribution: {
      queryModes: ['remote', 'materialized'],
      config: {
        version: 1,
        schema: {
          type: 'object',
          properties: { project: { type: 'string' } },
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
          { config: 'url', why: 'Where else the data is.' },
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
            url: { type: 'string', format: 'url' },
            proxy: { type: 'object', properties: { password_env: { type: 'string', format: 'secret' } } },
          },
        } as KnownConnector['contribution']['config']['schema'],
      },
    },
  },
];

/** A registry on a store of its own; `removed` collects what `onChanged` was told. */
export const openRegistry = async (t: ExecutionContext): Promise<OpenedRegistry> => {
  const folder = await tempFolder(t);
  const store = await freshStore({ folder, now, hostVersion: '0.0.0' });
  t.teardown(() => store[Symbol.asyncDispose]());
  const [removed, unbound]: [string[], string[]] = [[], []];
  const registry = registryOn(store, { removed, unbound });
  return { registry, store, removed, unbound };
};

/** A registry, and what it has told others. */
export interface OpenedRegistry {
  readonly registry: Registry;
  readonly store: SystemStore;
  readonly removed: string[];
  /** Sources whose hosts have changed, once that is committed. */
  readonly unbound: string[];
}

interface Told {
  readonly removed?: string[];
  readonly unbound?: string[];
}

/** Another registry on the same store, as after a restart. */
export const registryOn = (store: SystemStore, { removed, unbound }: Told = {}): Registry =>
  new Registry({
    store,
    now,
    connectors: () => connectors,
    access: new Access({ store, now }),
    jobs: new Jobs({ store, now, random: () => 0, timers: systemTimers, log: () => {} }),
    onHostChanged:
      async ({ id }) =>
      () => {
        unbound?.push(id);
      },
    onChanged: async (ids) => {
      removed?.push(...ids);
    },
  });
