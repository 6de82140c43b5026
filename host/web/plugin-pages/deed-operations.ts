import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { disable, enable } from '../../plugin-manager/operations.ts';
import { pluginAddress } from '../../plugin-manager/plugin-address.ts';
import { test as tryPlugin } from '../../plugin-manager/test-operation.ts';
import { below } from '../address.ts';
import { page } from '../form-fields.ts';
import { seeOther } from '../page-reply.ts';
import { orShowAgain } from '../refusal.ts';
import { askedBy, pluginDetail } from './answers.ts';
import { type DetailServices, pluginPage } from './detail-page.ts';
import type { TriedCheck } from './detail-view.ts';
import { type PlanServices, planPage } from './plan-page.ts';
import { pluginsPath } from './plugins-path.ts';
import { settingsSent } from './settings-part.ts';

type DeedServices = PlanServices & DetailServices & Parameters<(typeof tryPlugin)['run']>[1];

const tried = operation({
  id: 'web.plugin_test',
  route: 'POST /admin/plugins/:publisher/:slug/test',
  summary: 'Tries a plugin, from the page',
  who: 'admin',
  params: pluginAddress,
  result: page,
  problems: ['plugin_not_found'],
  audit: ({ params: { publisher, slug } }) => ({
    action: 'plugin.test',
    resource: `plugin:${publisher}/${slug}`,
  }),
  run: async (input, services: DeedServices) => {
    const { params: address } = input;
    const asked = askedBy(input, { params: address, body: {} });
    // As the schema of its result says.
    const found = (await tryPlugin.run(asked, services)) as { readonly checks: readonly TriedCheck[] };
    return pluginPage(services, input, { address, checks: found.checks });
  },
});

const switches = {
  enable: { act: enable, done: 'enabled', summary: 'Switches a plugin on, from the page' },
  disable: { act: disable, done: 'disabled', summary: 'Switches a plugin off, from the page' },
} as const;

const switched = (verb: keyof typeof switches) =>
  operation({
    id: `web.plugin_${verb}`,
    route: `POST /admin/plugins/:publisher/:slug/${verb}`,
    summary: switches[verb].summary,
    who: 'admin',
    params: pluginAddress,
    result: page,
    problems: [...(switches[verb].act.problems ?? [])],
    audit: ({ params: { publisher, slug } }) => ({
      action: `plugin.${verb}`,
      resource: `plugin:${publisher}/${slug}`,
    }),
    run: (input, services: DeedServices) => {
      const { act, done } = switches[verb];
      const { params: address } = input;
      return orShowAgain(
        async () => {
          await act.run(askedBy(input, { params: address }), services);
          return seeOther(`${below(pluginsPath, address.publisher, address.slug)}?done=${done}`);
        },
        (refusal) => {
          // Without the plugin there is no page to show again.
          if (refusal.code === 'plugin_not_found') throw refusal.cause;
          return pluginPage(services, input, { address, refusal });
        },
      );
    },
  });

const settings = operation({
  id: 'web.plugin_settings',
  route: 'POST /admin/plugins/:publisher/:slug/settings',
  summary: 'Works out what other settings of a plugin would do, from the page',
  who: 'admin',
  params: pluginAddress,
  body: Type.Record(Type.String({ maxLength: 500 }), Type.String({ maxLength: 100_000 }), {
    description: 'Fields of the form, by the paths of settings.',
  }),
  result: page,
  problems: ['plugin_not_found', 'invalid_input'],
  audit: ({ params: { publisher, slug }, body }) => ({
    action: 'plugin.plan',
    resource: `plugin:${publisher}/${slug}`,
    params: { fields: Object.keys(body).slice(0, 200) },
  }),
  run: async (input, services: DeedServices) => {
    const { params: address, body } = input;
    const plugin = await pluginDetail(services, input, address);
    const { patch, faults } = settingsSent(plugin, body);
    if (faults.length > 0) return pluginPage(services, input, { address, refused: { typed: body, faults } });
    return planPage(services, input, { ask: { config: { [plugin.id]: patch } } });
  },
});

/** What the forms of the page about a plugin do. */
export const pluginDeedOperations = [tried, switched('enable'), switched('disable'), settings] as const;
