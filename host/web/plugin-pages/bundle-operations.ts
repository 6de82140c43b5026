import { Type } from '@agnes/sdk';
import { fileOfForm, uploadFrame } from '../../http/form-file.ts';
import { operation } from '../../http/operation.ts';
import type { Reply } from '../../http/reply.ts';
import { exportBundle, importBundle } from '../../plugin-manager/bundles/operations.ts';
import { mostBundleBytes } from '../../plugin-manager/bundles/read-bundle.ts';
import { page } from '../form-fields.ts';
import { orShowAgain } from '../refusal.ts';
import { askedBy, type ServicesOf } from './answers.ts';
import { pluginsPage } from './list-page.ts';
import { type PlanServices, plannedPage } from './plan-page.ts';
import type { PlanSeen } from './seen.ts';

type BundleServices = PlanServices & ServicesOf<typeof exportBundle> & ServicesOf<typeof importBundle>;

const handOut = operation({
  id: 'web.plugin_export',
  route: 'POST /admin/plugins/export',
  summary: 'The plugins of a generation as one file, from the page',
  who: 'admin',
  body: Type.Object({ generation: Type.String({ pattern: '^[1-9][0-9]{0,8}$' }) }),
  result: page,
  problems: ['generation_not_found', 'plugin_bundle_invalid', 'plugin_missing', 'plugin_quarantined'],
  audit: ({ body: { generation } }) => ({
    action: 'plugin.export',
    resource: 'plugins',
    params: { generation: Number(generation) },
  }),
  run: (input, services: BundleServices) =>
    orShowAgain(
      async () => {
        const body = { generation: Number(input.body.generation) };
        // It answers a stream of bytes, never a plain value.
        return (await exportBundle.run(askedBy(input, { body }), services)) as Reply;
      },
      (refusal) => pluginsPage(services, input, { refusal }),
    ),
});

const takeIn = operation({
  id: 'web.plugin_import',
  route: 'POST /admin/plugins/import',
  summary: 'Works out a plan from a bundle, from the page',
  who: 'admin',
  streamed: true,
  maxBody: mostBundleBytes + uploadFrame,
  result: page,
  problems: ['plugin_bundle_invalid', 'package_refused', 'malformed_body'],
  audit: () => ({ action: 'plugin.import', resource: 'plugins' }),
  run: ({ request, ...input }, services: BundleServices) => {
    const asker = { ...input, request };
    return orShowAgain(
      async () => {
        const stream = fileOfForm(request.stream, request.headers['content-type'] ?? '');
        const sent = askedBy({ ...input, request: { ...request, stream } }, {});
        // As the schema of its result says.
        const plan = (await importBundle.run(sent, services)) as PlanSeen;
        return plannedPage(services, asker, { plan });
      },
      (refusal) => pluginsPage(services, asker, { refusal }),
    );
  },
});

/** The forms of pages that carry plugins between hosts. */
export const pluginBundleOperations = [handOut, takeIn] as const;
