import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { ResourceListing } from '../../../host/access/resource-listing.ts';
import { listedTable } from '../../../host/app/listed-table.ts';
import {
  hooksManifest,
  type PluginFolders,
  pluginFolders,
  writePlugin,
} from '../../support/plugin-folders.ts';
import { startPlugins } from '../../support/start-plugins.ts';
import { servedAccess } from './served-access.ts';

/** A plugin that brings one resource type, whose `listBlocks` has this body. */
export const typePlugin = (id: string, key: string, body: string) => ({
  'agnes.plugin.json': {
    ...hooksManifest(id, ['afterRebuild']),
    contributes: { resourceTypes: [{ key, entry: 'type.ts' }] },
  },
  'type.ts': `import { defineResourceType } from '@agnes/sdk';
    export default defineResourceType({ key: '${key}', title: '${id}', description: 'Of a test.', idFormat: 'any',
      listBlocks: async ({ tables }) => { ${body} } });`,
});

/** Folders with the host's own type of tables in them, and `add` for one more plugin. */
export const typeFolders = async (t: ExecutionContext) => {
  const folders = await pluginFolders(t);
  await cp('plugins/resource-table', join(folders.bundled, 'resource-table'), { recursive: true });
  const add = (slug: string, body: string) =>
    writePlugin(folders.bundled, slug, typePlugin(`acme/${slug}`, `acme/${slug}:thing`, body));
  return { ...folders, add };
};

const registered = [
  { id: 't1', name: 'orders', queryMode: 'local' },
  { id: 't2', name: 'salaries', queryMode: 'local' },
] as const;

/** Access over the resource types of these folders; the tables are `t1` and `t2`. */
export const pluggedAccess = async (t: ExecutionContext, folders: PluginFolders) => {
  const tables = async () => registered.map(listedTable);
  const { plugins } = await startPlugins(t, folders, {
    resources: { tables, marketplaces: async () => [] },
  });
  const listing = new ResourceListing({
    resourceTypes: () => plugins.resourceTypes().map(({ type }) => type),
    listResourceBlocks: plugins.hooks.listResourceBlocks,
    now: () => Date.parse('2026-03-01T12:00:00Z'),
  });
  return { plugins, ...(await servedAccess(t, { types: listing })) };
};
