import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { reply } from '../../http/reply.ts';
import type { SystemStore } from '../../store/system-store.ts';
import { planOnWire, planResult, type Reach } from '../wire.ts';
import type { Bundles } from './bundles.ts';
import { mostBundleBytes } from './read-bundle.ts';

interface Services {
  readonly pluginBundles: Pick<Bundles, 'export' | 'import'>;
  readonly pluginReach: (types: readonly string[]) => Promise<Reach>;
  readonly store: Pick<SystemStore, 'write'>;
}

/** Hands out a bundle; pages do it, too. */
export const exportBundle = operation({
  id: 'plugins.export',
  route: 'POST /api/admin/plugins/export',
  summary:
    'The plugins of a generation as one file for another host: code and grants, no settings and no secrets',
  who: 'admin',
  body: Type.Object(
    { generation: Type.Optional(Type.Integer({ minimum: 1, description: 'Absent: the current one.' })) },
    { additionalProperties: false },
  ),
  bodyOptional: true,
  result: Type.Unknown({ description: 'A tar.gz; the same generation is the same bytes.' }),
  problems: ['generation_not_found', 'plugin_bundle_invalid', 'plugin_missing', 'plugin_quarantined'],
  audit: ({ body }) => ({
    action: 'plugin.export',
    resource: 'plugins',
    params: { generation: body?.generation ?? null },
  }),
  run: async ({ body, intent }, { pluginBundles, store }: Services) => {
    await store.write(intent, async () => undefined);
    const { generation, bytes } = await pluginBundles.export(body?.generation);
    const name = `agnes-plugins-${generation}.tar.gz`;
    return reply({
      stream: { type: 'application/gzip', source: bytes },
      headers: { 'Content-Disposition': `attachment; filename="${name}"` },
    });
  },
});

/** Takes a bundle in; pages do it, too. */
export const importBundle = operation({
  id: 'plugins.import',
  route: 'POST /api/admin/plugins/import',
  summary:
    'Work out a plan from a bundle that is sent; every hash is checked, nothing is fetched and nothing runs',
  who: 'admin',
  streamed: true,
  maxBody: mostBundleBytes,
  result: planResult,
  problems: ['plugin_bundle_invalid', 'package_refused'],
  audit: () => ({ action: 'plugin.import', resource: 'plugins' }),
  run: async ({ request, intent }, { pluginBundles, pluginReach, store }: Services) => {
    await store.write(intent, async () => undefined);
    return planOnWire(await pluginBundles.import(request.stream, request.signal), pluginReach);
  },
});

/** What carries plugins between hosts. */
export const bundleOperations = [exportBundle, importBundle] as const;
