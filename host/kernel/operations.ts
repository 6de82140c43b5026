import { manifestSchema, Type } from '@agnes/sdk';
import { operation } from '../http/operation.ts';
import { hookList, hooksOnWire } from './plugin-wire.ts';
import type { Plugins } from './plugins.ts';

interface Services {
  readonly plugins: Pick<Plugins, 'taps'>;
}

/** Lists hooks; pages ask it, too. */
export const listHooks = operation({
  id: 'plugins.hooks',
  route: 'GET /api/admin/hooks',
  summary: 'Hooks, who listens to them, and how often that failed',
  who: 'admin',
  result: hookList,
  run: async (_input, { plugins }: Services) => hooksOnWire(plugins.taps()),
});

const readManifestSchema = operation({
  id: 'plugins.manifest_schema',
  route: 'GET /schemas/agnes.plugin.v1.json',
  summary: 'JSON Schema of agnes.plugin.json',
  who: 'public',
  result: Type.Object({}, { additionalProperties: true }),
  run: async (_input, _services: Services) => manifestSchema,
});

/** What is plugged into this host. */
export const pluginOperations = [listHooks, readManifestSchema];
